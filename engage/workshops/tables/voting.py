"""Dots: people in the room give them to notes and take them back; nobody gives more than they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops.tables import note_queries
from engage.workshops.tables.models import Dot, Exercise, Note, Table
from engage.workshops.tables.scribing import Outcome, Result

SPARE = 2
"""As many phones more than a table has seats may vote there: somebody's was empty, or forgot who it is."""


@dataclass(frozen=True)
class DotAct:
    """That a dot was given, or taken back. `id` is the dot's own, made on the phone: it is given once."""

    id: UUID
    note: UUID
    takes_back: bool = False


def cast(table_id: UUID, acts: Sequence[DotAct], voter_key: str) -> list[Result]:
    """Give dots and take them back for one voter, while the other phones of the table wait.

    :raises NoResultFound: if there is no such table
    """
    lock = select(Table).where(Table.id == table_id).with_for_update(key_share=True)
    table = db.session.scalars(lock).one()
    return [_cast(table, act, voter_key) for act in acts]


def open_votes(exercise: Exercise, *, by: Person) -> None:
    """Let people give dots to the notes of an exercise, which stay as they are from now on.

    :raises RuleBroken: if it gives no dots, has not begun, or was voted on before
    """
    if not exercise.dots:
        raise RuleBroken(_l("This exercise gives nobody dots: say how many first"))
    if not exercise.opened_at:
        raise RuleBroken(_l("This exercise has not begun"))
    if exercise.voting_opened_at:
        raise RuleBroken(_l("Votes on this exercise have been opened already"))
    exercise.voting_opened_at = clock.now()
    audit.record("exercise.votes_opened", exercise, by=by)


def close_votes(exercise: Exercise, *, by: Person) -> None:
    """End a vote: dots stay where they are, and everybody sees how many each note has.

    :raises RuleBroken: if it is not voted on
    """
    locked = select(Exercise).where(Exercise.id == exercise.id).with_for_update(key_share=True)
    exercise = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if not exercise.is_voted_on:
        raise RuleBroken(_l("Nobody votes on this exercise now"))
    exercise.voting_closed_at = clock.now()
    audit.record("exercise.votes_closed", exercise, by=by)


def given_by(voter_key: str, exercise_ids: Sequence[UUID]) -> Sequence[Dot]:
    """List the dots that one voter gave in exercises."""
    given = select(Dot).where(Dot.voter_key == voter_key, Dot.exercise_id.in_(exercise_ids))
    return db.session.scalars(given.order_by(Dot.exercise_id, Dot.number)).all()


def counts(exercise: Exercise) -> Mapping[UUID, int]:
    """Count the dots of each note that has any."""
    given = select(Dot.note_id, func.count()).where(Dot.exercise_id == exercise.id).group_by(Dot.note_id)
    return dict(db.session.execute(given).all())


def voters(exercise: Exercise) -> int:
    """Count how many people gave dots in an exercise."""
    gave = select(func.count(Dot.voter_key.distinct())).where(Dot.exercise_id == exercise.id)
    return db.session.scalar(gave) or 0


def in_own_order(notes: Sequence[Note], voter_key: str) -> list[Note]:
    """Put notes in an order of each voter's own, the same each time: what stands first gets more dots."""
    return sorted(notes, key=lambda note: sha256(f"{voter_key}{note.id}".encode()).digest())


def _cast(table: Table, act: DotAct, voter_key: str) -> Result:
    note = db.session.scalar(
        select(Note).where(Note.workshop_id == table.workshop_id, Note.id == act.note).limit(1)
    )
    if note is None:
        return Result(act.id, Outcome.REFUSED, why=_l("There is no such note"))
    # Whoever closes the vote waits for this, and nothing is given afterwards.
    lock = select(Exercise).where(Exercise.id == note.exercise_id).with_for_update(read=True)
    exercise = db.session.scalars(lock.execution_options(populate_existing=True)).one()
    if not exercise.is_voted_on:
        return Result(act.id, Outcome.CLOSED, note.id, why=_l("The vote is closed"))
    if act.takes_back:
        db.session.execute(delete(Dot).where(Dot.id == act.id, Dot.voter_key == voter_key))
        return Result(act.id, Outcome.REMOVED, note.id)
    return _give(table, exercise, note, act, voter_key)


def _give(table: Table, exercise: Exercise, note: Note, act: DotAct, voter_key: str) -> Result:
    mine = given_by(voter_key, [exercise.id])
    if any(dot.id == act.id for dot in mine):
        return Result(act.id, Outcome.KEPT, note.id)
    free = set(range(1, exercise.dots + 1)) - {dot.number for dot in mine}
    if not note_queries.is_shown(note, table.workshop):
        return Result(act.id, Outcome.REFUSED, note.id, why=_l("This note is no longer shown"))
    if not free:
        return Result(act.id, Outcome.REFUSED, note.id, why=_l("You have given all your dots"))
    if not mine and _voters_at(table, exercise) >= table.seats + SPARE:
        return Result(act.id, Outcome.REFUSED, note.id, why=_TOO_MANY)
    given = insert(Dot).values(
        id=act.id,
        workshop_id=table.workshop_id,
        exercise_id=exercise.id,
        note_id=note.id,
        table_id=table.id,
        voter_key=voter_key,
        number=min(free),
        given_at=clock.now(),
    )
    # The same voter may vote at two tables at once: the database gives each number once.
    kept = db.session.scalar(given.on_conflict_do_nothing().returning(Dot.id))
    return Result(act.id, Outcome.KEPT if kept else Outcome.REFUSED, note.id, why="" if kept else _AGAIN)


def _voters_at(table: Table, exercise: Exercise) -> int:
    at_it = select(func.count(Dot.voter_key.distinct())).where(
        Dot.exercise_id == exercise.id, Dot.table_id == table.id
    )
    return db.session.scalar(at_it) or 0


_AGAIN = _l("This dot could not be given: try again")
_TOO_MANY = _l(
    "As many phones as this table has seats, and two more, have voted with its code. "
    "If you sit here and could not vote, tell your facilitator."
)
