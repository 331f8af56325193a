"""Choosing when to hear, asking for a digest now, and stopping it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engage import audit, clock
from engage.accounts.models import Person
from engage.consultations.models import Theme
from engage.db import db, new_id
from engage.digests import queries
from engage.digests.models import MONDAY, MORNING, Frequency, Schedule
from engage.digests.timetable import next_due
from engage.jobs import Job, enqueue


def proposed(person: Person, theme: Theme) -> Schedule:
    """Give the schedule of a lead who has not chosen one: every day in the morning. It is not kept."""
    schedule = Schedule(
        person_id=person.id, theme_id=theme.id, frequency=Frequency.DAILY, hour=MORNING, weekday=MONDAY
    )
    schedule.due_at = next_due(schedule, clock.now())
    return schedule


def kept(person: Person, theme: Theme) -> Schedule:
    """Get a lead's schedule for a theme, made now if there is none, and locked."""
    usual = proposed(person, theme)
    values = {name: getattr(usual, name) for name in ("frequency", "hour", "weekday", "due_at")}
    made = insert(Schedule).values(id=new_id(), person_id=person.id, theme_id=theme.id, **values)
    db.session.execute(made.on_conflict_do_nothing(index_elements=[Schedule.person_id, Schedule.theme_id]))
    pair = select(Schedule).where(Schedule.person_id == person.id, Schedule.theme_id == theme.id)
    return db.session.scalars(pair.with_for_update().execution_options(populate_existing=True)).one()


def choose(person: Person, theme: Theme, frequency: Frequency, *, hour: int, weekday: int) -> None:
    """Set when a lead hears of a theme."""
    schedule = kept(person, theme)
    schedule.frequency, schedule.hour, schedule.weekday = frequency, hour, weekday
    schedule.due_at = next_due(schedule, clock.now())
    audit.record("digest.scheduled", schedule, by=person, frequency=frequency.value)


def ask_now(person: Person, theme: Theme) -> None:
    """Have a digest compiled at once, whatever the schedule says."""
    schedule = kept(person, theme)
    schedule.asked_at = clock.now()
    enqueue(Job.COMPILE_DIGEST, schedule.id)


def stop(schedule: Schedule) -> None:
    """Pause a digest by the link at its foot; stopping it again changes nothing."""
    if schedule.frequency is Frequency.PAUSED:
        return
    schedule.frequency, schedule.due_at = Frequency.PAUSED, None
    audit.record("digest.stopped", schedule, by=None)


def enqueue_due(at: datetime) -> int:
    """Give new leads their schedule, have every digest compiled that is due, and count those.

    A schedule moves on as its job is owed, so that two who ask at once make one job of it.
    """
    for person_id, theme_id in db.session.execute(queries.unscheduled()).all():
        person, theme = db.session.get_one(Person, person_id), db.session.get_one(Theme, theme_id)
        kept(person, theme)
    schedules = db.session.scalars(queries.due(at).with_for_update(of=Schedule, skip_locked=True)).all()
    for schedule in schedules:
        schedule.due_at = next_due(schedule, at)
        enqueue(Job.COMPILE_DIGEST, schedule.id)
    return len(schedules)
