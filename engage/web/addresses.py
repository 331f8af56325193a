"""Addresses that are true wherever they are read: in letters, feeds and documents."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app


def address(endpoint: str, **values: Any) -> str:
    """Give the whole address of a page; host and scheme come from the settings, never from a request."""
    public = urlsplit(str(current_app.config["SETTINGS"].public_url))
    routes = current_app.url_map.bind(public.netloc, public.path or "/", url_scheme=public.scheme)
    return routes.build(endpoint, values, force_external=True)
