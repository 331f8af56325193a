"""The places that headers and footers lead to; a place that does not exist here is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

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
    open_ones = [
        (url_for(endpoint), words, endpoint)
        for endpoint, words in known
        if endpoint in current_app.view_functions and TABLE.get(endpoint) in doors
    ]
    here = nearest([href for href, _, _ in open_ones])
    return [
        Place(href, words, href == here if here else belongs(endpoint)) for href, words, endpoint in open_ones
    ]


def nearest(hrefs: list[str]) -> str | None:
    """Give the address under which the page that is asked for lies, the longest of several."""
    above = [href for href in hrefs if href != "/" and f"{request.path}/".startswith(f"{href}/")]
    return max(above, key=len, default=None)


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


def account_place() -> Place | None:
    """Give the way to one's own account, under one's name, to whoever is signed in."""
    if Access.STAFF not in current_app.extensions["doors"]():
        return None
    href = url_for("accounts.account")
    return Place(href, current_user.name, request.path.startswith(href))


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
