"""Sending a letter again that did not go through, or may not have."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob, enqueue
from engage.mail.models import Handover, Message


def resend(message_id: UUID) -> Message:
    """Owe a letter anew. One that is unclear may arrive twice, with the same Message-ID.

    :raises RuleBroken: if there is no such letter, it was sent or erased, or it is still being tried
    """
    message = db.session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if message is None:
        raise RuleBroken(_l("There is no such letter"))
    if message.sent_at:
        raise RuleBroken(_l("This letter was sent"))
    if not message.recipient:
        raise RuleBroken(_l("This letter was erased"))
    owed = (QueuedJob.job == Job.SEND_MAIL) & (QueuedJob.subject_id == message_id)
    db.session.execute(delete(QueuedJob).where(owed, QueuedJob.failed_at.is_not(None)))
    if db.session.scalar(select(QueuedJob.id).where(owed)):
        raise RuleBroken(_l("This letter is still being tried"))
    message.failed_at = message.unclear_at = message.cause = None
    db.session.execute(delete(Handover).where(Handover.message_id == message_id))
    enqueue(Job.SEND_MAIL, message_id)
    return message
