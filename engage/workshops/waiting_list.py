"""Giving freed places to those who wait: first come, first served."""

from uuid import UUID

from sqlalchemy import select

from engage import audit, clock
from engage.db import db
from engage.jobs import Job, enqueue
from engage.workshops import letters, places, queries
from engage.workshops.models import Place, Registration, Workshop


def give_freed_places(workshop_id: UUID) -> int:
    """Give the free places of a workshop to those who have waited longest, tell them, and count them.

    Newcomers stand back while anybody waits; so a place is never taken over the head of the first.
    """
    workshop = queries.locked(workshop_id)
    if not workshop.gives_places(clock.now()):
        return 0
    given = 0
    while (first := _first_waiting(workshop)) and (place := places.lock_free(workshop.id)):
        places.take(place, first, clock.now())
        letters.tell_of_freed_place(first)
        audit.record("registration.moved_up", first, by=None, place=place.number)
        given += 1
    return given


def sweep() -> int:
    """Ask for every workshop that has both free places and people who wait; count them."""
    waits = queries.WAITING
    owing = (
        select(Workshop.id)
        .where(
            Workshop.published_at.is_not(None),
            Workshop.cancelled_at.is_(None),
            Workshop.starts_at > clock.now(),
            select(Place.id)
            .where(Place.workshop_id == Workshop.id, Place.registration_id.is_(None))
            .exists(),
            select(Registration.id).where(Registration.workshop_id == Workshop.id, *waits).exists(),
        )
        .order_by(Workshop.starts_at, Workshop.id)
    )
    found = db.session.scalars(owing).all()
    for workshop_id in found:
        enqueue(Job.OFFER_FREED_PLACES, workshop_id)
    return len(found)


def _first_waiting(workshop: Workshop) -> Registration | None:
    return db.session.scalar(queries.waiting(workshop.id).limit(1).with_for_update(of=Registration))
