"""Who answered a question that is replaced is told of it once, and sees it on their page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from engage import clock
from engage.consultations import questions, superseding
from engage.consultations.models import Question, QuestionKind
from engage.consultations.wording import Wording
from engage.db import db
from engage.feedback import keys, queries
from engage.feedback import superseding as telling
from engage.feedback.models import Contact, Reply, Response
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.web.private_links import key_hash
from tests.factories import ContributionTo, OpenConsultation, ResponseTo
from tests.snapshots import assert_as_before

OLD = Wording("Should buses run later?", QuestionKind.YES_NO)
NEW = Wording("Should buses run until midnight?", QuestionKind.YES_NO)


@pytest.fixture
def question() -> Question:
    consultation = OpenConsultation(title="How should we grow?")
    return questions.ask(consultation, OLD, theme=consultation.themes[0], by=None)


def answered(question: Question, email: str = "ann@example.org", *, confirmed: bool = True) -> Response:
    """Have somebody with an address answer a question."""
    response: Response = ResponseTo(consultation=question.consultation)
    response.secret_hash = key_hash(keys.private_key(response.id))
    contact = Contact(
        response_id=response.id, email=email, confirmed_at=clock.now() if confirmed else None, name="Ann"
    )
    db.session.add_all([contact, _reply(response, question)])
    db.session.flush()
    return response


def _reply(response: Response, question: Question) -> Reply:
    return Reply(
        response_id=response.id, question_id=question.id, value="yes", received_at=clock.now(), version=1
    )


def replaced(question: Question, wording: Wording = NEW) -> Question:
    new = superseding.supersede(question, wording, by=None, at=clock.now())
    db.session.flush()
    return new


def letters() -> list[str]:
    return list(db.session.scalars(select(Message.recipient).order_by(Message.recipient)))


def test_those_with_a_confirmed_address_are_told_once(question: Question) -> None:
    ann = answered(question)
    answered(question, "unconfirmed@example.org", confirmed=False)
    gone = answered(question, "gone@example.org")
    gone.withdrawn_at = clock.now()
    other = ContributionTo(theme=question.consultation.themes[0]).response
    db.session.add(Contact(response_id=other.id, email="other@example.org", confirmed_at=clock.now()))
    replaced(question)
    for _ in range(2):
        telling.tell(question.id)
    assert letters() == ["ann@example.org"]
    letter = db.session.scalars(select(Message)).one()
    for part in (letter.text, letter.html):
        assert OLD.text in part
        assert NEW.text in part
        assert keys.private_key(ann.id) in part


def test_many_are_told_in_parts(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    for number in range(3):
        answered(question, f"a{number}@example.org")
    replaced(question)
    db.session.query(QueuedJob).delete()
    telling.tell(question.id)
    assert len(letters()) == 2
    assert Job.TELL_OF_SUPERSEDED_QUESTION in db.session.scalars(select(QueuedJob.job)).all()
    telling.tell(question.id)
    assert len(letters()) == 3


def test_a_response_knows_what_was_replaced_until_it_answers_what_is_asked_now(question: Question) -> None:
    response = answered(question)
    assert queries.superseded_for(response) == []
    new = replaced(question)
    assert queries.superseded_for(response) == [(question, new)]
    newest = replaced(new, Wording("Should buses run all night?", QuestionKind.YES_NO))
    assert queries.superseded_for(response) == [(question, newest)]
    db.session.add(_reply(response, newest))
    db.session.flush()
    assert queries.superseded_for(response) == []


def test_nobody_is_told_of_a_question_whose_successor_was_taken_out(question: Question) -> None:
    response = answered(question)
    new = replaced(question)
    questions.remove(new, by=None)
    telling.tell(question.id)
    assert letters() == []
    assert queries.superseded_for(response) == []


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_the_letter_about_a_replaced_question_reads_as_before(question: Question, part: str) -> None:
    response = answered(question)
    response.reference = "K7R-4WM-HKW"
    replaced(question)
    question.consultation.body.name = "Severn Vale Combined Authority"
    question.superseded_at = datetime(2026, 3, 3, 17, tzinfo=UTC)
    question.consultation.closes_at = datetime(2030, 6, 1, 16, tzinfo=UTC)
    db.session.flush()
    telling.tell(question.id)
    letter = db.session.scalars(select(Message)).one()
    found = getattr(letter, part).replace(keys.private_key(response.id), "KEY")
    assert_as_before(found, Path(__file__).parent / "snapshots" / f"superseded.{part}")
