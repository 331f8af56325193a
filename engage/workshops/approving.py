"""Deciding who may come, where a workshop asks for approval."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops import leaving, letters, queries
from engage.workshops.allocation import logbook, parties, seating
from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import Obstacle
from engage.workshops.models import Leaving, Registration, Standing, Workshop


def approve(party_id: UUID, *, by: Person) -> Standing:
    """Let a party come: it gets places, or waits in the order of its asking. Done twice, as once.

    :raises RuleBroken: if it left, or the workshop gives no places any more
    """
    workshop, those = _asking(party_id)
    if those[0].standing is not Standing.ASKED:
        return those[0].standing
    at = clock.now()
    party = parties.party_of(those, parties.sessions_of(party_id))
    # Before its rows say that it is approved, lest it stand in its own way.
    waits = queries.anybody_waits(workshop.id)
    found = Obstacle.IN_TURN if waits else seating.found_for(workshop, party, at)
    for registration in those:
        registration.approved_at = at
    db.session.flush()
    logbook.note(Act.APPROVED, workshop.id, party_id, at=at, by=by)
    audit.record("registration.approved", those[0], by=by)
    if waits:
        seating.owe_offers(workshop)
    return seating.settle(workshop, party, those, found, at)


def refuse(party_id: UUID, reason: str, *, by: Person) -> None:
    """Tell a party why it cannot come.

    :raises RuleBroken: without a reason, or if it was approved or left
    """
    if not reason.strip():
        raise RuleBroken(_l("Say why: they are told"), field="reason")
    workshop, those = _asking(party_id)
    if those[0].standing is not Standing.ASKED:
        raise RuleBroken(_l("They have been approved, or have left"))
    leaving.part(workshop, those, Leaving.REFUSED, at=clock.now(), by=by, reason=reason.strip())
    letters.tell_of_refusal(those[0], reason.strip())
    audit.record("registration.refused", those[0], by=by)


def _asking(party_id: UUID) -> tuple[Workshop, list[Registration]]:
    found = db.session.get_one(Registration, party_id)
    workshop = queries.locked(found.workshop_id)
    those = parties.members(party_id)
    if not those:
        raise RuleBroken(_l("They have left"))
    if not workshop.gives_places(clock.now()):
        raise RuleBroken(_l("This workshop gives no places any more"))
    return workshop, those
