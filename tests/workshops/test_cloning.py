"""Making a new workshop of one that there is."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.workshops import queries
from engage.workshops.allocation import sessions
from engage.workshops.allocation.arranging import PoolPlan, keep
from engage.workshops.allocation.models import Place
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.models import Facilitator, Registration, Workshop
from engage.workshops.preparing import asking, balance, cloning, pools, questions
from engage.workshops.preparing.models import AnswerKind, Dimension
from engage.workshops.preparing.questions import Wording
from engage.workshops.tables.models import Exercise, ExerciseKind
from tests.browser import Browser
from tests.factories import Manager, OpenWorkshop, Registered, Staff

SignIn = Callable[[Person], Browser]


def test_a_clone_has_all_that_was_set_up_moved_along_and_no_people() -> None:
    workshop = OpenWorkshop(capacity=9, areas=["Hexton"], per_organisation=2, answer_days=5)
    manager, week = Manager(workshop.consultation), timedelta(days=7)
    release = workshop.starts_at - week
    keep(workshop.id, [PoolPlan("Firms", 4, release, sectors=("business",))], by=manager)
    hour = workshop.starts_at + timedelta(hours=1)
    sessions.add(workshop.id, SessionPlan("Skills", workshop.starts_at, hour, 5, room="Hall"), by=manager)
    questions.add(workshop.id, Wording("Bus?", AnswerKind.YES_NO, required=True), by=manager)
    balance.aim(workshop.id, {(Dimension.SECTOR, "business"): 40}, by=manager)
    db.session.add(Facilitator(workshop_id=workshop.id, person_id=Staff().id))
    db.session.add(
        Exercise(workshop_id=workshop.id, position=1, kind=ExerciseKind.IDEAS, title="Ideas", dots=3)
    )
    Registered(workshop)
    later = workshop.starts_at + 2 * week
    made = cloning.clone(workshop.id, "again", "Once more", later, by=manager)
    db.session.flush()
    assert (made.slug, made.title, made.capacity, made.cloned_from_id) == (
        "again",
        "Once more",
        9,
        workshop.id,
    )
    assert (made.per_organisation, made.areas, made.answer_days) == (2, ["Hexton"], 5)
    assert (made.starts_at, made.ends_at - made.starts_at) == (later, workshop.ends_at - workshop.starts_at)
    assert made.registration_closes_at == workshop.registration_closes_at + 2 * week
    assert made.published_at is None
    (pool,), (session,) = pools.of(made.id), sessions.of(made.id)
    assert (pool.places, pool.released_at, pool.sectors) == (4, release + 2 * week, ["business"])
    assert (session.session.starts_at, session.session.room, session.chosen) == (later, "Hall", 0)
    (question,) = asking.of(made.id)
    assert (question.text, question.kind, question.required) == ("Bus?", AnswerKind.YES_NO, True)
    assert balance.aims(made.id) == balance.aims(workshop.id)
    for rows, count in ((Exercise, 1), (Facilitator, 1), (Place, 9), (Registration, 0)):
        found = select(func.count()).select_from(rows).where(rows.workshop_id == made.id)
        assert db.session.scalar(found) == count, rows


def test_a_workshop_that_is_long_over_is_cloned_with_a_window_that_is_open(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(slug="growth")
    at = clock.now() - timedelta(days=300)
    workshop.registration_opens_at, workshop.registration_closes_at = at, at + timedelta(days=20)
    workshop.starts_at, workshop.ends_at = at + timedelta(days=60), at + timedelta(days=60, hours=2)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/clone")
    day = clock.london(clock.now() + timedelta(days=3))
    boxes = {
        "starts_at-day": str(day.day),
        "starts_at-month": str(day.month),
        "starts_at-year": str(day.year),
    }
    browser.submit(boxes | {"starts_at-time": "10am", "slug": "growth"})
    assert "Another workshop has this web address" in browser.text()
    browser.submit({"slug": "growth-again"})
    made = queries.by_slug("growth-again")
    assert made.registration_opens_at <= clock.now() < made.registration_closes_at == made.starts_at
    assert len(db.session.scalars(select(Workshop)).all()) == 2
