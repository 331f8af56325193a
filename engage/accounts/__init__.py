"""People who sign in: facilitators, theme leads, managers, administrators."""

from engage.accounts.access import demand, signed_in
from engage.accounts.models import Person

__all__ = ["Person", "demand", "signed_in"]
