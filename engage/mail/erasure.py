"""Erasing letters: that one was sent, when and for what cause stays; to whom and what it said does not."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, false, select, update

from engage.db import db
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message

NEVER_SENT = "erased before it was sent"


def erase_about(things: Collection[UUID], *, at: datetime) -> int:
    """Erase all letters about some things, and count them."""
    return _erase(Message.about.in_(things) if things else false(), at)


def erase_keyed(keys: Collection[str], *, at: datetime) -> int:
    """Erase the letters of some causes, and count them."""
    return _erase(Message.key.in_(keys) if keys else false(), at)


def _erase(which: ColumnElement[bool], at: datetime) -> int:
    unsent = Message.sent_at.is_(None) & Message.failed_at.is_(None) & Message.unclear_at.is_(None)
    owed = select(Message.id).where(which, Message.sent_at.is_(None))
    jobs = delete(QueuedJob).where(QueuedJob.job == Job.SEND_MAIL, QueuedJob.subject_id.in_(owed))
    db.session.execute(jobs, execution_options={"synchronize_session": False})
    erased = (
        update(Message)
        .where(which, Message.recipient != "")
        .values(
            recipient="",
            subject="",
            text="",
            html="",
            headers={},
            attachments=[],
            failed_at=case((unsent, at), else_=Message.failed_at),
            cause=case((unsent, NEVER_SENT), else_=None),
        )
        .returning(Message.id)
    )
    return len(db.session.scalars(erased, execution_options={"synchronize_session": False}).all())
