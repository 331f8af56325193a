"""Who came on the day: what was done at the doors is kept, and each person's standing follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from engage import audit, clock
from engage.accounts import Person
from engage.db import db, new_id
from engage.errors import Sentence
from engage.workshops import leaving, queries
from engage.workshops.door import admitting, opening, presence
from engage.workshops.door.admitting import WalkIn
from engage.workshops.door.models import DoorAct, Kind
from engage.workshops.models import Leaving, Registration, Standing, Workshop
from engage.workshops.tables import seating


@dataclass(frozen=True)
class Done:
    """One thing that was done at a door."""

    id: UUID
    kind: Kind
    registration_id: UUID
    """Of a walk-in, too: it is made where they walk in."""
    at: datetime
    walk_in: WalkIn | None = None


def check_in(registration: Registration, *, by: Person) -> bool:
    """Note that somebody came, and say whether they have a place. Done twice, the first time counts.

    Whoever holds none gets one that is free.

    :raises RuleBroken: if it is too early or too late
    """
    _do(registration, Kind.CHECK_IN, by=by)
    return registration.standing is Standing.PLACE


def undo_check_in(registration: Registration, *, by: Person) -> None:
    """Take back a tick against the wrong name; whoever only walked in gives their place back.

    :raises RuleBroken: if it is too late
    """
    _do(registration, Kind.UNDO, by=by)


def walk_in(workshop_id: UUID, told: WalkIn, *, by: Person, key: UUID) -> Registration:
    """Enter somebody who came without having registered, with a place if one is free. Done twice, as once.

    :raises RuleBroken: if it is too early or too late
    """
    merge(workshop_id, [Done(key, Kind.WALK_IN, key, clock.now(), told)], by=by)
    return queries.registration(workshop_id, key)


def merge(workshop_id: UUID, acts: Sequence[Done], *, by: Person) -> dict[UUID, Sentence]:
    """Keep what was done at a door, each act once, and tell which of them cannot be kept and why.

    :raises RuleBroken: if it is too early or too late for all of them
    """
    workshop, now = queries.locked(workshop_id), clock.now()
    opening.demand_open(workshop, now)
    found = _registrations(workshop_id, {act.registration_id for act in acts})
    touched: dict[UUID, Registration] = {}
    refused: dict[UUID, Sentence] = {}
    for act in acts:
        at = min(max(act.at, opening.opens_at(workshop)), now)
        if act.walk_in and act.registration_id not in found:
            if db.session.get(Registration, act.registration_id):
                refused[act.id] = _l("This was done at another workshop")
                continue
            found[act.registration_id] = admitting.enter(workshop, act.walk_in, act.registration_id, at)
        if not (registration := found.get(act.registration_id)):
            refused[act.id] = _l("This person is not on the list of this workshop")
            continue
        if _keep(workshop_id, act, registration.id, at, now, by):
            touched[registration.id] = registration
    for registration in touched.values():
        settle(workshop, registration, by=by)
    return refused


def settle(workshop: Workshop, registration: Registration, *, by: Person | None) -> None:
    """Bring a registration in line with what was done at the doors. The caller holds the workshop's lock."""
    arrived = arrival(registration.id)
    if arrived is None:
        _take_back(workshop, registration, by=by)
    elif registration.standing is Standing.PLACE or admitting.admit(workshop, registration, by=by):
        if registration.checked_in_at is None:
            audit.record("registration.checked_in", registration, by=by)
        registration.checked_in_at = arrived
        db.session.flush()
        seating.seat_late(registration)
    db.session.flush()


def arrival(registration_id: UUID) -> datetime | None:
    """Tell since when somebody is here, with a place or without; None if they are not."""
    about = select(DoorAct).where(DoorAct.registration_id == registration_id)
    return presence.arrival(db.session.scalars(about))


def _do(registration: Registration, kind: Kind, *, by: Person) -> None:
    done = Done(new_id(), kind, registration.id, clock.now())
    merge(registration.workshop_id, [done], by=by)
    db.session.refresh(registration)


def _registrations(workshop_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Registration]:
    """Find registrations; who left and registered again is found by the first of them, too."""
    of_it = select(Registration).where(Registration.workshop_id == workshop_id)
    whole = of_it.options(joinedload(Registration.attendee)).execution_options(populate_existing=True)
    found = {one.id: one for one in db.session.scalars(whole.where(Registration.id.in_(list(ids))))}
    keys = [one.address_key for one in found.values() if one.left_at and one.address_key]
    again = whole.where(Registration.address_key.in_(keys), Registration.left_at.is_(None))
    now = {one.address_key: one for one in (db.session.scalars(again) if keys else ())}
    return {
        one.id: now.get(one.address_key, one) if one.left_at and one.address_key else one
        for one in found.values()
    }


def _keep(
    workshop_id: UUID, act: Done, registration_id: UUID, at: datetime, now: datetime, by: Person
) -> bool:
    """Keep one act, unless it was sent before; say whether it is new."""
    row = insert(DoorAct).values(
        id=act.id,
        workshop_id=workshop_id,
        registration_id=registration_id,
        kind=act.kind,
        at=at,
        received_at=now,
        by_id=by.id,
    )
    kept = db.session.scalar(row.on_conflict_do_nothing(index_elements=["id"]).returning(DoorAct.id))
    return kept is not None


def _take_back(workshop: Workshop, registration: Registration, *, by: Person | None) -> None:
    if registration.checked_in_at:
        registration.checked_in_at = None
        audit.record("registration.check_in_undone", registration, by=by)
        db.session.flush()
    if registration.walked_in and registration.standing is not Standing.LEFT:
        leaving.part(workshop, [registration], Leaving.REMOVED, at=clock.now(), by=by)
