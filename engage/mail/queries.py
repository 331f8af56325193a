"""Reading the ledger."""

from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import defer

from engage.db import db
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message

STATES = {
    "unclear": Message.unclear_at.is_not(None),
    "failed": Message.failed_at.is_not(None),
    "waiting": and_(Message.sent_at.is_(None), Message.failed_at.is_(None), Message.unclear_at.is_(None)),
    "sent": Message.sent_at.is_not(None),
}
"""What a letter's `state` is, as the database asks for it; what needs a person comes first."""


def newest() -> Select[Message]:
    """Select all letters, the latest first."""
    return select(Message).order_by(Message.posted_at.desc(), Message.id.desc())


def ledger(state: str | None = None) -> Select[Message, QueuedJob | None]:
    """Select letters without their words, each with the job that tries to send it: the unclear first.

    A letter that waits says why in its job: how often it was tried, and what the server said.
    """
    owed = and_(QueuedJob.job == Job.SEND_MAIL, QueuedJob.subject_id == Message.id)
    letters = (
        select(Message, QueuedJob)
        .outerjoin(QueuedJob, owed)
        .options(defer(Message.text), defer(Message.html), defer(Message.attachments))
        .order_by(Message.unclear_at.is_(None), Message.posted_at.desc(), Message.id.desc())
    )
    return letters.where(STATES[state]) if state in STATES else letters


def get(message_id: UUID) -> Message:
    """Get one letter.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(select(Message).where(Message.id == message_id)).one()
