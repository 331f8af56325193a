"""Sending as people and networks do it: once, twice at once, again after no answer came, back and again."""

import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Lock, Thread

from respondents import FORM, REFERENCE, Respondent
from running import FORM as URLENCODED
from running import Visitor

PATIENCE = 180.0
"""Seconds for which somebody presses the button again while no answer comes."""
PLAIN, DOUBLE, CUT, BACK, LOST = "plain", "double", "cut", "back", "lost"
MIX = {PLAIN: 50, DOUBLE: 20, CUT: 15, BACK: 10, LOST: 5}
"""Of a hundred: send once; click twice; lose the connection and send again; go back and send again; lose the
connection and never come again."""


class Crowd:
    """Many who send at once, and how that went."""

    def __init__(self, port: int, draw: random.Random) -> None:
        self.port = port
        self.count: Counter[str] = Counter()
        self._draw, self._lock = draw, Lock()

    def send(self, people: Sequence[Respondent], clients: int) -> None:
        """Have all send, so many at a time."""
        ways = self._draw.choices(list(MIX), list(MIX.values()), k=len(people))
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(self._send, people, ways))

    def _send(self, one: Respondent, way: str) -> None:
        self._note(way)
        if way in (CUT, LOST):
            self._cut_off(one)
        if way == LOST:
            one.gave_up = True
            return
        if way == DOUBLE:
            other = Thread(target=self._until_answered, args=[one])
            other.start()
            self._until_answered(one)
            other.join()
        else:
            self._until_answered(one)
        self._read_receipt(one)
        if way == BACK:
            self._until_answered(one)
            self._read_receipt(one)

    def _until_answered(self, one: Respondent) -> None:
        """Press the button until the page leads to the receipt."""

        def press(visitor: Visitor) -> bool:
            self._note("requests")
            status, location, _ = visitor.ask("POST", f"{FORM}/check", one.form())
            if status != 302:
                self._note(f"answered {status}")
            return status == 302 and location == f"{FORM}/receipt"

        if self._persist(one, press):
            one.acknowledged = True

    def _read_receipt(self, one: Respondent) -> None:
        def read(visitor: Visitor) -> bool:
            status, _, page = visitor.ask("GET", f"{FORM}/receipt")
            found = REFERENCE.search(page) if status == 200 else None
            if found:
                one.references.add(found[0])
            return bool(found)

        self._persist(one, read)

    def _persist(self, one: Respondent, act: Callable[[Visitor], bool]) -> bool:
        """Try until it works, as somebody does who sees an error page or none at all."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                visitor = Visitor(self.port)
                visitor.cookie, visitor.address = one.cookie, one.address
                try:
                    if act(visitor):
                        return True
                finally:
                    visitor.connection.close()
            except (OSError, HTTPException):
                self._note("no answer")
            time.sleep(self._draw.uniform(0.1, 0.5))
        self._note("out of patience")
        return False

    def _cut_off(self, one: Respondent) -> None:
        """Send the request, and close the connection before an answer can be read."""
        body = one.form().encode()
        lines = [f"POST {FORM}/check HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        told = {
            "Cookie": one.cookie,
            "X-Forwarded-For": one.address,
            "Content-Type": URLENCODED,
            "Content-Length": str(len(body)),
        }
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in told.items()), "", ""])
        self._note("requests")
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as wire:
                wire.sendall(head.encode() + body)
                time.sleep(self._draw.uniform(0, 0.06))
        except OSError:
            self._note("no answer")

    def _note(self, what: str) -> None:
        with self._lock:
            self.count[what] += 1
