"""The sessions of a workshop and their places: adding one, changing it, taking it away."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert, select, update

from engage import audit
from engage.accounts import Person
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.workshops import queries
from engage.workshops.allocation import arranging
from engage.workshops.allocation.models import Session, SessionChoice, SessionPlace
from engage.workshops.models import Registration, Workshop


@dataclass(frozen=True)
class SessionPlan:
    """What a manager says about a session."""

    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    description: str = ""
    room: str = ""


def add(workshop_id: UUID, plan: SessionPlan, *, by: Person | None) -> Session:
    """Add a session with its places.

    :raises RuleBroken: if it is outside the workshop's hours, or has more places than the workshop
    """
    workshop = queries.still_to_come(workshop_id)
    _check(workshop, plan)
    session = Session(workshop_id=workshop_id, **asdict(plan))
    db.session.add(session)
    db.session.flush()
    _lay_out(session.id, range(1, plan.capacity + 1))
    arranging.note(workshop, by=by)
    audit.record("workshop.session_added", workshop, by=by)
    return session


def change(session_id: UUID, plan: SessionPlan, *, by: Person) -> None:
    """Change a session; only free places in it can be taken away.

    :raises RuleBroken: as for a new one, or if more places are taken than would be left
    """
    session = db.session.get_one(Session, session_id)
    workshop = queries.still_to_come(session.workshop_id)
    _check(workshop, plan)
    before = session.capacity
    if plan.capacity < before:
        _take_away(session_id, before - plan.capacity)
    for name, value in asdict(plan).items():
        setattr(session, name, value)
    db.session.flush()
    _lay_out(session.id, range(before + 1, plan.capacity + 1))
    arranging.note(workshop, by=by)
    audit.record("workshop.session_changed", workshop, by=by)


def remove(session_id: UUID, *, by: Person) -> None:
    """Take a session away.

    :raises RuleBroken: once somebody who has not left has chosen it
    """
    session = db.session.get_one(Session, session_id)
    workshop = queries.still_to_come(session.workshop_id)
    chosen = (
        select(func.count())
        .select_from(SessionChoice)
        .join(Registration, Registration.id == SessionChoice.registration_id)
        .where(SessionChoice.session_id == session_id, Registration.left_at.is_(None))
    )
    if count := db.session.scalar(chosen):
        raise RuleBroken(_l("%(count)s people have chosen this session, so it stays", count=count))
    db.session.execute(delete(SessionPlace).where(SessionPlace.session_id == session_id))
    db.session.execute(delete(SessionChoice).where(SessionChoice.session_id == session_id))
    db.session.delete(session)
    db.session.flush()
    arranging.note(workshop, by=by)
    audit.record("workshop.session_removed", workshop, by=by)


def _lay_out(session_id: UUID, numbers: range) -> None:
    rows = [{"id": new_id(), "session_id": session_id, "number": number} for number in numbers]
    if rows:
        db.session.execute(insert(SessionPlace), rows)


def _take_away(session_id: UUID, count: int) -> None:
    free = select(SessionPlace.id).where(
        SessionPlace.session_id == session_id, SessionPlace.registration_id.is_(None)
    )
    last = db.session.scalars(free.order_by(SessionPlace.number.desc()).limit(count)).all()
    if len(last) < count:
        raise RuleBroken(_l("Only %(count)s places in it are free", count=len(last)), field="capacity")
    db.session.execute(delete(SessionPlace).where(SessionPlace.id.in_(last)))
    numbered = (
        select(SessionPlace.id, func.row_number().over(order_by=SessionPlace.number).label("number"))
        .where(SessionPlace.session_id == session_id)
        .subquery()
    )
    renumbered = update(SessionPlace).where(SessionPlace.id == numbered.c.id)
    db.session.execute(renumbered.values(number=numbered.c.number))


def _check(workshop: Workshop, plan: SessionPlan) -> None:
    if not plan.title.strip():
        raise RuleBroken(_l("Give the session a title"), field="title")
    if plan.starts_at >= plan.ends_at:
        raise RuleBroken(_l("The end must be after the start"), field="ends_at")
    if plan.starts_at < workshop.starts_at or plan.ends_at > workshop.ends_at:
        raise RuleBroken(_l("A session lies within the hours of its workshop"), field="starts_at")
    if not 1 <= plan.capacity <= workshop.capacity:
        raise RuleBroken(
            _l("Enter a number of places between 1 and %(most)s", most=workshop.capacity), field="capacity"
        )
