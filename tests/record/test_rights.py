"""What people ask about their own data, from the question to the answer."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from sqlalchemy import select

from engage import clock
from engage.audit.models import AuditEntry
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import keys, mailing
from engage.feedback.models import Contact, Response
from engage.feedback.rights import queries as rights_queries
from engage.feedback.rights import requests as rights
from engage.feedback.rights import retention
from engage.feedback.rights.models import DataRequest, RequestKind, RequestOutcome
from engage.mail.models import Message
from engage.operations import erasing
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import (
    Administrator,
    ClosedConsultation,
    ContributionTo,
    Facilitator,
    Manager,
    OpenConsultation,
    ShownContribution,
)


def _response(**contact: object) -> Response:
    response: Response = ShownContribution(theme=OpenConsultation().themes[0], text="Buses").response
    response.secret_hash = key_hash(keys.private_key(response.id))
    response.contact = Contact(**contact) if contact else None
    db.session.flush()
    return response


def _at(response: Response, page: str) -> str:
    return f"/responses/{keys.private_key(response.id)}/{page}"


def _requests() -> list[DataRequest]:
    return list(db.session.scalars(select(DataRequest).order_by(DataRequest.number)))


def _letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.posted_at, Message.id)))


def test_a_question_gets_a_number_at_once_and_an_answer_on_its_page_and_by_mail(client: Browser) -> None:
    response = _response(email="ann@example.com", confirmed_at=clock.now())
    client.get(_at(response, "ask"))
    client.submit({"kind": "question", "text": "Who has read it?"}, button="Send it")
    (asked,) = _requests()
    assert asked.reference in client.text()
    assert asked.due_at - asked.made_at == timedelta(days=30)
    assert "Being looked at" in client.text()
    officer = Manager(response.consultation)
    rights.answer(asked, "Two facilitators.", by=officer, at=clock.now())
    client.get(client.at)
    assert "Two facilitators." in client.text()
    assert [one.recipient for one in _letters()] == ["ann@example.com"] * 2
    assert "Two facilitators." in _letters()[1].text
    assert "Who has read it?" not in _letters()[0].text


def test_somebody_without_a_link_can_complain(client: Browser) -> None:
    consultation = OpenConsultation()
    client.get("/your-data")
    client.submit(
        {
            "consultation": str(consultation.id),
            "kind": "complaint",
            "text": "You wrote to me, and I never took part.",
            "name": "Ann",
            "email": "ann@example.com",
        },
        button="Send it",
    )
    (asked,) = _requests()
    assert (asked.consultation_id, asked.response_id) == (consultation.id, None)
    assert asked.reference in client.text()
    assert [one.recipient for one in _letters()] == ["ann@example.com"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": " "}, "Write what it is about"),
        ({"email": ""}, "Enter an e-mail address"),
        ({"email": "ann at home"}, "Enter an e-mail address like"),
        ({"kind": ""}, "Choose what it is"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(
    client: Browser, typed: dict[str, str], told: str
) -> None:
    client.get("/your-data")
    whole = {"kind": "complaint", "text": "My words", "email": "ann@example.com", "name": "Ann"}
    client.submit(whole | typed, button="Send it", expect=200)
    assert told in client.text()
    assert client.page
    assert client.page.query("[name=name]")[0].attrs["value"] == "Ann"
    assert not _requests()


def test_the_same_words_sent_twice_are_one_request() -> None:
    response = _response()
    asked = [
        rights.ask(RequestKind.COMPLAINT, text="My words", response=response, at=clock.now())
        for _ in range(2)
    ]
    assert asked[0] is asked[1]
    erasures = [rights.ask_erasure(response, at=clock.now()) for _ in range(2)]
    assert erasures[0] is erasures[1]
    assert len(_requests()) == 2


def test_nobody_is_flooded_with_acknowledgements() -> None:
    for n in range(8):
        rights.ask(RequestKind.QUESTION, text=f"Question {n}", email="ann@example.com", at=clock.now())
    assert len(_requests()) == 8
    assert len(_letters()) == 5


def test_its_managers_and_administrators_answer_and_nobody_else(signed_in_as, client: Browser) -> None:  # type: ignore[no-untyped-def]
    response = _response()
    asked = rights.ask(RequestKind.COMPLAINT, text="My words", response=response, at=clock.now())
    other = rights.ask(RequestKind.COMPLAINT, text="No consultation", email="b@example.com", at=clock.now())
    manager = Manager(response.consultation)
    for person, sees in (
        (manager, {asked}),
        (Administrator(), {asked, other}),
        (Manager(OpenConsultation()), set()),
    ):
        browser = signed_in_as(person)
        assert set(db.session.scalars(rights_queries.seen_by(person))) == sees
        for one in (asked, other):
            browser.get(f"/desk/data-requests/{one.id}", expect=200 if one in sees else 403)
    signed_in_as(Facilitator(response.consultation)).get("/desk/data-requests", expect=403)


def test_a_manager_answers_on_the_desk(signed_in_as) -> None:  # type: ignore[no-untyped-def]
    response = _response()
    asked = rights.ask(RequestKind.COMPLAINT, text="My words", response=response, at=clock.now())
    browser = signed_in_as(Manager(response.consultation))
    browser.get("/desk")
    assert "One request has to be answered" in browser.text()
    browser.follow("Open the list")
    assert "30 days left" in browser.text()
    browser.follow(asked.reference)
    browser.submit({"answer": " "}, button="Send this answer", expect=200)
    assert "Write what whoever asked is to be told" in browser.text()
    browser.submit({"answer": "We are sorry."}, button="Send this answer")
    assert (asked.outcome, asked.answer) == (RequestOutcome.ANSWERED, "We are sorry.")
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject_id == asked.id)).all()
    assert sorted(acts) == ["data_request.closed", "data_request.made"]
    browser.get(f"/desk/data-requests/{asked.id}")
    assert "Send this answer" not in browser.text()


def test_an_erasure_can_be_refused_with_a_reason_that_its_sender_reads(client: Browser) -> None:
    response = _response()
    client.get(_at(response, "erase"))
    assert "One text that the public can read now" in client.text()
    client.submit(button="Ask for it to be erased")
    (asked,) = _requests()
    officer = Manager(response.consultation)
    with pytest.raises(RuleBroken, match="is to be told"):
        rights.refuse(asked, " ", by=officer, at=clock.now())
    rights.refuse(asked, "A court has asked us to keep it.", by=officer, at=clock.now())
    client.get(client.at)
    assert "A court has asked us to keep it." in client.text()
    with pytest.raises(RuleBroken, match="dealt with meanwhile"):
        erasing.order(asked, by=officer, at=clock.now())
    assert rights.ask_erasure(response, at=clock.now()) is not asked


def test_what_is_overdue_says_so(signed_in_as) -> None:  # type: ignore[no-untyped-def]
    response = _response()
    asked = rights.ask(RequestKind.QUESTION, text="Hm?", response=response, at=clock.now())
    asked.due_at = clock.now() - timedelta(days=1)
    browser = signed_in_as(Manager(response.consultation))
    browser.get("/desk/data-requests")
    assert "Overdue" in browser.text()


def test_a_week_before_it_is_due_whoever_answers_for_data_protection_is_reminded_once() -> None:
    response = _response()
    made = clock.now()
    rights.ask(RequestKind.QUESTION, text="Hm?", response=response, at=made)
    assert retention.remind(at=made + timedelta(days=22)) == 0
    assert [retention.remind(at=made + timedelta(days=23)) for _ in range(2)] == [1, 0]
    (letter,) = _letters()
    assert letter.recipient == "data@body.example"
    assert "Hm?" not in letter.text


def test_a_request_about_no_consultation_reminds_the_administrators() -> None:
    administrator = Administrator()
    rights.ask(RequestKind.QUESTION, text="Hm?", email="ann@example.com", at=clock.now() - timedelta(days=25))
    retention.remind(at=clock.now())
    assert administrator.email in [one.recipient for one in _letters()]


def test_all_that_is_held_can_be_had_at_once(client: Browser) -> None:
    response = _response(name="Ann Other", email="ann@example.com", confirmed_at=clock.now())
    rights.ask(RequestKind.QUESTION, text="Who has read it?", response=response, at=clock.now())
    client.get(_at(response, "data"))
    answer = client.submit(button="Get the file")
    packed = ZipFile(BytesIO(answer.data))
    answer.close()
    assert {"data.json", "data.html", "response.pdf"} <= set(packed.namelist())
    held = json.loads(packed.read("data.json"))
    assert held["contact"]["name"] == "Ann Other"
    assert [one["text"] for one in held["contributions"]] == ["Buses"]
    assert [one["outcome"] for one in held["decisions"]] == ["show"]
    assert [one["text"] for one in held["requests"]] == ["Who has read it?"]
    assert [one["to"] for one in held["letters"]] == ["ann@example.com"]
    assert {one["act"] for one in held["acts"]} == {"data_request.made", "response.data_handed_out"}
    assert b"Ann Other" in packed.read("data.html")
    assert packed.read("response.pdf").startswith(b"%PDF")


def test_names_and_addresses_go_as_long_after_closing_as_the_notice_says() -> None:
    consultation = ClosedConsultation(kept_for_months=1)
    response: Response = ContributionTo(theme=consultation.themes[0], text="Buses").response
    response.contact = Contact(name="Ann", email="ann@example.com")
    db.session.flush()
    other = _response(name="Bea")
    closes_at = consultation.closes_at
    assert closes_at
    assert retention.erase_contacts(at=closes_at + timedelta(days=27)) == 0
    assert retention.erase_contacts(at=closes_at + timedelta(days=32)) == 1
    db.session.expire_all()
    assert response.contact is None
    assert other.contact
    assert [one.text for one in response.contributions] == ["Buses"]


def test_the_letters_to_an_address_go_with_it() -> None:
    response = _response(email="ann@example.com", confirmed_at=clock.now())
    mailing.send_copy(response)
    with time_machine.travel(clock.now() + timedelta(days=900)):
        retention.erase_contacts(at=clock.now())
    (letter,) = _letters()
    db.session.refresh(letter)
    assert (letter.recipient, letter.text, letter.state) == ("", "", "failed")


def test_staff_see_when_names_and_addresses_go(signed_in_as) -> None:  # type: ignore[no-untyped-def]
    response = _response(name="Ann")
    browser = signed_in_as(Manager(response.consultation))
    browser.get("/desk/data-requests")
    assert response.consultation.title in browser.text()
    assert "When names and addresses are erased" in browser.text()


def test_what_was_asked_and_answered_goes_in_its_turn() -> None:
    asked = rights.ask(RequestKind.QUESTION, text="My words", email="ann@example.com", at=clock.now())
    rights.answer(asked, "Our words", by=Administrator(), at=clock.now())
    assert retention.erase_answered(at=clock.now() + timedelta(days=700)) == 0
    assert retention.erase_answered(at=clock.now() + timedelta(days=740)) == 1
    db.session.refresh(asked)
    assert (asked.email, asked.text, asked.answer) == (None, "", "")
    assert asked.erased_at
