"""Giving places to whoever asks now: at once if they fit and nobody who fits comes before them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engage.db import db
from engage.jobs import Job, enqueue
from engage.workshops import letters, queries
from engage.workshops.allocation import availability, logbook, offering, places
from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import Availability, Obstacle, Party, Taken, counted
from engage.workshops.models import Registration, Standing, Workshop


def found_for(workshop: Workshop, party: Party, at: datetime) -> Taken | Obstacle:
    """Find places for a newcomer, after those who wait have been offered what they can use.

    The caller holds the workshop's lock.
    """
    found = _available(workshop, party).fit(party, at)
    if isinstance(found, Obstacle) or not queries.anybody_waits(workshop.id):
        return found
    offering.offer_what_is_free(workshop, at)
    return _available(workshop, party).fit(party, at)


def settle(
    workshop: Workshop,
    party: Party,
    those: Sequence[Registration],
    found: Taken | Obstacle,
    at: datetime,
    **described: Any,
) -> Standing:
    """Give a party the places that were found for it, or tell it that it waits, and why.

    What the log does not know of the party yet stands in the same line.
    """
    if isinstance(found, Obstacle):
        logbook.note(Act.WAITED, workshop.id, party.id, at=at, obstacle=found.value, **described)
        letters.tell_of_waiting(those[0], found)
        return Standing.WAITING
    place(workshop, party, those, found, at, **described)
    return Standing.PLACE


def place(
    workshop: Workshop,
    party: Party,
    those: Sequence[Registration],
    found: Taken,
    at: datetime,
    **described: Any,
) -> None:
    """Give a party places, and tell all of it."""
    for registration in those:
        registration.waiting_since = None
    db.session.flush()
    places.take(those, found, at, party.sessions)
    logbook.note(Act.PLACED, workshop.id, party.id, at=at, places=counted(found), **described)
    letters.confirm(those)


def owe_offers(workshop: Workshop, *, at: datetime | None = None) -> None:
    """See to it that what is free is offered to those who wait: now, or at a moment."""
    enqueue(Job.OFFER_FREED_PLACES, workshop.id, due_at=at)


def _available(workshop: Workshop, party: Party) -> Availability:
    return availability.of(workshop, organisation_id=party.organisation_id, sessions=bool(party.sessions))
