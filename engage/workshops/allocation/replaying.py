"""Replaying the log of a workshop, and holding where it leads against who has places now."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.workshops.allocation import availability, logbook
from engage.workshops.allocation.retracing import Retraced, Stand, retrace, unread
from engage.workshops.allocation.rule import next_offer
from engage.workshops.models import Registration, Standing, Workshop

STANDS = {
    Standing.ASKED: Stand.ASKED,
    Standing.PLACE: Stand.PLACE,
    Standing.WAITING: Stand.WAITING,
    Standing.OFFERED: Stand.OFFERED,
    Standing.LEFT: Stand.GONE,
}


@dataclass(frozen=True)
class Replay:
    """What came of replaying a log."""

    lines: int
    missing: list[int]
    differences: list[dict[str, Any]]
    """Lines that the rule would not have written."""
    departures: list[dict[str, Any]]
    """Parties, and numbers of free places, that are not now as the log leaves them."""
    next: dict[str, Any] | None
    """Who is offered places next: only between a place's coming free and the next run of the job."""

    @property
    def agrees(self) -> bool:
        """Say whether rule, log and rows agree."""
        return not (self.missing or self.differences or self.departures)


def replay(workshop: Workshop) -> Replay:
    """Go through the log of a workshop again, and compare it with the rule and with the rows."""
    lines = logbook.everything(workshop.id)
    found = retrace(lines)
    turn = next_offer(found.there, found.queue(), clock.now())
    return Replay(
        lines=found.lines,
        missing=unread(lines),
        differences=[asdict(difference) for difference in found.differences],
        departures=[*_parties(workshop.id, found), *_places(workshop, found)],
        next={"party": str(turn[0].id), "size": turn[0].size} if turn else None,
    )


def _parties(workshop_id: UUID, found: Retraced) -> list[dict[str, Any]]:
    of_it = select(Registration).where(Registration.workshop_id == workshop_id).order_by(Registration.id)
    now: dict[UUID, tuple[Stand, int]] = {}
    for registration in db.session.scalars(of_it):
        stand, size = now.get(registration.party_id, (Stand.GONE, 0))
        if registration.left_at is None:
            stand, size = STANDS[registration.standing], size + 1
        now[registration.party_id] = (stand, size)
    logged = {
        party_id: (entry.stand, 0 if entry.stand is Stand.GONE else entry.party.size)
        for party_id, entry in found.parties.items()
    }
    return [
        {"party": str(one), "by_the_log": _said(logged.get(one)), "now": _said(now.get(one))}
        for one in sorted(now.keys() | logged.keys())
        if now.get(one) != logged.get(one)
    ]


def _said(stand: tuple[Stand, int] | None) -> str:
    return f"{stand[0].value}, {stand[1]}" if stand else "unknown"


def _places(workshop: Workshop, found: Retraced) -> list[dict[str, Any]]:
    there = availability.of(workshop)
    pairs = [
        (str(pool or "open"), found.there.free.get(pool, 0), there.free.get(pool, 0))
        for pool in sorted(found.there.free.keys() | there.free.keys(), key=str)
    ]
    pairs += [
        (f"session {one}", found.there.free_in.get(one, 0), there.free_in.get(one, 0))
        for one in sorted(found.there.free_in.keys() | there.free_in.keys())
    ]
    return [{"free": name, "by_the_log": logged, "now": now} for name, logged, now in pairs if logged != now]
