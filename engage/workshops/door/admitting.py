"""Letting people in who hold no place: whoever stands at the door gets one that is free, in no turn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Sector
from engage.organisations.registering import known_as
from engage.web.private_links import key_hash
from engage.workshops.allocation import availability, logbook, offering, parties, places
from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import Obstacle, Party, Taken, counted
from engage.workshops.links import private_key
from engage.workshops.models import Attendee, Registration, Standing, Workshop
from engage.workshops.registration import described

IN_LINE = (Standing.ASKED, Standing.WAITING)


@dataclass(frozen=True)
class WalkIn:
    """What somebody says who comes without having registered."""

    name: str
    organisation: str
    sector: Sector


def enter(workshop: Workshop, told: WalkIn, registration_id: UUID, at: datetime) -> Registration:
    """Enter somebody who walked in; they hold no place yet. The caller holds the workshop's lock."""
    name = told.organisation.strip()
    row = {
        "id": registration_id,
        "workshop_id": workshop.id,
        "party_id": registration_id,
        "secret_hash": key_hash(private_key(registration_id)),
        "registered_at": at,
        "waiting_since": at,
        "walked_in": True,
        "sector": told.sector,
        "organisation": name or None,
        "organisation_id": known_as(name, sector=told.sector) if name else None,
    }
    made = db.session.scalars(insert(Registration).values(row).returning(Registration)).one()
    made.attendee = Attendee(registration_id=made.id, name=told.name.strip(), email="")
    db.session.flush()
    party = parties.party_of([made])
    logbook.note(Act.ASKED, workshop.id, made.id, at=clock.now(), approved=False, **described(party))
    return made


def admit(workshop: Workshop, registration: Registration, *, by: Person | None) -> bool:
    """Give a place to somebody who is here without one, and to those who wait with them; say if it worked.

    The caller holds the workshop's lock. Those who wait together get places together, or none.
    """
    if registration.standing is Standing.OFFERED:
        return _accepted(registration)
    at, those = clock.now(), _together(registration)
    party = parties.party_of(those, parties.sessions_of(registration.id))
    party, found = _found(workshop, party, at)
    if isinstance(found, Obstacle):
        return False
    for one in those:
        one.left_at = one.left_because = one.absent_at = one.waiting_since = None
        one.approved_at = one.approved_at or at
    db.session.flush()
    places.take(those, found, at, party.sessions)
    logbook.note(Act.ADMITTED, workshop.id, party.id, at=at, by=by, places=counted(found), **described(party))
    for one in those:
        audit.record("registration.admitted", one, by=by)
    return True


def _accepted(registration: Registration) -> bool:
    try:
        offering.accept(registration.party_id)
    except RuleBroken:  # its time is over, though nobody has ended it yet
        return False
    return True


def _together(registration: Registration) -> list[Registration]:
    with_them = parties.members(registration.party_id)
    return [
        registration,
        *(one for one in with_them if one.id != registration.id and one.standing in IN_LINE),
    ]


def _found(workshop: Workshop, party: Party, at: datetime) -> tuple[Party, Taken | Obstacle]:
    """Find places; where only a session that they chose is full, they come without it."""
    there = availability.of(workshop)
    found = there.fit(party, at)
    if found is not Obstacle.SESSION:
        return party, found
    alone = Party(party.id, party.size, party.sector, party.area, party.size_band, party.organisation_id)
    return alone, there.fit(alone, at)
