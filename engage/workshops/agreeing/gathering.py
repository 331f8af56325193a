"""Putting together by hand what several tables said, under a heading of one's own."""

from collections.abc import Collection
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select, update

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops.tables.models import Exercise, Heading, Note


def put_under(exercise: Exercise, note_ids: Collection[UUID], title: str, *, by: Person) -> Heading:
    """Put notes of an exercise under a heading; one that is there already, by its words, takes more.

    :raises RuleBroken: if there are none, or they stand in different columns
    """
    notes = _notes(exercise, note_ids)
    if not notes:
        raise RuleBroken(_l("Choose the notes that say the same"), field="notes")
    if len({note.column for note in notes}) > 1:
        raise RuleBroken(_l("Choose notes that stand in the same column"), field="notes")
    heading = _heading(exercise, title.strip())
    for note in notes:
        note.heading_id = heading.id
    db.session.flush()
    _sweep(exercise)
    audit.record("heading.gathered", heading, by=by, notes=len(notes))
    return heading


def take_apart(exercise: Exercise, heading_id: UUID, *, by: Person) -> None:
    """Let the notes under a heading stand by themselves again."""
    heading = db.session.scalars(
        select(Heading).where(Heading.id == heading_id, Heading.exercise_id == exercise.id)
    ).one()
    audit.record("heading.taken_apart", heading, by=by)
    db.session.execute(update(Note).where(Note.heading_id == heading.id).values(heading_id=None))
    _sweep(exercise)


def _notes(exercise: Exercise, note_ids: Collection[UUID]) -> list[Note]:
    wanted = select(Note).where(Note.id.in_(note_ids), Note.exercise_id == exercise.id)
    return list(db.session.scalars(wanted.where(Note.contribution_id.is_not(None)).order_by(Note.id)))


def _heading(exercise: Exercise, title: str) -> Heading:
    same = select(Heading).where(Heading.exercise_id == exercise.id, Heading.title == title)
    heading = db.session.scalar(same.order_by(Heading.id).limit(1))
    if heading is None:
        heading = Heading(exercise_id=exercise.id, title=title)
        db.session.add(heading)
        db.session.flush()
    return heading


def _sweep(exercise: Exercise) -> None:
    used = exists().where(Note.heading_id == Heading.id)
    db.session.execute(delete(Heading).where(Heading.exercise_id == exercise.id, ~used))
    db.session.expire_all()
