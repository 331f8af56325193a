"""Who is due, and when."""

from datetime import timedelta

from sqlalchemy import select

from engage import clock
from engage.consultations.models import Role, RoleHeld, Theme
from engage.db import db
from engage.digests import scheduling
from engage.digests.models import Frequency, Schedule
from engage.jobs import Job, QueuedJob
from tests.factories import Lead, Manager, OpenConsultation, Staff

IN_TWO_DAYS = timedelta(days=2)


def _theme() -> Theme:
    theme: Theme = OpenConsultation().themes[0]
    return theme


def _jobs() -> list[QueuedJob]:
    return list(db.session.scalars(select(QueuedJob).where(QueuedJob.job == Job.COMPILE_DIGEST)))


def _schedule() -> Schedule:
    return db.session.scalars(select(Schedule)).one()


def test_a_new_lead_gets_a_daily_digest_from_the_next_morning_on() -> None:
    Lead(_theme())
    assert scheduling.enqueue_due(clock.now()) == 0
    schedule = _schedule()
    assert (schedule.frequency, schedule.hour) == (Frequency.DAILY, 8)
    assert clock.now() < (schedule.due_at or clock.now()) <= clock.now() + timedelta(days=1)


def test_the_lead_of_a_whole_consultation_has_a_schedule_for_each_theme() -> None:
    consultation = OpenConsultation()
    held = RoleHeld(person_id=Staff().id, consultation_id=consultation.id, role=Role.LEAD)
    db.session.add(held)
    db.session.flush()
    scheduling.enqueue_due(clock.now())
    themes = db.session.scalars(select(Schedule.theme_id)).all()
    assert set(themes) == {theme.id for theme in consultation.themes}


def test_only_leads_have_schedules() -> None:
    Manager(OpenConsultation())
    scheduling.enqueue_due(clock.now())
    assert db.session.scalar(select(Schedule)) is None


def test_what_is_due_is_owed_once_and_moves_on() -> None:
    Lead(_theme())
    scheduling.enqueue_due(clock.now())
    later = clock.now() + IN_TWO_DAYS
    assert scheduling.enqueue_due(later) == 1
    assert scheduling.enqueue_due(later) == 0
    schedule = _schedule()
    assert [job.subject_id for job in _jobs()] == [schedule.id]
    assert schedule.due_at
    assert schedule.due_at > later


def test_a_paused_schedule_is_never_due() -> None:
    theme = _theme()
    scheduling.choose(Lead(theme), theme, Frequency.PAUSED, hour=8, weekday=0)
    assert scheduling.enqueue_due(clock.now() + timedelta(days=400)) == 0


def test_a_lead_whose_account_is_closed_is_not_due() -> None:
    lead = Lead(_theme())
    scheduling.enqueue_due(clock.now())
    lead.active = False
    db.session.flush()
    assert scheduling.enqueue_due(clock.now() + IN_TWO_DAYS) == 0


def test_asking_for_one_now_leaves_the_schedule_as_it_is() -> None:
    theme = _theme()
    lead = Lead(theme)
    due_at = scheduling.kept(lead, theme).due_at
    scheduling.ask_now(lead, theme)
    assert len(_jobs()) == 1
    assert _schedule().due_at == due_at
