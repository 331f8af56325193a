"""Making a new workshop of one that there is: all that was set up, on another date; no people, no history."""

from dataclasses import fields
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.workshops import arrangements, queries
from engage.workshops.allocation import arranging, sessions
from engage.workshops.allocation.arranging import PoolPlan
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.arrangements import Plan
from engage.workshops.models import Facilitator, Workshop
from engage.workshops.preparing import asking, balance, pools, questions
from engage.workshops.preparing.questions import Wording
from engage.workshops.tables import furnishing
from engage.workshops.tables.models import Exercise

FURTHER = ("answer_days",)
"""What is set up elsewhere than in the plan."""
EXERCISE = ("position", "kind", "title", "prompt", "theme_id", "cards", "dots")


def clone(workshop_id: UUID, slug: str, title: str, starts_at: datetime, *, by: Person) -> Workshop:
    """Draft a workshop like another that starts at another time; everything in it moves along.

    :raises RuleBroken: if the web address is taken, or is none, or the start is not in the future
    """
    source = queries.get(workshop_id)
    later = starts_at - source.starts_at
    made = arrangements.set_up(source.consultation, slug, _plan(source, title, later), source.capacity, by=by)
    made.cloned_from_id = source.id
    for name in FURTHER:
        setattr(made, name, getattr(source, name))
    db.session.flush()
    _keep_places(source, made, later, by=by)
    _add_sessions(source, made, later, by=by)
    _ask(source, made, by=by)
    _add_exercises(source, made)
    furnishing.copy(source.id, made.id)
    audit.record("workshop.cloned", made, by=by, source=source.id)
    return made


def _plan(source: Workshop, title: str, later: timedelta) -> Plan:
    said = {one.name: getattr(source, one.name) for one in fields(Plan)}
    for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at"):
        said[name] += later
    # A window that was long before the start may lie in the past by now.
    said["registration_opens_at"] = min(said["registration_opens_at"], clock.now())
    if said["registration_closes_at"] <= clock.now():
        said["registration_closes_at"] = said["starts_at"]
    return Plan(**said | {"title": title})


def _keep_places(source: Workshop, made: Workshop, later: timedelta, *, by: Person) -> None:
    plans = [
        PoolPlan(
            name=pool.name,
            places=pool.places,
            released_at=min(pool.released_at + later, made.starts_at),
            sectors=tuple(pool.sectors),
            areas=tuple(pool.areas),
            size_bands=tuple(pool.size_bands),
        )
        for pool in pools.of(source.id)
    ]
    if plans:
        arranging.keep(made.id, plans, by=by)


def _add_sessions(source: Workshop, made: Workshop, later: timedelta, *, by: Person) -> None:
    for one in sessions.of(source.id):
        plan = SessionPlan(
            title=one.session.title,
            starts_at=one.session.starts_at + later,
            ends_at=one.session.ends_at + later,
            capacity=min(one.session.capacity, made.capacity),
            room=one.session.room,
            description=one.session.description,
        )
        sessions.add(made.id, plan, by=by)


def _ask(source: Workshop, made: Workshop, *, by: Person) -> None:
    for one in asking.of(source.id):
        wording = Wording(one.text, one.kind, one.hint, tuple(one.options), one.required, one.special)
        questions.add(made.id, wording, by=by)
    if shares := balance.aims(source.id):
        balance.aim(made.id, shares, by=by)
    for person_id in db.session.scalars(
        select(Facilitator.person_id).where(Facilitator.workshop_id == source.id)
    ):
        db.session.add(Facilitator(workshop_id=made.id, person_id=person_id))


def _add_exercises(source: Workshop, made: Workshop) -> None:
    of_it = select(Exercise).where(Exercise.workshop_id == source.id).order_by(Exercise.position)
    for one in db.session.scalars(of_it):
        db.session.add(Exercise(workshop_id=made.id, **{name: getattr(one, name) for name in EXERCISE}))
