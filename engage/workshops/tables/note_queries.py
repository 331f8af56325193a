"""Finding a table by its code, its exercises, and the notes of a table."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.db import db
from engage.workshops.models import Workshop
from engage.workshops.tables.models import Exercise, Note, Table


def plain(code: str) -> str:
    """Write a code as the database keeps it, however it was typed."""
    return "".join(code.lower().replace("-", "").split())


def by_code(code: str) -> Table:
    """Get the table that a code opens, of a workshop that was not cancelled.

    :raises NoResultFound: if it opens none
    """
    opened = select(Table).join(Workshop).where(Table.code == plain(code), Workshop.cancelled_at.is_(None))
    return db.session.scalars(opened.options(joinedload(Table.workshop))).one()


def begun(workshop_id: UUID) -> Sequence[Exercise]:
    """List the exercises of a workshop that have begun: those that are on first, then by their order."""
    opened = select(Exercise).where(Exercise.workshop_id == workshop_id, Exercise.opened_at.is_not(None))
    by_place = opened.options(joinedload(Exercise.theme))
    return db.session.scalars(by_place.order_by(Exercise.closed_at.is_not(None), Exercise.position)).all()


def notes_of(table_id: UUID, *, after: int = 0) -> Sequence[Note]:
    """List the notes of a table in the order in which they were begun; those that changed later than a mark.

    With a mark of 0, those that were removed are left out.
    """
    of_it = select(Note).where(Note.table_id == table_id, Note.change > after)
    if not after:
        of_it = of_it.where(Note.removed_at.is_(None))
    return db.session.scalars(of_it.order_by(Note.written_at, Note.id)).all()


def removed_from(table_id: UUID) -> Sequence[Note]:
    """List the notes that were taken off a table, the last first; no more than anybody looks through."""
    of_it = select(Note).where(Note.table_id == table_id, Note.removed_at.is_not(None))
    return db.session.scalars(of_it.order_by(Note.removed_at.desc(), Note.id).limit(20)).all()


def voted_on(workshop_id: UUID) -> Sequence[Exercise]:
    """List the exercises of which a vote is open, then those of which it ended, by their order."""
    voted = select(Exercise).where(
        Exercise.workshop_id == workshop_id, Exercise.dots > 0, Exercise.voting_opened_at.is_not(None)
    )
    by_place = voted.order_by(Exercise.voting_closed_at.is_not(None), Exercise.position)
    return db.session.scalars(by_place.options(joinedload(Exercise.theme))).all()


def is_shown(note: Note, workshop: Workshop) -> bool:
    """Say whether the room sees a note: on its wall, and on the phones of other tables."""
    let = note.shown_at is not None or not workshop.wall_is_moderated
    return let and note.hidden_at is None and note.removed_at is None


def shown_in(workshop: Workshop, exercise_ids: Sequence[UUID]) -> Sequence[Note]:
    """List the notes of exercises that the room sees, with their tables, the newest first."""
    seen = select(Note).where(
        Note.workshop_id == workshop.id,
        Note.exercise_id.in_(exercise_ids),
        Note.removed_at.is_(None),
        Note.hidden_at.is_(None),
    )
    if workshop.wall_is_moderated:
        seen = seen.where(Note.shown_at.is_not(None))
    with_table = seen.options(joinedload(Note.table))
    return db.session.scalars(with_table.order_by(Note.written_at.desc(), Note.id)).all()
