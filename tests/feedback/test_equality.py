"""Equality questions: optional, counted once, kept apart from all else, and small numbers hidden."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.consultations.models import Consultation
from engage.db import db, transaction
from engage.feedback.equality import counting as equality
from engage.feedback.equality.models import EqualityCount
from engage.feedback.equality.questions import QUESTIONS, About
from engage.feedback.form import drafts
from engage.feedback.models import Draft
from tests.browser import Browser
from tests.factories import ClosedConsultation, Manager, OpenConsultation
from tests.feedback.visitor import answered, begun, sent

ANSWERS = {"age": "25_34", "sex": "female", "religion": "prefer_not"}


def _counts() -> dict[tuple[str, str], int]:
    return {(one.about.value, one.answer): one.people for one in db.session.scalars(select(EqualityCount))}


def _told(browser: Browser, answers: dict[str, str]) -> None:
    browser.follow("Answer some questions about yourself")
    browser.submit(answers, form="#about-yourself", button="Count my answers")


def test_answers_become_counts_and_nothing_else(client: Browser) -> None:
    consultation = OpenConsultation()
    sent(client, consultation)
    _told(client, ANSWERS)
    assert client.at.endswith("/receipt")
    assert "Your answers were counted" in client.text()
    assert _counts() == {("age", "25_34"): 1, ("sex", "female"): 1, ("religion", "prefer_not"): 1}
    assert db.session.scalars(select(Draft)).one().counted


@pytest.mark.no_database
def test_a_count_has_no_time_and_leads_to_no_response() -> None:
    columns = {column.key for column in inspect(EqualityCount).columns}
    assert columns == {"id", "consultation_id", "about", "answer", "people"}


def test_the_id_of_a_count_does_not_tell_when_it_was_made(client: Browser) -> None:
    sent(client, OpenConsultation())
    _told(client, ANSWERS)
    assert {one.version for one in db.session.scalars(select(EqualityCount.id))} == {4}


def test_sent_twice_the_answers_count_once(client: Browser) -> None:
    sent(client, OpenConsultation())
    client.follow("Answer some questions about yourself")
    page, at = client.page, client.at
    for _ in range(2):
        client.page, client.at = page, at
        client.submit(ANSWERS, form="#about-yourself")
    assert set(_counts().values()) == {1}
    assert "Answer some questions" not in client.text()


def test_two_people_are_two(app: Flask) -> None:
    consultation = OpenConsultation()
    for _ in range(2):
        browser = Browser(app)
        sent(browser, consultation)
        _told(browser, ANSWERS)
    assert set(_counts().values()) == {2}


def test_answering_nothing_is_told_and_counts_nobody(client: Browser) -> None:
    sent(client, OpenConsultation())
    _told(client, {})
    assert "Answer at least one question" in client.text()
    assert not _counts()
    _told_again = client.submit({"age": "75_over"}, form="#about-yourself")
    assert _told_again.status_code == 200
    assert _counts() == {("age", "75_over"): 1}


def test_what_is_not_on_offer_is_not_counted(client: Browser) -> None:
    sent(client, OpenConsultation())
    _told(client, {"age": "a secret", "sex": "male"})
    assert "Choose one of the answers" in client.text()
    assert not _counts()


def test_before_sending_nobody_is_asked(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    client.get(f"/consultations/{consultation.slug}/respond/about-yourself")
    assert not client.at.endswith("/about-yourself")


def test_who_speaks_for_an_organisation_is_not_asked(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    client.submit({"sector": "business", "area": ""})
    client.submit({"organisation": "Ambleford Mills"})
    client.submit({"name": "Sam"})
    client.submit({"consent": "unnamed"})
    client.submit(button="Send my response")
    assert client.at.endswith("/receipt")
    assert "Tell us about yourself" not in client.text()


def test_the_page_says_why_and_that_it_cannot_be_taken_back(client: Browser) -> None:
    sent(client, OpenConsultation())
    client.follow("Answer some questions about yourself")
    for words in ("Equality Act 2010", "cannot be changed or withdrawn", "Numbers under 5 are never shown"):
        assert words in client.text()
    assert client.page
    assert len(client.page.query("fieldset")) == len(QUESTIONS)
    assert client.text().count("Prefer not to say") == len(QUESTIONS)


def test_a_manager_chooses_what_is_asked_and_may_ask_nothing(
    client: Browser, signed_in_as: Callable[[Person], Browser]
) -> None:
    consultation = OpenConsultation()
    manager = signed_in_as(Manager(consultation))
    manager.get(f"/desk/consultations/{consultation.slug}/equality")
    manager.submit({"asked": ["age", "sex"]}, form="#choose")
    assert consultation.equality == ["age", "sex"]
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.act == "equality.chosen")).one()
    sent(client, consultation)
    client.follow("Answer some questions about yourself")
    assert client.page
    assert len(client.page.query("fieldset")) == 2
    manager.submit({"asked": []}, form="#choose")
    client.get(f"/consultations/{consultation.slug}/respond/receipt")
    assert "Tell us about yourself" not in client.text()


def _counted(consultation: Consultation, **people: int) -> None:
    for answer, number in people.items():
        db.session.add(
            EqualityCount(consultation_id=consultation.id, about=About.SEX, answer=answer, people=number)
        )
    db.session.flush()


@pytest.mark.parametrize(("since", "still"), [(-60, False), (149, False), (150, True)])
def test_the_numbers_are_shown_only_when_they_stand_still(
    signed_in_as: Callable[[Person], Browser], since: int, still: bool
) -> None:
    """Half an hour in which a response can still be sent, and two hours for its sender."""
    closes_at = clock.now() - timedelta(minutes=since)
    consultation = OpenConsultation(closes_at=closes_at)
    _counted(consultation, female=12, male=9, prefer_not=7)
    manager = signed_in_as(Manager(consultation))
    manager.get(f"/desk/consultations/{consultation.slug}/equality")
    assert ("Female 12 Male 9 Prefer not to say 7 Together 28" in manager.text()) == still
    assert ("shown once the consultation has closed" in manager.text()) != still


def test_small_numbers_are_hidden_on_the_page_and_with_them_the_total(
    signed_in_as: Callable[[Person], Browser],
) -> None:
    consultation = ClosedConsultation()
    _counted(consultation, female=12, male=4)
    manager = signed_in_as(Manager(consultation))
    manager.get(f"/desk/consultations/{consultation.slug}/equality")
    assert "Female 12 Male under 5 Prefer not to say under 5 Together not shown" in manager.text()


def test_nobody_is_counted_once_the_numbers_are_shown(client: Browser) -> None:
    consultation = OpenConsultation(closes_at=clock.now() + timedelta(hours=1))
    closes_at = consultation.closes_at
    sent(client, consultation)
    client.follow("Answer some questions about yourself")
    with time_machine.travel(closes_at + timedelta(hours=2, minutes=30), tick=False):
        client.submit(ANSWERS, form="#about-yourself")
    assert not _counts()


@pytest.mark.no_database
@given(
    people=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1),
    data=st.data(),
)
def test_whatever_a_hidden_number_is_the_same_is_shown(people: dict[str, int], data: Any) -> None:
    shown = equality.shown(About.AGE, people)
    assert all(number is None or number >= equality.FEWEST for number in shown.people.values())
    hidden = [answer for answer, number in shown.people.items() if number is None]
    other = dict(people)
    for answer in hidden:
        other[answer] = data.draw(st.integers(0, equality.FEWEST - 1))
    assert equality.shown(About.AGE, other) == shown


@pytest.mark.no_database
@given(people=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(5, 50), min_size=1))
def test_where_nothing_is_small_all_is_shown(people: dict[str, int]) -> None:
    shown = equality.shown(About.AGE, people)
    assert (shown.people, shown.total) == (people, sum(people.values()))


@pytest.mark.commits
def test_many_who_answer_at_once_are_all_counted(app: Flask) -> None:
    consultation = OpenConsultation()
    ids = []
    for _ in range(6):
        browser = Browser(app)
        begun(browser, consultation, text="Buses")
        answered(browser)
        browser.submit(button="Send my response")
    ids = list(db.session.scalars(select(Draft.id)))
    consultation_id, gate = consultation.id, Barrier(len(ids))
    db.session.commit()

    def tell(draft_id: Any) -> None:
        with app.app_context():
            gate.wait(timeout=30)
            with transaction():
                draft = drafts.held(db.session.get_one(Draft, draft_id))
                told = {About.SEX: "female", About.AGE: "25_34"}
                there = db.session.get_one(Consultation, consultation_id)
                equality.count(there, draft, told, at=clock.now())

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(tell, ids))
    assert _counts() == {("sex", "female"): 6, ("age", "25_34"): 6}
