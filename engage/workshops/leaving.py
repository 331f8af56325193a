"""Giving up a place, or leaving the waiting list."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.workshops import letters, places, queries
from engage.workshops.models import Registration


def leave(registration_id: UUID) -> None:
    """Take a registration back; a place it held goes to whoever waits. Done twice, nothing more happens.

    :raises RuleBroken: if the workshop is over, or they came to it
    """
    registration = _locked(registration_id)
    if registration.left_at:
        return
    if registration.workshop.ends_at <= clock.now() or registration.checked_in_at:
        raise RuleBroken(_l("This workshop has taken place, so there is nothing to give up"))
    held = places.free(registration)
    registration.left_at = clock.now()
    if registration.attendee:
        registration.attendee.access_needs = registration.attendee.diet = ""
    db.session.flush()
    letters.tell_of_leaving(registration, held_place=held)
    if held:
        enqueue(Job.OFFER_FREED_PLACES, registration.workshop_id)


def _locked(registration_id: UUID) -> Registration:
    found = select(Registration).where(Registration.id == registration_id)
    queries.held_still(db.session.scalars(found).one().workshop_id)
    locked = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).one()
