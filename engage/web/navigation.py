"""The places that headers and footers lead to; a place that does not exist here is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.web.access import TABLE, Access

PUBLIC = (
    ("consultations.index", _l("Consultations")),
    ("workshops.index", _l("Workshops")),
    ("summaries.index", _l("What we heard")),
)
STAFF = (
    ("record.desk", _l("Your desk")),
    ("setup.index", _l("Consultations")),
    ("moderation.queue", _l("Moderation")),
    ("workshops.desk", _l("Workshops")),
    ("summaries.desk", _l("Summaries")),
    ("digests.desk", _l("Digests")),
    ("people.index", _l("People")),
    ("operations.index", _l("Operations")),
)
FOOT = (
    ("record.privacy", _l("Privacy")),
    ("record.accessibility", _l("Accessibility statement")),
    ("record.how_we_moderate", _l("How we moderate")),
    ("record.other_formats", _l("Other formats and languages")),
    ("record.contact", _l("Contact")),
)

STAFF_DOOR = (("security.login", _l("Staff sign in")),)


@dataclass(frozen=True)
class Place:
    """Somewhere to go, and whether the page that is shown belongs to it."""

    href: str
    words: Sentence
    here: bool


def init_app(app: Flask, doors: Callable[[], set[Access]]) -> None:
    """Have bars lead only through the doors that are open to whoever asks."""
    app.extensions["doors"] = doors


def places(known: tuple[tuple[str, Sentence], ...], doors: set[Access]) -> list[Place]:
    """List the places of a bar that lie behind these doors, each with its address."""
    return [
        Place(url_for(endpoint), words, belongs(endpoint))
        for endpoint, words in known
        if endpoint in current_app.view_functions and TABLE.get(endpoint) in doors
    ]


def belongs(endpoint: str) -> bool:
    """Say whether the page that is asked for lies in the same part of the service as an endpoint."""
    return bool(request.endpoint) and str(request.endpoint).partition(".")[0] == endpoint.partition(".")[0]


def public_places() -> list[Place]:
    """List the places of the public header."""
    return places(PUBLIC, {Access.PUBLIC})


def staff_places() -> list[Place]:
    """List the places that the roles of whoever asks open to them."""
    return places(STAFF, current_app.extensions["doors"]())


def foot_places() -> list[Place]:
    """List the places of every footer."""
    return places(FOOT, {Access.PUBLIC})


def staff_door() -> list[Place]:
    """Give the way in for staff, at the foot of public pages."""
    return places(STAFF_DOOR, {Access.PUBLIC})


def sign_out_href() -> str | None:
    """Give the address that signs out whoever is signed in."""
    return url_for("security.logout") if Access.STAFF in current_app.extensions["doors"]() else None


def page_href(number: int) -> str:
    """Give the address of another page of the list that is shown, with the same filters."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', number)])}"


def security_action(endpoint: str) -> str:
    """Give the address that a sign-in form is sent to; where somebody was going travels along."""
    going = request.args.get("next")
    return url_for(endpoint, next=going) if going else url_for(endpoint)
