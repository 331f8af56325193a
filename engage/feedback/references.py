"""The reference of a response: what people quote to us in a letter or on the telephone. It opens nothing."""

import re
import secrets
from collections.abc import Collection
from itertools import pairwise
from unicodedata import normalize

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Response

SIGNS = "234679FHKMRWY"
"""No two of them are taken for one another by eye or, read aloud in English, by ear; and they spell no words.

They are thirteen, a prime number, so that one check sign finds every wrong sign and every swap.
"""
LENGTH = 9
EXAMPLE = "K7R-4WM-HKW"
SHAPE = re.compile(r"(?=.*\d)\w{3}[^\w]?\w{3}[^\w]?\w{3}")
"""What somebody meant for a reference, right or not."""


def new(count: int) -> list[str]:
    """Draw references that nobody had when we looked."""
    drawn: dict[str, None] = {}
    while missing := count - len(drawn):
        fresh = {draw() for _ in range(missing)} - drawn.keys()
        drawn |= dict.fromkeys(fresh - _taken(fresh))
    return list(drawn)


def draw() -> str:
    """Draw a reference at random: nine signs in threes, the last of which checks the others.

    No sign stands beside itself: nobody says "double two", which sounds like a W.
    """
    while True:
        signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
        signs += check_sign(signs)
        if _holds(signs):
            return _grouped(signs)


def check_sign(signs: str) -> str:
    """Give the sign that makes the sum of all signs, each times its distance from the end, divide by 13."""
    total = sum(SIGNS.index(sign) * (LENGTH - place) for place, sign in enumerate(signs))
    return SIGNS[-total % len(SIGNS)]


def understood(typed: str) -> str:
    """Read a reference in whatever case and spacing it was typed, and give it as we write it.

    :raises RuleBroken: if no response can have it, and why
    """
    signs = "".join(sign for sign in normalize("NFKC", typed).upper() if sign.isalnum())
    strange = sorted(set(signs) - set(SIGNS))
    if strange:
        raise RuleBroken(
            _l(
                "A reference has no %(sign)s in it, only the characters %(signs)s",
                sign=strange[0],
                signs=" ".join(SIGNS),
            )
        )
    if len(signs) != LENGTH:
        raise RuleBroken(_l("A reference has nine characters, like %(example)s", example=EXAMPLE))
    if not _holds(signs):
        raise RuleBroken(
            _l("This reference cannot be right: a character is wrong, or two are swapped. Read it again")
        )
    return _grouped(signs)


def read(typed: str) -> str | None:
    """Read a reference as `understood` does; None if it is none."""
    try:
        return understood(typed)
    except RuleBroken:
        return None


def doubt(typed: str) -> RuleBroken | None:
    """Say what is wrong with something that was meant for a reference; None if it is right or none."""
    if not SHAPE.fullmatch(typed.strip()):
        return None
    try:
        understood(typed)
    except RuleBroken as refusal:
        return refusal
    return None


def _holds(signs: str) -> bool:
    doubled = any(one == other for one, other in pairwise(signs))
    return signs[-1] == check_sign(signs[:-1]) and not doubled


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + 3] for start in range(0, LENGTH, 3))


def _taken(references: Collection[str]) -> set[str]:
    return set(db.session.scalars(select(Response.reference).where(Response.reference.in_(references))))
