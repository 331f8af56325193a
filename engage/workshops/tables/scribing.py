"""Writing table notes: acts that come from phones, late, twice or from two at once, each done once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from engage import clock
from engage.analysis.characters import storable
from engage.db import db
from engage.errors import Sentence
from engage.workshops.tables import columns
from engage.workshops.tables.models import Exercise, Note, NoteAct, Table

LONGEST = 2000
"""Characters of a note's text."""
LONGEST_FIELD = 500
MOST = 500
"""Notes at one table: more are a machine's."""


class Outcome(StrEnum):
    """What came of an act."""

    KEPT = "kept"
    BESIDE = "beside"
    """Somebody else had changed the note: this wording was kept as a note of its own."""
    REMOVED = "removed"
    STAYS = "stays"
    """It was not removed, for somebody else had changed it."""
    CLOSED = "closed"
    """The notes of this table were handed in."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Act:
    """What somebody did to a note on a phone. `id` is made there, so that it is done once."""

    id: UUID
    note: UUID
    base: int
    """The version that it changes; 0: a new note."""
    exercise: UUID
    column: str = ""
    text: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    removes: bool = False


@dataclass(frozen=True)
class Result:
    """What came of an act: the note there is for it now, or why there is none."""

    act: UUID
    outcome: Outcome
    note: UUID | None = None
    version: int = 0
    why: Sentence = ""


def take(table_id: UUID, acts: Sequence[Act]) -> list[Result]:
    """Do acts at a table one after the other, each once, while its other phones wait.

    What was written before an exercise closed may arrive after: it is taken until the notes are handed in.

    :raises NoResultFound: if there is no such table
    """
    lock = select(Table).where(Table.id == table_id).execution_options(populate_existing=True)
    table = db.session.scalars(lock.with_for_update(key_share=True)).one()
    return [_done_before(act) or _do(table, act) for act in acts]


def _done_before(act: Act) -> Result | None:
    found = db.session.get(NoteAct, act.id)
    if found is None:
        return None
    if found.note_id != act.note:
        return Result(act.id, Outcome.BESIDE, found.note_id, found.version)
    outcome = Outcome.REMOVED if act.removes else Outcome.KEPT
    return Result(act.id, outcome, found.note_id, found.version)


def _do(table: Table, act: Act) -> Result:
    if table.closed_at:
        return Result(act.id, Outcome.CLOSED)
    exercise = _exercise(table, act.exercise)
    if exercise is None:
        return _refused(act, _l("This exercise has not begun"))
    note = _of_table(table, act.note)
    if act.removes:
        return _remove(table, exercise, note, act)
    if why := next(_faults(exercise, act), None):
        return _refused(act, why)
    if note is None:
        return _write(table, act)
    if note.version == act.base and not exercise.voting_opened_at:
        return _change(table, note, act)
    return _keep_beside(table, note, act)


def _exercise(table: Table, exercise_id: UUID) -> Exercise | None:
    begun = select(Exercise).where(Exercise.workshop_id == table.workshop_id, Exercise.id == exercise_id)
    return db.session.scalar(begun.where(Exercise.opened_at.is_not(None)))


def _of_table(table: Table, note_id: UUID) -> Note | None:
    return db.session.scalar(select(Note).where(Note.table_id == table.id, Note.id == note_id))


def _faults(exercise: Exercise, act: Act) -> Iterator[Sentence]:
    text = act.text.strip()
    if columns.called(exercise, act.column) is None:
        yield _l("This exercise has no such place for notes")
    if not text or text.rstrip(" .…") == str(columns.opening(exercise)):
        yield _l("Write something first, then save it")
    if len(text) > LONGEST:
        yield _l("A note can have %(most)s characters: shorten it, or make two of it", most=LONGEST)
    if any(len(said) > LONGEST_FIELD for said in act.detail.values()):
        yield _l("Each line of a card can have %(most)s characters: shorten it", most=LONGEST_FIELD)


def _write(table: Table, act: Act, *, beside: Note | None = None) -> Result:
    note_id = act.id if beside else act.note
    if db.session.scalar(select(Note.id).where(Note.id == note_id)):
        return _refused(act, _l("This note belongs to another table"))
    if _count(table) >= MOST:
        return _refused(act, _l("A table can have %(most)s notes, and this one has as many", most=MOST))
    at = clock.now()
    note = Note(
        id=note_id, workshop_id=table.workshop_id, table_id=table.id, exercise_id=act.exercise, written_at=at
    )
    note.beside_id = beside.id if beside else None
    note.version = 0
    db.session.add(note)
    _say(note, act)
    return _done(table, note, act, Outcome.BESIDE if beside else Outcome.KEPT)


def _count(table: Table) -> int:
    return db.session.scalar(select(func.count()).where(Note.table_id == table.id)) or 0


def _change(table: Table, note: Note, act: Act) -> Result:
    _say(note, act)
    note.removed_at = None
    return _done(table, note, act, Outcome.KEPT)


def _keep_beside(table: Table, note: Note, act: Act) -> Result:
    """Keep what two wrote at once as two notes, unless they wrote the same."""
    if not note.removed_at and (note.text, note.detail, note.column) == (*_said(act), act.column):
        return _noted(note, act, Outcome.KEPT)
    return _write(table, act, beside=note)


def _remove(table: Table, exercise: Exercise, note: Note | None, act: Act) -> Result:
    if note is None:
        return Result(act.id, Outcome.REMOVED)
    if note.removed_at:
        return Result(act.id, Outcome.REMOVED, note.id, note.version)
    if note.version != act.base or exercise.voting_opened_at:
        return Result(act.id, Outcome.STAYS, note.id, note.version)
    note.removed_at = clock.now()
    return _done(table, note, act, Outcome.REMOVED)


def _say(note: Note, act: Act) -> None:
    note.text, note.detail = _said(act)
    note.column = act.column
    note.shown_at = None  # a facilitator let other words onto the wall


def _said(act: Act) -> tuple[str, dict[str, str]]:
    detail = {name: storable(said).strip() for name, said in act.detail.items() if name in columns.FIELDS}
    return storable(act.text).strip(), {name: said for name, said in detail.items() if said}


def _done(table: Table, note: Note, act: Act, outcome: Outcome) -> Result:
    table.changes += 1
    note.change = table.changes
    note.version += 1
    note.changed_at = clock.now()
    return _noted(note, act, outcome)


def _noted(note: Note, act: Act, outcome: Outcome) -> Result:
    db.session.flush()
    db.session.add(NoteAct(id=act.id, note_id=note.id, version=note.version))
    db.session.flush()
    return Result(act.id, outcome, note.id, note.version)


def _refused(act: Act, why: Sentence) -> Result:
    return Result(act.id, Outcome.REFUSED, why=why)
