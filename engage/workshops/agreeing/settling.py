"""Settling corrections: a facilitator takes the words over, or says why not."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import rewording
from engage.workshops.agreeing.models import NoteReply


def take_over(reply: NoteReply, words: str, *, by: Person) -> None:
    """Have a note say what was proposed, in these words; moderators see it anew.

    :raises RuleBroken: if it was settled or changed meanwhile, says nothing, or the note was erased
    """
    reply = _open(reply)
    if not words.strip():
        raise RuleBroken(_l("Write what the note will say"), field="words")
    assert reply.note.contribution
    at = clock.now()
    rewording.reword(reply.note.contribution, words, at=at)
    reply.taken_over_at = at
    audit.record("note_reply.taken_over", reply, by=by)


def decline(reply: NoteReply, because: str, *, by: Person) -> None:
    """Leave a note as it is, and say why to whoever proposed other words.

    :raises RuleBroken: if it was settled or changed meanwhile, or no reason is given
    """
    reply = _open(reply)
    if not because.strip():
        raise RuleBroken(_l("Say why, for whoever proposed it"), field="because")
    reply.declined_at, reply.because = clock.now(), because.strip()
    audit.record("note_reply.declined", reply, by=by)


def _open(reply: NoteReply) -> NoteReply:
    lock = select(NoteReply).where(NoteReply.id == reply.id).with_for_update(of=NoteReply)
    again = db.session.scalars(lock.execution_options(populate_existing=True)).one()
    if not again.is_open:
        raise RuleBroken(_l("This correction has been settled or taken back meanwhile"))
    return again
