"""Letting table notes onto the live wall, and taking them off it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import joinedload

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.workshops.models import Workshop
from engage.workshops.tables.models import Exercise, Note


def show(workshop: Workshop, seen: Sequence[tuple[UUID, int]], *, by: Person) -> int:
    """Let notes onto the wall as they read when they were looked at; count those that still do.

    What was changed meanwhile has to be looked at again. `seen`: the id and version of each.
    """
    shown = 0
    for note in _locked(workshop, [note_id for note_id, _ in seen]):
        if (note.id, note.version) in set(seen) and not note.removed_at:
            note.shown_at, note.hidden_at = clock.now(), None
            audit.record("note.shown", note, by=by, version=note.version)
            shown += 1
    return shown


def hide(workshop: Workshop, note_id: UUID, *, by: Person) -> None:
    """Keep a note off the wall, whatever it says later, until somebody shows it."""
    for note in _locked(workshop, [note_id]):
        note.hidden_at = clock.now()
        audit.record("note.hidden", note, by=by, version=note.version)


def moderate(workshop: Workshop, moderated: bool, *, by: Person) -> None:
    """Say whether notes wait to be let onto the wall. What is on it when that begins stays there."""
    if moderated and not workshop.wall_is_moderated:
        there = update(Note).where(Note.workshop_id == workshop.id, Note.hidden_at.is_(None))
        db.session.execute(there.where(Note.shown_at.is_(None)).values(shown_at=clock.now()))
    workshop.wall_is_moderated = moderated
    audit.record("wall.moderated" if moderated else "wall.unmoderated", workshop, by=by)


def waiting(workshop: Workshop, *, most: int = 30) -> Sequence[Note]:
    """List the notes that wait to be let onto the wall, those that wait longest first."""
    return _listed(workshop, Note.shown_at.is_(None), Note.hidden_at.is_(None), most=most)


def on_the_wall(workshop: Workshop, *, most: int = 60) -> Sequence[Note]:
    """List the notes that are on the wall, the last that changed first."""
    there = Note.hidden_at.is_(None)
    shown = Note.shown_at.is_not(None) if workshop.wall_is_moderated else there
    return _listed(workshop, there, shown, most=most, newest=True)


def kept_off(workshop: Workshop, *, most: int = 30) -> Sequence[Note]:
    """List the notes that somebody keeps off the wall, the last first."""
    return _listed(workshop, Note.hidden_at.is_not(None), most=most, newest=True)


def waiting_count(workshop: Workshop) -> int:
    """Count the notes that wait to be let onto the wall."""
    waits = select(func.count()).where(
        Note.workshop_id == workshop.id,
        Note.removed_at.is_(None),
        Note.shown_at.is_(None),
        Note.hidden_at.is_(None),
    )
    return db.session.scalar(waits) or 0


def _listed(
    workshop: Workshop, *conditions: ColumnElement[bool], most: int, newest: bool = False
) -> Sequence[Note]:
    of_it = select(Note).where(Note.workshop_id == workshop.id, Note.removed_at.is_(None), *conditions)
    by_time = Note.changed_at.desc() if newest else Note.changed_at
    whole = of_it.options(joinedload(Note.table), joinedload(Note.exercise)).order_by(by_time, Note.id)
    return db.session.scalars(whole.limit(most)).all()


def _locked(workshop: Workshop, note_ids: Sequence[UUID]) -> Sequence[Note]:
    of_it = select(Note).where(Note.workshop_id == workshop.id, Note.id.in_(note_ids)).order_by(Note.id)
    lock = of_it.with_for_update(of=Note, key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(lock).all()


def exercise_of(workshop: Workshop, exercise_id: UUID) -> Exercise:
    """Get an exercise of a workshop.

    :raises NoResultFound: if there is none such
    """
    of_it = select(Exercise).where(Exercise.workshop_id == workshop.id, Exercise.id == exercise_id)
    return db.session.scalars(of_it).one()
