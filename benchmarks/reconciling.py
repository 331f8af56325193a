"""Comparing what people were told with what the database holds."""

from collections.abc import Sequence, Set
from typing import Any
from uuid import UUID

from flask import Flask
from respondents import SLUG, Respondent
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contact, Response
from engage.feedback.receipts.models import Event, Receipt
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message


def reconcile(app: Flask, people: Sequence[Respondent], before: Set[UUID]) -> dict[str, Any]:
    """Count the responses that were acknowledged and are not there as sent, and those that are there twice.

    `before` are the ids of those that were there before anybody sent.
    """
    with app.app_context():
        whole = (selectinload(one) for one in (Response.contributions, Response.replies))
        query = select(Response).join(Response.consultation).where(Consultation.slug == SLUG)
        made = [one for one in db.session.scalars(query.options(*whole)) if one.id not in before]
        found = {one.submission_key: one for one in made}
        told = _compared(people, found)
        told |= _letters(found)
        receipts = select(Receipt.response_id, func.count()).where(Receipt.event == Event.RECEIVED)
        issued = dict(db.session.execute(receipts.group_by(Receipt.response_id)).tuples().all())
        told["without_one_receipt"] = sum(issued.get(one.id) != 1 for one in found.values())
        db.session.remove()
    return told


def _compared(people: Sequence[Respondent], found: dict[Any, Response]) -> dict[str, Any]:
    sent = {one.draft for one in people}
    rows = {draft: response for draft, response in found.items() if draft in sent}
    strange = len(found) - len(rows)
    texts = [text.text for response in rows.values() for text in response.contributions]
    return {
        "sent": len(people),
        "acknowledged": sum(one.acknowledged for one in people),
        "rows": len(rows),
        "lost": sum(one.acknowledged and not _kept(one, rows.get(one.draft)) for one in people),
        # Every text is its sender's own, so that a text that is there twice was kept twice.
        "doubled": len(texts) - len(set(texts)) + strange + sum(len(one.references) > 1 for one in people),
        "unacknowledged": sum(not one.acknowledged and one.draft in rows for one in people),
        "never_kept": sum(one.gave_up and one.draft not in rows for one in people),
        "without_receipt_page": sum(one.acknowledged and not one.references for one in people),
    }


def _kept(one: Respondent, response: Response | None) -> bool:
    """Say whether a response holds exactly what somebody sent, under the reference that they were shown."""
    if response is None or one.references - {response.reference}:
        return False
    texts = {str(text.question_id): text.text for text in response.contributions}
    replies = {str(reply.question_id): reply.value for reply in response.replies}
    exact = texts == one.texts and replies == one.replies
    return exact and len(response.contributions) == len(texts) and len(response.replies) == len(replies)


def _letters(found: dict[Any, Response]) -> dict[str, int]:
    """Count the letters that are owed other than once: as a job that is to write one, or as written."""
    ids = {one.id for one in found.values()}
    with_address = set(db.session.scalars(select(Contact.response_id).where(Contact.email.is_not(None))))
    jobs = db.session.scalars(select(QueuedJob.subject_id).where(QueuedJob.job == Job.ASK_TO_CONFIRM))
    letters = db.session.scalars(select(Message.about).where(Message.key.like("response-confirm:%")))
    owed = [one for one in [*jobs, *letters] if one in ids]
    wrong = set(owed) ^ (with_address & ids)
    return {"letters_owed": len(set(owed)), "letters_wrong": len(wrong) + len(owed) - len(set(owed))}
