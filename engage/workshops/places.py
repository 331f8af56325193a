"""The rows that are a workshop's places: laying them out, and taking and freeing one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update

from engage.db import db
from engage.workshops import queries
from engage.workshops.models import Place, Registration


def lay_out(workshop_id: UUID, numbers: Iterable[int]) -> None:
    """Add places with these numbers."""
    db.session.add_all(Place(workshop_id=workshop_id, number=number) for number in numbers)
    db.session.flush()


def lock_free(workshop_id: UUID) -> Place | None:
    """Lock a free place that nobody else is about to take, the lowest number first; None if there is none."""
    return db.session.scalar(_free(workshop_id))


def lock_for_newcomer(workshop_id: UUID) -> Place | None:
    """Lock a free place as `lock_free` does, but none while anybody waits for one."""
    waits = select(Registration.id).where(Registration.workshop_id == workshop_id, *queries.WAITING)
    return db.session.scalar(_free(workshop_id).where(~waits.exists()))


def take(place: Place, registration: Registration, at: datetime) -> None:
    """Give a free place that is locked to a registration, which waits no longer."""
    registration.waiting_since = None
    db.session.flush()
    place.registration_id, place.taken_at = registration.id, at
    db.session.flush()


def free(registration: Registration) -> bool:
    """Free the place that a registration holds; say whether it held one."""
    held = update(Place).where(Place.registration_id == registration.id)
    freed = db.session.scalar(held.values(registration_id=None, taken_at=None).returning(Place.id))
    return freed is not None


def _free(workshop_id: UUID) -> Select[Place]:
    free = select(Place).where(Place.workshop_id == workshop_id, Place.registration_id.is_(None))
    return free.order_by(Place.number).limit(1).with_for_update(of=Place, skip_locked=True, key_share=True)
