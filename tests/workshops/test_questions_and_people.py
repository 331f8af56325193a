"""The questions that managers write, and whom they assign."""

import csv
from collections.abc import Callable
from io import StringIO

from sqlalchemy import select

from engage.accounts import Person
from engage.db import db
from engage.workshops import policy
from engage.workshops.models import Facilitator
from engage.workshops.preparing import asking, questions
from engage.workshops.preparing.models import AnswerKind, WorkshopQuestion
from engage.workshops.preparing.questions import Wording
from tests.browser import Browser
from tests.factories import Manager, OpenWorkshop, Registered, Staff

SignIn = Callable[[Person], Browser]


def _texts(workshop_id: object) -> list[str]:
    return [question.text for question in asking.of(workshop_id)]


def test_a_manager_writes_questions_and_puts_them_in_order(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    page = f"/desk/workshops/{workshop.id}/questions"
    for text in ("How do you come?", "Have you been before?", "What should we read?"):
        browser.get(page)
        browser.follow("Add a question")
        browser.submit({"text": text, "kind": "yes_no"})
    browser.submit(form="main li:last-child form", button="way=up")
    browser.submit(form="main li:nth-child(2) form", button="way=up")
    assert _texts(workshop.id) == ["What should we read?", "How do you come?", "Have you been before?"]
    browser.submit(form="main li:last-child form[action$=remove]")
    assert _texts(workshop.id) == ["What should we read?", "How do you come?"]


def test_choosing_needs_something_to_choose_from_and_nothing_typed_is_lost(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/questions/new")
    browser.submit({"text": "How do you come?", "kind": "one", "options": "Bus\n\nBus", "required": "y"})
    assert "at least two answers" in browser.text()
    browser.submit({"options": "Bus\n Train \n"})
    (question,) = asking.of(workshop.id)
    assert (question.options, question.required, question.special) == (["Bus", "Train"], True, False)


def test_a_question_that_was_answered_keeps_its_meaning_and_its_answers(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    question = questions.add(workshop.id, Wording("How do you come?", AnswerKind.TEXT), by=manager)
    asking.keep(Registered(workshop), {question.id: "By bus"})
    browser = signed_in_as(manager)
    browser.get(f"/desk/workshops/{workshop.id}/questions/{question.id}")
    browser.submit({"text": "Why do you come?"})
    assert "People have answered this question" in browser.text()
    browser.submit({"text": "How do you come?", "required": "y"})
    browser.submit(form="main li form[action$=remove]")
    assert "what was answered is kept" in browser.text()
    assert _texts(workshop.id) == []
    assert db.session.scalars(select(WorkshopQuestion.retired_at)).one()


def test_managers_see_what_was_answered_and_take_it_away(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    bus = questions.add(workshop.id, Wording("By bus?", AnswerKind.YES_NO, special=True), by=manager)
    days = Wording("Which days?", AnswerKind.SEVERAL, options=("Mon", "Tue"))
    which = questions.add(workshop.id, days, by=manager)
    asking.keep(Registered(workshop), {bus.id: False, which.id: ["Mon", "Tue"]})
    browser = signed_in_as(manager)
    browser.get(f"/desk/workshops/{workshop.id}/attendees")
    assert "By bus? No Which days? Mon, Tue" in browser.text()
    answer = browser.submit(button="Take away as a spreadsheet (CSV)")
    (row,) = csv.DictReader(StringIO(answer.data.decode("utf-8-sig")))
    assert (row["By bus?"], row["Which days?"]) == ("No", "Mon, Tue")


def test_whoever_is_assigned_runs_that_workshop_and_no_other(signed_in_as: SignIn) -> None:
    workshop, other = OpenWorkshop(), OpenWorkshop()
    helper = Staff(email="helper@council.example")
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/facilitators")
    for _ in range(2):
        browser.submit({"email": "Helper@council.example"}, form="main form[action$=facilitators]")
    assert len(db.session.scalars(select(Facilitator)).all()) == 1
    assert policy.may_run(helper, workshop)
    assert not policy.may_run(helper, other)
    browser = signed_in_as(helper)
    browser.get("/desk/workshops")
    assert workshop.title in browser.text()
    assert other.title not in browser.text()
    browser.follow(workshop.title)
    assert browser.at == f"/desk/workshops/{workshop.id}/day"
    browser.get(f"/desk/workshops/{workshop.id}/attendees", expect=403)


def test_a_stranger_is_assigned_with_a_name_and_taken_away_again(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/facilitators")
    browser.submit({"email": "new@council.example"})
    assert "Enter a name" in browser.text()
    browser.submit({"name": "Nia New"})
    assert "Nia New" in browser.text()
    browser.submit()
    assert db.session.scalars(select(Facilitator)).all() == []
