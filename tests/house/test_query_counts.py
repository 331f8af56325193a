"""A list asks as little of the database with many rows as with few."""

import pytest
from flask import Flask

from engage import clock
from engage.accounts import Person
from engage.consultations import evidence, questions, roles
from engage.consultations.models import Consultation, QuestionKind, Role
from engage.consultations.wording import Wording
from engage.db import db
from engage.feedback.rights import requests as rights
from tests.browser import Browser
from tests.counting import statements
from tests.factories import (
    Administrator,
    ClosedConsultation,
    ContributionTo,
    Lead,
    OpenConsultation,
    ShownContribution,
    ThemeOf,
)

FEW, MANY = 2, 9


def grow(consultation: Consultation, reader: Person) -> None:
    """Add one more of everything that the pages list."""
    OpenConsultation()
    ClosedConsultation()
    position = len(consultation.themes) + 1
    theme = ThemeOf(consultation=consultation, position=position)
    db.session.refresh(consultation, ["themes"])
    roles.give(reader, Role.LEAD, consultation, theme, by=None)
    Lead(theme)
    for under in (theme, consultation.themes[0]):
        rights.ask_erasure(ShownContribution(theme=under).response, at=clock.now())
        ContributionTo(theme=under)
    beside = evidence.link_to(consultation, f"Report {position}", "https://example.org/", by=None)
    choice = Wording("Which?", QuestionKind.ONE, options=["A", "B"], evidence_id=beside.id)
    decides = questions.ask(consultation, choice, theme=theme, by=None)
    questions.depend(questions.ask(consultation, "Why?", theme=theme, by=None), decides, ["c1"], by=None)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/consultations",
        "/consultations/growth",
        "/consultations/growth/themes/first",
        "/privacy",
        "/desk",
        "/desk/consultations",
        "/desk/consultations/growth",
        "/desk/consultations/growth/themes",
        "/desk/consultations/growth/questions",
        "/desk/consultations/growth/languages/cy",
        "/desk/consultations/growth/evidence",
        "/desk/consultations/growth/imports",
        "/desk/consultations/growth/roles",
        "/desk/data-requests",
        "/desk/people",
        "/moderation",
        "/workshops",
        "/summaries",
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, path: str) -> None:
    consultation = OpenConsultation(
        slug="growth", languages=["en", "cy"], themes=[ThemeOf.build(position=1, slug="first")]
    )
    reader = Administrator()
    roles.give(reader, Role.MANAGER, consultation, by=None)
    asked: list[list[str]] = []
    for size in (FEW, MANY - FEW):
        for _ in range(size):
            grow(consultation, reader)
        db.session.commit()
        asked.append(asked_for(app, path, reader))
    few, many = asked
    extra = [statement.split("\n")[-1] for statement in many if statement not in few]
    assert len(many) <= len(few), f"{path}: {len(few)} queries become {len(many)}: {extra[:3]}"


def asked_for(app: Flask, path: str, reader: Person) -> list[str]:
    """Open a page as somebody who may see all of it, and give what it asked of the database."""
    browser = Browser(app)
    browser.become(reader)
    db.session.expire_all()
    with statements() as sent:
        browser.get(path)
    return sent
