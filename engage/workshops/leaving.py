"""Giving up a place, or leaving the waiting list: one of a party, or all of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.workshops import letters, queries
from engage.workshops.allocation import logbook, offering, parties
from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import counted
from engage.workshops.models import Leaving, Registration, Standing, Workshop


def leave(registration_id: UUID) -> None:
    """Take one registration back; a place it held goes to who waits. Done twice, nothing more happens.

    :raises RuleBroken: if the workshop is over, or they came to it
    """
    workshop, party = _locked(registration_id)
    _go(workshop, [one for one in party if one.id == registration_id])


def leave_together(registration_id: UUID) -> None:
    """Take back the registrations of all of a party.

    :raises RuleBroken: if the workshop is over, or one of them came to it
    """
    _go(*_locked(registration_id))


def remove(registration_id: UUID, reason: str, *, by: Person) -> None:
    """Take a registration away from somebody, who is told why.

    :raises RuleBroken: without a reason, or if the workshop is over, or they came to it
    """
    if not reason.strip():
        raise RuleBroken(_l("Say why: they are told"), field="reason")
    workshop, party = _locked(registration_id)
    gone = [one for one in party if one.id == registration_id]
    _go(workshop, gone, because=Leaving.REMOVED, by=by, reason=reason.strip())
    for registration in gone:
        audit.record("registration.removed", registration, by=by)


def part(
    workshop: Workshop,
    those: Sequence[Registration],
    because: Leaving,
    *,
    at: datetime,
    by: Person | None = None,
    reason: str = "",
) -> None:
    """Free what some of a party hold and strike them off; the caller holds the workshop's lock."""
    party_id = those[0].party_id
    freed = parties.strike_off(those, because, at)
    if not parties.members(party_id):
        offering.withdraw(party_id, at)
    logbook.note(
        Act.LEFT,
        workshop.id,
        party_id,
        at=at,
        by=by,
        reason=reason,
        size=len(those),
        because=because.value,
        places=counted(freed),
    )
    if freed:
        enqueue(Job.OFFER_FREED_PLACES, workshop.id)


def _go(
    workshop: Workshop,
    those: Sequence[Registration],
    *,
    because: Leaving | None = None,
    by: Person | None = None,
    reason: str = "",
) -> None:
    if not those:
        return
    if workshop.ends_at <= clock.now() or any(one.checked_in_at for one in those):
        raise RuleBroken(_l("This workshop has taken place, so there is nothing to give up"))
    held_place = those[0].standing is Standing.PLACE
    why = because or (Leaving.GAVE_UP if held_place else Leaving.LEFT_LIST)
    part(workshop, those, why, at=clock.now(), by=by, reason=reason)
    letters.tell_of_leaving(those, held_place=held_place, reason=reason)


def _locked(registration_id: UUID) -> tuple[Workshop, list[Registration]]:
    found = db.session.get_one(Registration, registration_id)
    workshop = queries.locked(found.workshop_id)
    return workshop, parties.members(found.party_id)
