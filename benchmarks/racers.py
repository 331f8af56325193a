"""People who race for places over HTTP while web processes die, and press the button until it answers."""

import random
import re
import time
from collections.abc import Callable
from html import unescape
from http.client import HTTPException
from itertools import count
from urllib.parse import urlencode

from running import Visitor

FIELD = re.compile(r'<input(?=[^>]*name="(csrf_token|submission_key)")[^>]*value="([^"]*)"')
STANDING = re.compile(r"<h1[^>]*>\s*([^<]+?)\s*</h1>")
PATIENCE = 120.0
"""Seconds for which somebody tries again while no answer comes."""
_people = count(1)


class Racer:
    """Somebody who wants a place for one organisation or none, and what they were told."""

    def __init__(self, port: int, sector: str, organisation: str = "") -> None:
        self.port, self.sector, self.organisation = port, sector, organisation
        self.email = f"racer{next(_people)}@home.example"
        self.told = ""
        """The heading of the page that answered."""
        self.tries = 0
        self._visitor: Visitor | None = None
        self._cookie = ""
        self._fields: dict[str, str] = {}

    def fill_in(self, slug: str) -> None:
        """Look at the workshop, open the form and fill it in."""
        self._insist(lambda visitor: visitor.ask("GET", f"/workshops/{slug}"))
        page = self._insist(lambda visitor: visitor.ask("GET", f"/workshops/{slug}/register"))
        said = {"name": f"Person {self.email}", "email": self.email, "sector": self.sector}
        said |= {"organisation": self.organisation}
        self._fields = {name: unescape(value) for name, value in FIELD.findall(page)} | said

    def send(self, slug: str) -> None:
        """Send the form until it is answered, and read the answer."""
        body = urlencode(self._fields)
        self._insist(lambda visitor: visitor.ask("POST", f"/workshops/{slug}/register", body), status=302)
        page = self._insist(lambda visitor: visitor.ask("GET", f"/workshops/{slug}/registered"))
        self.told = _heading(page)

    def _insist(self, ask: Callable[[Visitor], tuple[int, str, str]], *, status: int = 200) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self._visitor is None:
                    self._visitor = Visitor(self.port)
                    self._visitor.cookie = self._cookie
                found, _location, page = ask(self._visitor)
                if found == status:
                    self._cookie = self._visitor.cookie
                    return page
                if found < 500:
                    raise AssertionError((found, page[:3000]))
            except (OSError, HTTPException):
                self._visitor = None
            self.tries += 1
            time.sleep(random.uniform(0.02, 0.2))
        raise SystemExit(f"no answer in {PATIENCE} seconds")


class Waiter:
    """Somebody on the waiting list who takes a place as soon as one is offered, or at a set time."""

    def __init__(self, port: int, key: str, accepts_at: float | None = None) -> None:
        self.port, self.path, self.accepts_at = port, f"/registrations/{key}", accepts_at
        self.told = ""

    def wait(self, until: float) -> None:
        """Look at the own page until the place is theirs, or gone, or it is late."""
        visitor: Visitor | None = None
        while time.time() < until and "have a place" not in self.told:
            time.sleep(random.uniform(0.3, 0.9))
            try:
                visitor = visitor or Visitor(self.port)
                status, _location, page = visitor.ask("GET", self.path)
                if status != 200:
                    continue
                self.told = _heading(page)
                if "no longer" in self.told or "over" in self.told:
                    return
                if "/accept" in page:
                    self._take(visitor, page)
            except (OSError, HTTPException):
                visitor = None

    def _take(self, visitor: Visitor, page: str) -> None:
        if self.accepts_at is not None:
            time.sleep(max(0.0, self.accepts_at - time.time()))
        fields = {name: unescape(value) for name, value in FIELD.findall(page)}
        visitor.ask("POST", f"{self.path}/accept", urlencode(fields))


def _heading(page: str) -> str:
    found = STANDING.search(page)
    return unescape(found[1]) if found else ""
