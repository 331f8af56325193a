"""Addresses: true wherever they are read, in letters, feeds and documents; and what their parts may be."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _l

from engage.errors import RuleBroken

PART = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
"""What the last part of an address may be."""
NOT_A_PART = _l("Use small letters, digits and single hyphens")


def address(endpoint: str, **values: Any) -> str:
    """Give the whole address of a page; host and scheme come from the settings, never from a request."""
    public = urlsplit(str(current_app.config["SETTINGS"].public_url))
    routes = current_app.url_map.bind(public.netloc, public.path or "/", url_scheme=public.scheme)
    return routes.build(endpoint, values, force_external=True)


def demand_part(slug: str) -> None:
    """Make sure that the last part of an address is plain.

    :raises RuleBroken: if it is not
    """
    if not PART.fullmatch(slug):
        raise RuleBroken(NOT_A_PART, field="slug")
