"""Parties as the rule sees them, read from the registrations that they are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from engage.db import db
from engage.workshops.allocation import places
from engage.workshops.allocation.models import SessionChoice
from engage.workshops.allocation.rule import Party, Taken
from engage.workshops.models import Leaving, Registration
from engage.workshops.queries import WAITING


def members(party_id: UUID) -> list[Registration]:
    """Lock and list those of a party who have not left, whoever booked first."""
    of_it = select(Registration).where(Registration.party_id == party_id, Registration.left_at.is_(None))
    with_names = of_it.options(joinedload(Registration.attendee)).order_by(
        Registration.id != party_id, Registration.id
    )
    locked = with_names.with_for_update(of=Registration).execution_options(populate_existing=True)
    return list(db.session.scalars(locked))


def strike_off(those: Sequence[Registration], because: Leaving, at: datetime) -> Taken:
    """Free what some registrations hold and end them, with what they told of their needs; tell which pools
    their places were of. The caller holds the workshop's lock, and writes the log.
    """
    freed = places.free(those)
    for registration in those:
        registration.offered_until = None
        registration.left_at, registration.left_because = at, because
        registration.changes += 1  # calendars that hold it take it out
        if registration.attendee:
            registration.attendee.access_needs = registration.attendee.diet = ""
    db.session.flush()
    return freed


def party_of(those: Sequence[Registration], sessions: Iterable[UUID] = ()) -> Party:
    """Give the party that some registrations are; all of it share what the first of them says."""
    first = those[0]
    return Party(
        id=first.party_id,
        size=len(those),
        sector=first.sector.value,
        area=first.area,
        size_band=first.size_band and first.size_band.value,
        organisation_id=first.organisation_id,
        sessions=frozenset(sessions),
    )


def sessions_of(registration_id: UUID) -> frozenset[UUID]:
    """Give the ids of the sessions that somebody chose."""
    chosen = select(SessionChoice.session_id).where(SessionChoice.registration_id == registration_id)
    return frozenset(db.session.scalars(chosen))


def queue(workshop_id: UUID) -> list[Party]:
    """Read the waiting list of a workshop: who asked first is first."""
    waiting = (
        select(
            Registration.party_id,
            func.count().label("size"),
            func.min(Registration.waiting_since).label("since"),
        )
        .where(Registration.workshop_id == workshop_id, *WAITING)
        .group_by(Registration.party_id)
        .subquery()
    )
    leader = aliased(Registration)
    chosen = select(func.array_agg(SessionChoice.session_id)).where(
        SessionChoice.registration_id == leader.id
    )
    rows = (
        select(leader, waiting.c.size, chosen.scalar_subquery())
        .join(waiting, waiting.c.party_id == leader.id)
        .order_by(waiting.c.since, leader.id)
    )
    return [
        replace(party_of([first], sessions or ()), size=count)
        for first, count, sessions in db.session.execute(rows)
    ]
