"""Erasing what stands twice: notes whose contribution was erased, and corrections that were proposed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, or_, select, update

from engage import clock
from engage.db import db
from engage.workshops.agreeing.models import NoteReply
from engage.workshops.tables.models import Heading, Note


def erase(contribution_ids: Collection[UUID]) -> None:
    """Erase the notes that became these contributions, what was proposed for them, and headings left empty.

    They count as removed, so that no wall and no vote shows an empty note.

    The caller has told the database that it erases.
    """
    of_them = select(Note.id).where(Note.contribution_id.in_(contribution_ids))
    headed = select(Note.heading_id).where(Note.id.in_(of_them), Note.heading_id.is_not(None))
    headings = db.session.scalars(headed.distinct()).all()
    notes = (
        update(Note)
        .where(Note.id.in_(of_them))
        .values(text="", detail={}, heading_id=None, removed_at=func.coalesce(Note.removed_at, clock.now()))
    )
    db.session.execute(notes, execution_options={"synchronize_session": False})
    left = exists().where(Note.heading_id == Heading.id)
    db.session.execute(delete(Heading).where(Heading.id.in_(headings), ~left))
    proposed = update(NoteReply).where(NoteReply.note_id.in_(of_them)).values(text="", because="")
    db.session.execute(proposed, execution_options={"synchronize_session": False})
    db.session.expire_all()


def erase_proposed_by(registration_ids: Select[UUID]) -> None:
    """Erase the corrections that these registrations proposed; what was taken over stands in the note."""
    theirs = update(NoteReply).where(
        NoteReply.registration_id.in_(registration_ids), or_(NoteReply.text != "", NoteReply.because != "")
    )
    db.session.execute(theirs.values(text="", because=""), execution_options={"synchronize_session": False})
