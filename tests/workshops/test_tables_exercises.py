"""Exercises: choosing them, changing them, and saying what is on."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops.tables import exercises, queries
from engage.workshops.tables.exercises import ExercisePlan
from engage.workshops.tables.kinds import KINDS
from engage.workshops.tables.models import Exercise, ExerciseKind
from tests.browser import Browser
from tests.factories import (
    ExerciseOf,
    Facilitator,
    Manager,
    NoteAt,
    OpenConsultation,
    OpenWorkshop,
    TableOf,
    ThemeOf,
)

SignIn = Callable[[Person], Browser]


def _titles(workshop_id: object) -> list[str]:
    return [one.title for one in queries.exercises(workshop_id)]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(ExerciseKind))
def test_an_exercise_of_each_kind_begins_from_its_example(signed_in_as: SignIn, kind: ExerciseKind) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises")
    browser.follow("Add an exercise")
    browser.submit({"kind": kind.value})
    browser.follow("Begin with this example")
    browser.submit({"dots": "3"})
    (made,) = queries.exercises(workshop.id)
    assert (made.kind, made.title, made.dots) == (kind, str(KINDS[kind].title), 3)
    assert [card["key"] for card in made.cards] == (["c1", "c2"] if KINDS[kind].cards else [])
    assert db.session.scalars(select(AuditEntry.act)).all()[-1] == "exercise.added"


def test_nothing_laid_out_and_a_missing_title_are_said_beside_their_fields(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises/new/options")
    browser.submit({"title": "", "prompt": "Weigh these"})
    assert "Enter a title" in browser.text()
    browser.submit({"title": "Options", "cards": "\n \n"})
    assert "Enter at least one, each on a line of its own" in browser.text()
    browser.submit({"cards": "North\nNorth"})
    assert "Two of these are the same" in browser.text()
    browser.submit({"cards": "x" * 301})
    assert "Each line must have at most 300 characters" in browser.text()
    assert "Weigh these" in browser.answer.text  # type: ignore[union-attr]
    browser.submit({"cards": "North\nSouth", "dots": "11"})
    assert "Enter a whole number between 0 and 10" in browser.text()
    assert queries.exercises(workshop.id) == []


def test_there_is_no_exercise_of_another_kind(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises/new/dancing", expect=404)


def test_exercises_are_put_into_another_order_and_taken_out(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    for position, title in enumerate(("First", "Second", "Third"), start=1):
        ExerciseOf(workshop=workshop, position=position, title=title, opened_at=None)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises")
    second = queries.exercises(workshop.id)[1].id
    browser.submit(form=f"form[action$='{second}/move']", button="way=up")
    assert _titles(workshop.id) == ["Second", "First", "Third"]
    browser.submit(form=f"form[action$='{second}/move']", button="way=down")
    browser.submit(form=f"form[action$='{second}/remove']")
    assert _titles(workshop.id) == ["First", "Third"]


def test_the_day_goes_from_exercise_to_exercise_by_one_button(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    first, second = (
        ExerciseOf(workshop=workshop, position=n, title=title, opened_at=None)
        for n, title in ((1, "Hopes"), (2, "Ideas"))
    )
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises")
    assert "No exercise is open" in browser.text()
    browser.submit(form=".on-now form", button="turn=go_on")
    assert [one.is_open for one in queries.exercises(workshop.id)] == [True, False]
    browser.submit(form=f".on-now form[action*='{second.id}']", button="turn=go_on")
    assert [one.is_open for one in queries.exercises(workshop.id)] == [False, True]
    browser.submit(form=f".on-now form[action*='{second.id}']", button="turn=close")
    browser.submit(form=f".rows form[action*='{first.id}']", button="turn=open")
    begun = db.session.get_one(Exercise, first.id)
    assert (begun.is_open, begun.closed_at) == (True, None)
    acts = [act for act in db.session.scalars(select(AuditEntry.act)) if act.startswith("exercise.")]
    assert acts == [f"exercise.{act}" for act in ("opened", "closed", "opened", "closed", "opened")]


def test_the_vote_is_opened_and_closed_there_too(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    exercise = ExerciseOf(workshop=workshop, dots=3)
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises")
    browser.submit(form=".rows form", button="turn=open_votes")
    assert "Vote open" in browser.text()
    browser.submit(form=".rows form", button="turn=close_votes")
    assert db.session.get_one(Exercise, exercise.id).voting_closed_at


def test_once_tables_have_written_only_wording_changes_and_more_can_be_laid_out() -> None:
    consultation = OpenConsultation(themes=[ThemeOf.build(position=1)])
    workshop = OpenWorkshop(consultation=consultation)
    officer = Manager(consultation)
    plan = ExercisePlan(title="Options", cards=("North", "South"))
    exercise = exercises.add(workshop.id, ExerciseKind.OPTIONS, plan, by=officer)
    NoteAt(at=TableOf(workshop=workshop), under=exercise, column="c2:for")
    theme = consultation.themes[0].id
    with pytest.raises(RuleBroken, match="its theme stays"):
        exercises.change(exercise, ExercisePlan("Options", theme_id=theme, cards=plan.cards), by=officer)
    with pytest.raises(RuleBroken, match="none can go"):
        exercises.change(exercise, ExercisePlan("Options", cards=("North",)), by=officer)
    with pytest.raises(RuleBroken, match="cannot be removed"):
        exercises.remove(exercise, by=officer)
    exercises.change(exercise, ExercisePlan("Choices", cards=("North", "The south", "West")), by=officer)
    assert exercise.title == "Choices"
    assert exercise.cards == [
        {"key": "c1", "text": "North"},
        {"key": "c2", "text": "The south"},
        {"key": "c3", "text": "West"},
    ]


def test_before_that_a_card_keeps_its_key_with_its_words_wherever_it_goes() -> None:
    workshop = OpenWorkshop()
    officer = Manager(workshop.consultation)
    plan = ExercisePlan(title="Cards", cards=("North", "South", "West"))
    exercise = exercises.add(workshop.id, ExerciseKind.EVIDENCE, plan, by=officer)
    exercises.change(exercise, ExercisePlan("Cards", cards=("West", "East", "North")), by=officer)
    assert [(card["key"], card["text"]) for card in exercise.cards] == [
        ("c3", "West"),
        ("c4", "East"),
        ("c1", "North"),
    ]


def test_the_number_of_dots_stays_once_the_vote_has_begun(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    exercise = ExerciseOf(workshop=workshop, dots=3)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/exercises")
    browser.submit(form=".rows form", button="turn=open_votes")
    browser.get(f"/desk/workshops/{workshop.id}/exercises/{exercise.id}")
    browser.submit({"dots": "5"})
    assert "The vote has begun, so the number of dots stays" in browser.text()


def test_a_workshop_has_no_endless_list_of_exercises() -> None:
    workshop = OpenWorkshop()
    officer = Manager(workshop.consultation)
    for n in range(exercises.MOST):
        exercises.add(workshop.id, ExerciseKind.NOTES, ExercisePlan(title=str(n)), by=officer)
    with pytest.raises(RuleBroken, match="at most 20"):
        exercises.add(workshop.id, ExerciseKind.NOTES, ExercisePlan(title="more"), by=officer)
