"""The sessions inside a workshop: adding them, changing them, and the places that each of them has."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.workshops import queries
from engage.workshops.allocation import arranging, places
from engage.workshops.allocation.models import Session, SessionChoice, SessionPlace
from engage.workshops.models import Registration, Workshop


@dataclass(frozen=True)
class SessionPlan:
    """What a manager says about a session."""

    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    room: str = ""
    description: str = ""


@dataclass(frozen=True)
class Filled:
    """A session, and how many chose it and have a place in it."""

    session: Session
    taken: int
    chosen: int


def of(workshop_id: UUID) -> Sequence[Filled]:
    """List the sessions of a workshop with how full they are, the first first."""
    taken = select(func.count()).where(
        SessionPlace.session_id == Session.id, SessionPlace.registration_id.is_not(None)
    )
    rows = select(Session, taken.scalar_subquery(), _choosing(Session.id)).where(
        Session.workshop_id == workshop_id
    )
    ordered = rows.order_by(Session.starts_at, Session.id)
    return [Filled(*row) for row in db.session.execute(ordered)]


def get(workshop_id: UUID, session_id: UUID) -> Session:
    """Get one session of a workshop.

    :raises NoResultFound: if there is none such
    """
    of_it = select(Session).where(Session.workshop_id == workshop_id, Session.id == session_id)
    return db.session.scalars(of_it).one()


def add(workshop_id: UUID, plan: SessionPlan, *, by: Person | None) -> Session:
    """Add a session with all its places.

    :raises RuleBroken: if it lies outside the workshop, or is larger than it
    """
    workshop = queries.still_to_come(workshop_id)
    _check(workshop, plan)
    session = Session(workshop_id=workshop.id, **asdict(plan))
    db.session.add(session)
    db.session.flush()
    _lay_out(session, range(1, plan.capacity + 1))
    arranging.note(workshop, by=by)
    audit.record("workshop.session_added", session, by=by, capacity=plan.capacity)
    return session


def change(workshop_id: UUID, session_id: UUID, plan: SessionPlan, *, by: Person) -> None:
    """Change a session; if those who chose it have to be elsewhere or earlier, they are told.

    :raises RuleBroken: if it lies outside the workshop or is larger than it, more places are taken than
        would be left, or somebody would have to be in two sessions at once
    """
    workshop = queries.still_to_come(workshop_id)
    session = get(workshop_id, session_id)
    _check(workshop, plan)
    moved = any(getattr(session, name) != getattr(plan, name) for name in ("starts_at", "ends_at", "room"))
    if moved:
        _check_clashes(session, plan)
    _resize(session, plan.capacity)
    for name, value in asdict(plan).items():
        setattr(session, name, value)
    db.session.flush()
    arranging.note(workshop, by=by)
    if moved and workshop.published_at and is_chosen(session.id):
        workshop.sequence += 1
        workshop.changed_at = clock.now()
        enqueue(Job.TELL_OF_CHANGE, workshop.id)
    audit.record("workshop.session_changed", session, by=by, moved=moved, capacity=plan.capacity)


def remove(workshop_id: UUID, session_id: UUID, *, by: Person) -> None:
    """Take a session out that nobody has chosen.

    :raises RuleBroken: if somebody has
    """
    workshop = queries.still_to_come(workshop_id)
    session = get(workshop_id, session_id)
    if is_chosen(session.id):
        raise RuleBroken(_l("People have chosen this session, and would not know: it cannot be removed"))
    audit.record("workshop.session_removed", session, by=by)
    # What is left are the choices of those who are registered no longer.
    for rows in (SessionPlace, SessionChoice):
        db.session.execute(delete(rows).where(rows.session_id == session.id))
    db.session.delete(session)
    db.session.flush()
    arranging.note(workshop, by=by)


def shift(workshop_id: UUID, by: timedelta) -> None:
    """Move all sessions of a workshop along with it."""
    of_it = update(Session).where(Session.workshop_id == workshop_id)
    moved = of_it.values(starts_at=Session.starts_at + by, ends_at=Session.ends_at + by)
    db.session.execute(moved.execution_options(synchronize_session="fetch"))


def outside(workshop_id: UUID, starts_at: datetime, ends_at: datetime) -> Session | None:
    """Give the first session that would not lie within these hours."""
    beyond = select(Session).where(
        Session.workshop_id == workshop_id, (Session.starts_at < starts_at) | (Session.ends_at > ends_at)
    )
    return db.session.scalar(beyond.order_by(Session.starts_at, Session.id).limit(1))


def is_chosen(session_id: UUID) -> bool:
    """Say whether somebody who is registered has chosen a session."""
    return bool(db.session.scalar(select(_choosing(session_id))))


def _choosing(session_id: UUID | InstrumentedAttribute[UUID]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(SessionChoice)
        .join(Registration, Registration.id == SessionChoice.registration_id)
        .where(SessionChoice.session_id == session_id, Registration.left_at.is_(None))
        .scalar_subquery()
    )


def _check(workshop: Workshop, plan: SessionPlan) -> None:
    if not plan.title.strip():
        raise RuleBroken(_l("Enter a title"), field="title")
    if plan.starts_at >= plan.ends_at:
        raise RuleBroken(_l("The end must be after the start"), field="ends_at")
    if plan.starts_at < workshop.starts_at:
        raise RuleBroken(_l("A session cannot begin before the workshop"), field="starts_at")
    if plan.ends_at > workshop.ends_at:
        raise RuleBroken(_l("A session cannot end after the workshop"), field="ends_at")
    if not 1 <= plan.capacity <= workshop.capacity:
        raise RuleBroken(
            _l("A session has between 1 place and as many as the workshop: %(most)s", most=workshop.capacity),
            field="capacity",
        )


def _check_clashes(session: Session, plan: SessionPlan) -> None:
    mine, other = aliased(SessionChoice), aliased(SessionChoice)
    both = (
        select(func.count(mine.registration_id.distinct()))
        .join(other, other.registration_id == mine.registration_id)
        .join(Session, Session.id == other.session_id)
        .join(Registration, Registration.id == mine.registration_id)
        .where(
            mine.session_id == session.id,
            other.session_id != session.id,
            Registration.left_at.is_(None),
            Session.starts_at < plan.ends_at,
            Session.ends_at > plan.starts_at,
        )
    )
    if count := db.session.scalar(both):
        raise RuleBroken(
            _l("%(count)s people who chose it are in another session at that time", count=count),
            field="starts_at",
        )


def _resize(session: Session, capacity: int) -> None:
    before = session.capacity
    if capacity < before:
        _take_away(session, before - capacity)
    session.capacity = capacity
    db.session.flush()
    _lay_out(session, range(before + 1, capacity + 1))


def _take_away(session: Session, count: int) -> None:
    free = places.take_away(SessionPlace, count, SessionPlace.session_id == session.id)
    if free < count:
        taken = session.capacity - free
        raise RuleBroken(
            _l("%(count)s places are taken, so there cannot be fewer", count=taken), field="capacity"
        )


def _lay_out(session: Session, numbers: range) -> None:
    places.lay_out(SessionPlace, numbers, session_id=session.id)
