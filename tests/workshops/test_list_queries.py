"""Lists of a workshop ask as little of the database with many rows as with few."""

import pytest
from flask import Flask

from engage.accounts import Person
from engage.db import db
from engage.workshops import registration
from engage.workshops.allocation import sessions
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.models import Admission, Facilitator, Workshop
from engage.workshops.preparing import inviting, questions
from engage.workshops.preparing.inviting import Guest
from engage.workshops.preparing.models import AnswerKind
from engage.workshops.preparing.questions import Wording
from tests.browser import Browser
from tests.counting import statements
from tests.factories import Administrator, OpenWorkshop, Registered, RequestOf, Staff

FEW, MANY = 2, 7
_numbers = iter(range(10**6))


def _grow(workshop: Workshop, asks: Workshop, reader: Person) -> None:
    number = next(_numbers)
    Registered(workshop, organisation=f"Firm {number}")
    registration.register(asks.id, RequestOf())
    inviting.add(workshop.id, [Guest(f"Guest {number}", f"guest{number}@firm.example")], by=reader)
    questions.add(workshop.id, Wording(f"Question {number}?", AnswerKind.TEXT), by=reader)
    plan = SessionPlan(f"Session {number}", workshop.starts_at, workshop.ends_at, 1)
    sessions.add(workshop.id, plan, by=reader)
    db.session.add(Facilitator(workshop_id=workshop.id, person_id=Staff().id))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/approval",
        "/balance",
        "/facilitators",
        "/invitations",
        "/log",
        "/questions",
        "/sessions",
        "/waiting-list",
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, page: str) -> None:
    workshop = OpenWorkshop(capacity=1)
    asks = OpenWorkshop(consultation=workshop.consultation, admission=Admission.APPROVAL)
    reader, asked = Administrator(), []
    for size in (FEW, MANY - FEW):
        for _ in range(size):
            _grow(workshop, asks, reader)
        db.session.commit()
        asked.append(_asked_for(app, asks if page == "/approval" else workshop, page, reader))
    few, many = asked
    assert len(many) <= len(few), [one for one in many if one not in few][:3]


def _asked_for(app: Flask, workshop: Workshop, page: str, reader: Person) -> list[str]:
    path = f"/desk/workshops/{workshop.id}{page}"
    browser = Browser(app)
    browser.become(reader)
    db.session.expire_all()
    with statements() as sent:
        browser.get(path)
    return sent
