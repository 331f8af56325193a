"""Erasure finds every word, and leaves the counts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import ARRAY, JSON, LargeBinary, String, Table, select

from engage import clock
from engage.consultations.models import Question, QuestionKind
from engage.db import db
from engage.digests import compiling
from engage.digests.models import Frequency, Schedule
from engage.feedback import amending, confirmation, keys, uploads
from engage.feedback.form import drafts
from engage.feedback.models import Consent, Contact, Contribution, Draft, Reply, Response, Upload
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event, Receipt
from engage.feedback.rights import requests as rights
from engage.feedback.rights import retention
from engage.feedback.rights.models import DataRequest, RequestOutcome
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.moderation import decisions, gathering
from engage.moderation import queries as moderation
from engage.moderation.models import Outcome
from engage.moderation.redaction import Span
from engage.operations import erasing
from engage.summaries import evidence
from engage.summaries.models import Summary
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import Lead, Manager, OpenConsultation, ShownContribution
from tests.factories.summaries import PublishedSummary, ShownTexts
from tests.record.test_amending import filled

MARK = "quinquereme"
"""A word that nobody else says."""


@pytest.fixture
def response() -> Response:
    """A response with a trace of its words in every table that has room for one."""
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    lead = Lead(theme)
    ShownTexts(consultation)
    text = f"The {MARK} of the village bus comes too late: the {MARK} is late, and the {MARK} is full."
    first: Contribution = ShownContribution(theme=theme, text=text, consent=Consent.NAMED)
    response = first.response
    for position in range(2, 6):
        said = f"{text} Number {position}."
        ShownContribution(theme=theme, text=said, response=response, position=position)
    response.secret_hash = key_hash(keys.private_key(response.id))
    response.received_at = clock.now() - timedelta(days=1)
    response.area, response.author_key = f"{MARK} lane", f"{MARK}@example.com"
    response.contact = Contact(name=f"Ann {MARK}", email=f"{MARK}@example.com", role=MARK)
    asked = Question(text="Where?", position=9, kind=QuestionKind.AREA)
    consultation.questions.append(asked)
    db.session.flush()
    _with_reply_and_file(response, asked)
    receipts.issue(response, Event.RECEIVED, at=clock.now())
    confirmation.confirm(response, at=clock.now())
    _digested(lead, theme)
    PublishedSummary(consultation)
    _redacted(first)
    _amended(response, text)
    gathering.gather(consultation.id)
    db.session.flush()
    return response


def _with_reply_and_file(response: Response, asked: Question) -> None:
    reply = Reply(response_id=response.id, question_id=asked.id, value=MARK, received_at=clock.now())
    db.session.add(reply)
    upload = Upload(
        response_id=response.id,
        question_id=asked.id,
        stored_as=uuid4().hex,
        file_name=f"{MARK}.pdf",
        media_type="application/pdf",
        size=3,
        sha256=MARK,
        uploaded_at=clock.now(),
    )
    db.session.add(upload)
    uploads.folder().mkdir(parents=True, exist_ok=True)
    for left in uploads.folder().iterdir():  # by a test before this one
        left.unlink()
    uploads.path(upload).write_text(MARK)
    db.session.flush()
    db.session.expire(response)


def _digested(lead: object, theme: object) -> None:
    schedule = Schedule(person=lead, theme=theme, frequency=Frequency.DAILY, due_at=clock.now())
    db.session.add(schedule)
    db.session.flush()
    assert compiling.compile_due(schedule.id)


def _redacted(contribution: Contribution) -> None:
    stands = moderation.current([contribution.id])[contribution.id]
    decisions.decide(
        contribution, Outcome.REDACT, by=None, redactions=[Span(0, 3)], seen=stands.id, note=f"{MARK}?"
    )


def _amended(response: Response, text: str) -> None:
    at = clock.now()
    draft = amending.begin(response, uuid4(), at=at)
    amending.amend(response, draft, filled(response, f"{text} Please.", area=f"{MARK} mews"), at=at)
    left = amending.begin(response, uuid4(), at=clock.now())
    drafts.keep(left, {"name": MARK}, at=clock.now())


def _traces() -> Iterator[str]:
    """Name every column of every table that holds the marker in any form, and every file."""
    db.session.flush()
    tables: list[Table] = db.metadata.sorted_tables
    for table in tables:
        readable = [one for one in table.columns if isinstance(one.type, String | JSON | ARRAY | LargeBinary)]
        for row in db.session.execute(select(*readable)) if readable else ():
            for column, value in zip(readable, row, strict=True):
                if MARK in str(value).casefold():
                    yield f"{table.name}.{column.name}"
    for file in uploads.folder().iterdir():
        if MARK in file.read_text(errors="replace"):
            yield f"file {file.name}"


def _erased(response: Response) -> DataRequest:
    request = rights.ask_erasure(response, at=clock.now())
    erasing.order(request, by=Manager(response.consultation), at=clock.now())
    erasing.carry_out(request.id)
    db.session.expire_all()
    return request


def test_there_is_something_to_find(response: Response) -> None:
    found = set(_traces())
    for where in (
        "amendment.before",
        "contact.name",
        "contribution.text",
        "decision.note",
        "decision.shown_text",
        "mail_message.recipient",
        "mail_message.text",
        "receipt.contents",
        "reply.value",
        "response.area",
        "response.author_key",
        "response_draft.answers",
        "summary.figures",
        "summary_topic.phrases",
        "upload.file_name",
    ):
        assert where in found
    assert [one for one in found if one.startswith("file ")]


def test_after_erasure_no_table_and_no_file_holds_a_word_of_it(response: Response) -> None:
    _erased(response)
    told = db.session.scalars(select(Message).where(Message.recipient == f"{MARK}@example.com")).all()
    assert ["Your response was erased" in one.html for one in told] == [True]
    for one in told:  # the last letter, whose address goes the day after it was sent
        db.session.delete(one)
    assert sorted(set(_traces())) == []


def test_the_last_letter_loses_its_address_the_day_after() -> None:
    consultation = OpenConsultation()
    one: Response = ShownContribution(theme=consultation.themes[0]).response
    one.contact = Contact(email="ann@example.com", confirmed_at=clock.now())
    db.session.flush()
    _erased(one)
    (letter,) = [it for it in db.session.scalars(select(Message)) if it.recipient]
    letter.sent_at = clock.now()
    retention.erase_answered(at=clock.now() + timedelta(hours=1))
    db.session.refresh(letter)
    assert letter.recipient
    retention.erase_answered(at=clock.now() + timedelta(days=2))
    db.session.refresh(letter)
    assert letter.recipient == letter.html == ""


def test_published_figures_stand_and_say_that_a_source_is_gone(response: Response) -> None:
    (summary,) = db.session.scalars(select(Summary))
    before = summary.figures, summary.received, summary.evidence_digest
    _erased(response)
    figures = summary.figures
    assert figures
    assert before[0]
    assert {**figures, "areas": None} == {**before[0], "areas": None}
    assert sum(figures["areas"].values()) == sum(before[0]["areas"].values())
    assert (summary.received, summary.evidence_digest) == before[1:]
    assert sum(one.contributions for one in evidence.changes(summary.id).values()) == 5


def test_nothing_of_it_is_shown_and_its_rows_stay(response: Response, client: Browser) -> None:
    request = _erased(response)
    assert response.erased_at
    assert response.withdrawn_at
    assert request.outcome is RequestOutcome.CARRIED_OUT
    texts = db.session.scalars(select(Contribution).where(Contribution.response_id == response.id)).all()
    assert [(one.text, bool(one.erased_at), bool(one.ended_at)) for one in texts] == [("", True, True)] * 6
    client.get(f"/responses/{keys.private_key(response.id)}")
    assert "This response was erased" in client.text()
    assert response.reference in client.text()
    client.get(f"/your-data/{rights.private_key(request.id)}")
    assert "All that you wrote, chose and uploaded was erased" in client.text()


def test_its_receipts_stay_without_what_they_are_of(response: Response) -> None:
    _erased(response)
    rows = db.session.scalars(
        select(Receipt).where(Receipt.response_id == response.id).order_by(Receipt.id)
    ).all()
    assert [one.event for one in rows][-1] is Event.ERASED
    assert not [one for one in rows[:-1] if one.nonce or one.contents]


def test_done_twice_it_is_done_once(response: Response) -> None:
    request = _erased(response)
    closed_at = request.closed_at
    erasing.carry_out(request.id)
    assert request.closed_at == closed_at


def test_ordering_it_owes_the_job_in_the_same_transaction(response: Response) -> None:
    request = rights.ask_erasure(response, at=clock.now())
    erasing.order(request, by=Manager(response.consultation), at=clock.now())
    owed = select(QueuedJob.subject_id).where(QueuedJob.job == Job.ERASE_RESPONSE)
    assert db.session.scalars(owed).all() == [request.id]


def test_what_others_said_stays(response: Response) -> None:
    before = db.session.query(Contribution).filter(Contribution.text != "").count()
    mine = len(response.contributions)
    _erased(response)
    assert db.session.query(Contribution).filter(Contribution.text != "").count() == before - mine


def test_drafts_to_change_it_go(response: Response, app: Flask) -> None:
    _erased(response)
    of_it = select(Draft).where((Draft.amends_id == response.id) | (Draft.response_id == response.id))
    assert not db.session.scalars(of_it).all()
    assert Path(uploads.folder()).is_dir()
