"""Choosing sessions: what room they have, and changing a choice that was made."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert, select

from engage import clock
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.workshops import letters, queries
from engage.workshops.allocation import availability, logbook, offering, parties, places, seating
from engage.workshops.allocation.models import Act, Session, SessionChoice, SessionPlace
from engage.workshops.models import Registration, Standing, Workshop

HOLDING = (Standing.PLACE, Standing.OFFERED)


@dataclass(frozen=True)
class Room:
    """A session, and how many places in it are free."""

    session: Session
    left: int


def rooms(workshop: Workshop) -> list[Room]:
    """List the sessions of a workshop in their order, with the room that each has."""
    if workshop.has_sessions is False:
        return []
    free = select(func.count()).where(
        SessionPlace.session_id == Session.id, SessionPlace.registration_id.is_(None)
    )
    of_it = select(Session, free.scalar_subquery()).where(Session.workshop_id == workshop.id)
    found = db.session.execute(of_it.order_by(Session.starts_at, Session.title, Session.id))
    return [Room(session, left) for session, left in found]


def check(workshop_id: UUID, sessions: frozenset[UUID]) -> None:
    """Refuse sessions that nobody can choose together.

    :raises RuleBroken: if one is of another workshop, or two are at the same time
    """
    of_it = select(Session).where(Session.workshop_id == workshop_id, Session.id.in_(sessions))
    found = sorted(db.session.scalars(of_it), key=lambda session: session.starts_at)
    if len(found) < len(sessions):
        raise RuleBroken(_l("Choose from the sessions of this workshop"), field="sessions")
    if any(later.starts_at < earlier.ends_at for earlier, later in itertools.pairwise(found)):
        raise RuleBroken(_l("Two of these sessions are at the same time: choose one"), field="sessions")


def choose(registration_id: UUID, sessions: frozenset[UUID]) -> None:
    """Choose other sessions for all of a party, which keeps its places or its turn.

    :raises RuleBroken: if they have left, it has begun, or a session has no room for all of them
    """
    party_id = db.session.get_one(Registration, registration_id).party_id
    workshop = queries.locked(db.session.get_one(Registration, party_id).workshop_id)
    those, at = parties.members(party_id), clock.now()
    if not those or not workshop.gives_places(at):
        raise RuleBroken(_l("Sessions can be chosen until the workshop begins"), field="sessions")
    check(workshop.id, sessions)
    before = parties.sessions_of(party_id)
    if before == sessions:
        return
    if those[0].standing in HOLDING:
        _move(workshop, those, before - sessions, sessions - before)
    else:
        _note_choice(workshop.id, party_id, those, before - sessions, sessions - before)
    logbook.note(Act.CHANGED, workshop.id, party_id, at=at, sessions=sorted(map(str, sessions)))
    if queries.anybody_waits(workshop.id):
        seating.owe_offers(workshop)
    letters.tell_of_choice(those)


def _move(
    workshop: Workshop, those: Sequence[Registration], gone: frozenset[UUID], new: frozenset[UUID]
) -> None:
    # As with newcomers: what is free is first offered to those who wait for it.
    if new and queries.anybody_waits(workshop.id):
        offering.offer_what_is_free(workshop, clock.now())
    for session_id in gone:
        places.free_in(session_id, those)
    free_in = availability.of(workshop).free_in
    for session_id in sorted(new):
        if free_in.get(session_id, 0) < len(those):
            title = db.session.get_one(Session, session_id).title
            raise RuleBroken(_l("“%(title)s” has no room for you", title=title), field="sessions")
    _note_choice(workshop.id, those[0].party_id, those, gone, new)
    for session_id in sorted(new):
        places.take_in(session_id, those)


def _note_choice(
    workshop_id: UUID,
    party_id: UUID,
    those: Sequence[Registration],
    gone: frozenset[UUID],
    new: frozenset[UUID],
) -> None:
    # Also for whoever booked, should they have left: the queue reads a party's sessions off them.
    ids = sorted({party_id} | {one.id for one in those})
    db.session.execute(
        delete(SessionChoice).where(
            SessionChoice.registration_id.in_(ids), SessionChoice.session_id.in_(gone)
        )
    )
    keep(workshop_id, ids, new)
    for registration in those:
        registration.changes += 1
    db.session.flush()


def keep(workshop_id: UUID, ids: Sequence[UUID], sessions: frozenset[UUID]) -> None:
    """Note that some registrations want to be in sessions."""
    chosen = [
        {"id": new_id(), "workshop_id": workshop_id, "session_id": session, "registration_id": one}
        for session in sorted(sessions)
        for one in ids
    ]
    if chosen:
        db.session.execute(insert(SessionChoice), chosen)
