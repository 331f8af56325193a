"""What every page shares: forms and their refusals, pages of a list, headers, errors."""

from engage.web.forms import Form, flashed, refusals
from engage.web.pagination import Page, page

__all__ = ["Form", "Page", "flashed", "page", "refusals"]
