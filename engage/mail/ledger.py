"""Owing a letter."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from engage import clock
from engage.db import db, new_id
from engage.jobs import Job, enqueue
from engage.mail.letter import Letter
from engage.mail.models import Message


def post(*, to: str, letter: Letter, key: str, about: UUID | None = None) -> UUID | None:
    """Owe a letter to one person, in the caller's transaction; give its id, or None if it was owed before.

    The database decides by the key, so that two who post at once still make one letter. `about` names the
    thing that it is to be erased with.
    """
    new = insert(Message).values(
        id=new_id(),
        key=key,
        about=about,
        recipient=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=letter.headers,
        attachments=[asdict(attachment) for attachment in letter.attachments],
        posted_at=clock.now(),
    )
    once = new.on_conflict_do_nothing(index_elements=[Message.key]).returning(Message.id)
    message_id = db.session.scalar(once)
    if message_id:
        enqueue(Job.SEND_MAIL, message_id)
    return message_id
