"""What stood before a text that its sender has changed, and what differs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sqlalchemy import select

from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation import queries
from engage.moderation.models import Decision

MOST = 20_000
"""Characters of both texts, beyond which they are not compared: it would take seconds."""
Piece = tuple[Literal["same", "out", "in"], str]


@dataclass(frozen=True)
class Before:
    """The version before, what was decided on it, and the new text with what went and what came marked."""

    contribution: Contribution
    decision: Decision | None
    pieces: list[Piece] | None
    """None where the texts are too long to compare."""

    @property
    def in_force(self) -> bool:
        """Whether it stands until the new one is decided on."""
        return self.contribution.ended_at is None


def before(contribution: Contribution) -> Before | None:
    """Give the version before a contribution; None if it is the first, or that was erased."""
    if contribution.version == 1:
        return None
    older = select(Contribution).where(
        Contribution.response_id == contribution.response_id,
        Contribution.position == contribution.position,
        Contribution.version < contribution.version,
        Contribution.erased_at.is_(None),
    )
    found = db.session.scalar(older.order_by(Contribution.version.desc()).limit(1))
    if found is None:
        return None
    decision = queries.current([found.id]).get(found.id)
    short = len(found.text) + len(contribution.text) <= MOST
    return Before(found, decision, list(compared(found.text, contribution.text)) if short else None)


def compared(old: str, new: str) -> Iterator[Piece]:
    """Cut two texts into what both have, what only the old one has, and what only the new one has."""
    was, now = _words(old), _words(new)
    for what, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(now[c:d])
            continue
        if b > a:
            yield "out", "".join(was[a:b])
        if d > c:
            yield "in", "".join(now[c:d])


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text.replace("\r\n", "\n"))
