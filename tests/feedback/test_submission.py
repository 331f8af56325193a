"""Sending a draft: once, whatever races, and acknowledged only once it is kept."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import submission
from engage.feedback.form import drafts
from engage.feedback.models import Contact, Contribution, Draft, Response
from engage.feedback.submission import ChangedMeanwhile, Closed
from engage.jobs import QueuedJob
from engage.mail.models import Message
from tests.browser import Browser
from tests.factories import ClosedConsultation, OpenConsultation
from tests.feedback.visitor import addresses_asked, answered, begun, kept
from tests.together import at_once


def _draft(consultation: Consultation) -> Draft:
    theme = str(consultation.themes[0].id)
    typed = {
        "strands": [theme],
        "texts": {theme: {"text": "Buses", "kind": "idea"}},
        "sector": "resident",
        "consent": "unnamed",
        "email": "ann@example.com",
    }
    return kept(uuid4(), consultation, typed, at=clock.now())


def test_sending_keeps_the_contact_apart_and_owes_one_letter() -> None:
    consultation = OpenConsultation()
    draft = _draft(consultation)
    response = submission.send(consultation, draft, seen=draft.version, at=clock.now())
    assert db.session.scalars(select(Contact)).one().response_id == response.id
    assert addresses_asked() == 1
    assert db.session.scalars(select(Message)).one().recipient == "ann@example.com"


def test_only_what_was_seen_is_sent() -> None:
    consultation = OpenConsultation()
    draft = _draft(consultation)
    with pytest.raises(ChangedMeanwhile):
        submission.send(consultation, draft, seen=draft.version - 1, at=clock.now())


def test_a_closed_consultation_takes_nothing() -> None:
    consultation = ClosedConsultation()
    draft = _draft(consultation)
    with pytest.raises(Closed):
        submission.send(consultation, draft, seen=draft.version, at=clock.now())


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        ({"sector": None}, "who you are"),
        ({"consent": None}, "how we may publish"),
        ({"consent": "named"}, "no name"),
        ({"strands": []}, "at least one theme"),
        ({"name": "Ann\nBcc: all@c.example"}, "on one line"),
        ({"email": "ann@example.com\nBcc: all@c.example"}, "e-mail address"),
    ],
)
def test_what_no_page_let_through_is_not_sent_either(gap: dict[str, object], told: str) -> None:
    consultation = OpenConsultation()
    draft = _draft(consultation)
    draft.answers = {**draft.answers, **gap}
    with pytest.raises(RuleBroken, match=told):
        submission.send(consultation, draft, seen=draft.version, at=clock.now())


def test_a_response_that_the_database_did_not_keep_gets_no_receipt(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    answered(client)

    commits = iter((None, ConnectionError("the database went away")))  # the first is the test's own

    def fail(session: object) -> None:
        if failure := next(commits, None):
            raise failure

    event.listen(db.session, "before_commit", fail)
    try:
        client.submit(button="Send my response", expect=500)
    finally:
        event.remove(db.session, "before_commit", fail)
    client.get(f"/consultations/{consultation.slug}/respond/receipt")
    assert client.at.endswith("/respond")
    client.get(f"/consultations/{consultation.slug}/respond/check")
    client.submit(button="Send my response")
    assert client.at.endswith("/receipt")


@pytest.mark.commits
def test_a_button_pressed_twice_at_once_makes_one_response_and_one_letter(app: Flask) -> None:
    draft = _draft(OpenConsultation())
    draft_id, seen, kept = draft.id, draft.version, list[UUID]()
    consultation_id = draft.consultation_id
    db.session.commit()

    def send() -> None:
        consultation = db.session.get_one(Consultation, consultation_id)
        mine = drafts.named(str(draft_id), consultation)
        assert mine
        kept.append(submission.send(consultation, mine, seen=seen, at=clock.now()).id)

    at_once(app, [send] * 4)
    assert len(kept) == 4
    assert len(set(kept)) == 1
    for table in (Response, Contribution, QueuedJob):
        assert db.session.scalar(select(func.count()).select_from(table)) == 1


@pytest.mark.commits
def test_what_another_tab_saves_while_it_is_sent_is_in_it_or_in_the_next(app: Flask) -> None:
    draft = _draft(OpenConsultation())
    draft_id, seen, browser = draft.id, draft.version, draft.browser_key
    consultation_id = draft.consultation_id
    db.session.commit()

    def send() -> None:
        consultation = db.session.get_one(Consultation, consultation_id)
        mine = drafts.named(str(draft_id), consultation)
        assert mine
        try:
            submission.send(consultation, mine, seen=seen, at=clock.now())
        except ChangedMeanwhile:
            return

    def save() -> None:
        consultation = db.session.get_one(Consultation, consultation_id)
        kept(browser, consultation, {"area": "Ambleford"}, at=clock.now())

    at_once(app, [send, save])
    unsent = db.session.scalars(select(Draft).where(Draft.response_id.is_(None))).one()
    assert unsent.answers["area"] == "Ambleford"
