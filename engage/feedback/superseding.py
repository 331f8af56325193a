"""Telling people that a question which they answered has been replaced by another."""

from uuid import UUID

from sqlalchemy import Select, Text, cast, exists, or_, select
from sqlalchemy.orm import joinedload

from engage import mail
from engage.consultations.models import Question
from engage.db import db
from engage.feedback import keys
from engage.feedback.models import Contact, Contribution, Reply, Response, Upload
from engage.feedback.queries import successor_of
from engage.jobs import Job, enqueue
from engage.mail.models import Message
from engage.web.languages import writing_in

BATCH = 200
"""Letters that one job posts; what is left is owed anew."""


def tell(question_id: UUID) -> None:
    """Write once to everybody who answered a question that was superseded and confirmed an address."""
    question = db.session.get_one(Question, question_id)
    successor = successor_of(question)
    if successor is None:
        return
    answered = _untold(question).limit(BATCH).options(joinedload(Response.contact))
    responses = db.session.scalars(answered).all()
    for response in responses:
        _write(response, question, successor)
    if len(responses) == BATCH:
        enqueue(Job.TELL_OF_SUPERSEDED_QUESTION, question_id)


def _untold(question: Question) -> Select[Response]:
    """Select the responses with an answer in force whose sender can be written to and has not been."""
    answers = (
        exists().where(
            kind.response_id == Response.id, kind.question_id == question.id, kind.ended_at.is_(None)
        )
        for kind in (Contribution, Reply, Upload)
    )
    told = exists().where(Message.key == _key(question) + cast(Response.id, Text))
    reached = (
        select(Response)
        .join(Response.contact)
        .where(
            Response.withdrawn_at.is_(None),
            Contact.email.is_not(None),
            Contact.confirmed_at.is_not(None),
            or_(*answers),
            ~told,
        )
    )
    return reached.order_by(Response.id)


def _write(response: Response, question: Question, successor: Question) -> None:
    assert response.contact
    assert response.contact.email
    with writing_in(response.language):
        letter = mail.render(
            "feedback/emails/superseded",
            response=response,
            question=question,
            successor=successor,
            key=keys.key_of(response),
        )
    mail.post(
        to=response.contact.email, letter=letter, key=f"{_key(question)}{response.id}", about=response.id
    )


def _key(question: Question) -> str:
    return f"superseded:{question.id}:"
