"""The rows that are a workshop's places: laying them out, and taking and freeing them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from engage.db import db, new_id
from engage.workshops.allocation.models import Place, SessionPlace
from engage.workshops.allocation.rule import Taken
from engage.workshops.models import Registration

Whose = ColumnElement[bool]


def lay_out(kind: type[Place | SessionPlace], numbers: Iterable[int], **of_it: UUID) -> None:
    """Add free places with these numbers to a workshop or a session."""
    rows = [{"id": new_id(), "number": number, **of_it} for number in numbers]
    if rows:
        db.session.execute(insert(kind), rows)


def take_away(kind: type[Place | SessionPlace], count: int, of_it: Whose, *only: Whose) -> int:
    """Take away so many free places, the highest numbers first, and number the others anew.

    Gives how many are free; if that is fewer than asked for, none is taken away.
    """
    free = select(kind.id).where(of_it, kind.registration_id.is_(None), *only)
    last = db.session.scalars(free.order_by(kind.number.desc()).limit(count)).all()
    if len(last) < count:
        return len(last)
    db.session.execute(delete(kind).where(kind.id.in_(last)))
    number = func.row_number().over(order_by=kind.number).label("number")
    left = select(kind.id, number).where(of_it).subquery()
    db.session.execute(update(kind).where(kind.id == left.c.id).values(number=left.c.number))
    return count


def take(those: Sequence[Registration], taken: Taken, at: datetime, sessions: Iterable[UUID] = ()) -> None:
    """Give each of a party a free place of the pool that the rule picked, and one in each session.

    The caller holds the workshop's lock; without it the database refuses to sell a place twice.
    """
    for registration, pool_id in zip(those, taken, strict=True):
        free = _one_free(registration.workshop_id, pool_id)
        given = update(Place).where(Place.id == free).values(registration_id=registration.id, taken_at=at)
        if db.session.scalar(given.returning(Place.id)) is None:
            raise LookupError("the place that the rule picked is not free any more")
    for session_id in sessions:
        take_in(session_id, those)


def take_in(session_id: UUID, those: Iterable[Registration]) -> None:
    """Give each of some a free place in a session."""
    for registration in those:
        free = (
            select(SessionPlace.id)
            .where(SessionPlace.session_id == session_id, SessionPlace.registration_id.is_(None))
            .order_by(SessionPlace.number)
            .limit(1)
            .scalar_subquery()
        )
        given = update(SessionPlace).where(SessionPlace.id == free)
        row = given.values(registration_id=registration.id).returning(SessionPlace.id)
        if db.session.scalar(row) is None:
            raise LookupError("the session has no free place any more")


def free(those: Iterable[Registration]) -> Taken:
    """Free the places that some registrations hold, those in sessions too; tell the pools they were of."""
    ids = [registration.id for registration in those]
    in_sessions = update(SessionPlace).where(SessionPlace.registration_id.in_(ids))
    db.session.execute(in_sessions.values(registration_id=None))
    held = update(Place).where(Place.registration_id.in_(ids))
    freed = db.session.scalars(held.values(registration_id=None, taken_at=None).returning(Place.pool_id))
    return tuple(freed)


def free_in(session_id: UUID, those: Iterable[Registration]) -> None:
    """Free the places that some registrations hold in one session."""
    ids = [registration.id for registration in those]
    held = update(SessionPlace).where(
        SessionPlace.session_id == session_id, SessionPlace.registration_id.in_(ids)
    )
    db.session.execute(held.values(registration_id=None))


def _one_free(workshop_id: UUID, pool_id: UUID | None) -> object:
    free = select(Place.id).where(
        Place.workshop_id == workshop_id,
        Place.registration_id.is_(None),
        Place.pool_id.is_not_distinct_from(pool_id) if pool_id else Place.pool_id.is_(None),
    )
    return free.order_by(Place.number).limit(1).scalar_subquery()
