"""Every page that a link leads to opens, for everybody who may go there, and axe finds nothing in it.

Two hundred pages are looked at for their width at each size, and by axe on a phone's alone: what axe finds
hardly depends on it, and each look of its takes a third of a second.
"""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.stage import PATIENCE, PHONE, Service, looked_at

NO_PAGES = re.compile(r"\.(pdf|docx|ics|csv|json)$|/evidence/|/static/|report\.html$")
ONE_OF_MANY = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/themes/)[a-z]+|(?<=/bodies/)[a-z-]+"
)
PEOPLE = ("", "manager", "facilitator", "lead.homes", "admin")


@pytest.fixture(scope="module")
def looked() -> set[str]:
    """The kinds of page that somebody has looked at already."""
    return set()


@pytest.fixture(scope="module")
def region(service: Service) -> Service:
    """The service with its demo, in which there is something on every page."""
    service.engage("demo", "load")
    return service


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_opens_and_reads_well(who: str, region: Service, visitor: Page, looked: set[str]) -> None:
    if who:
        _sign_in(visitor, f"{who}@merrowvale.example")
    opened = _walk(visitor, "/desk" if who else "/", looked)
    assert len(opened) > 15, opened


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill("merrow-vale-demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk")


def _walk(page: Page, first: str, looked: set[str]) -> set[str]:
    """Open each kind of page that can be reached, once, and look at those that nobody has looked at."""
    page.set_default_timeout(PATIENCE)
    to_do, been = [first], set[str]()
    while to_do:
        path = to_do.pop(0)
        kind = ONE_OF_MANY.sub("…", path.partition("?")[0])
        if kind in been or NO_PAGES.search(kind):
            continue
        been.add(kind)
        answer = page.goto(path)
        assert answer, path
        assert answer.status == 200, f"{path} answers {answer.status}"
        to_do += _links(page)
        if kind not in looked:
            looked.add(kind)
            name = f"page{kind.replace('/', '-').replace('…', 'x')}".rstrip("-")
            looked_at(page, name, pictures=False, examined=(PHONE,))
    return been


def _links(page: Page) -> list[str]:
    here = page.url.removesuffix("/").split("/")
    base = "/".join(here[:3])
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [href.removeprefix(base).partition("#")[0] or "/" for href in found if href.startswith(base)]
