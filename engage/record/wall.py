"""What the wall in the room shows: what tables write, once it may be seen, and dots when a vote is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select

from engage.db import db
from engage.workshops.models import Workshop
from engage.workshops.tables import columns, note_queries, queries, voting
from engage.workshops.tables.columns import Column
from engage.workshops.tables.models import Dot, Exercise, Note, Table

MOST = 40
"""Notes of one column: the newest stand first, and no hall reads more."""


@dataclass(frozen=True)
class Side:
    """A column of the wall: the newest notes first, and how many there are."""

    column: Column
    notes: Sequence[Note]
    count: int


@dataclass(frozen=True)
class Board:
    """One exercise on the wall."""

    exercise: Exercise
    sides: Sequence[Side]
    silent: Sequence[Table]
    """The tables that have written nothing in it."""
    voters: int
    dots: Mapping[UUID, int]
    """The dots of each note, once the vote is closed."""

    @property
    def cards(self) -> list[tuple[str, list[Side]]]:
        """List the columns under each card, or under none."""
        return [(card, list(under)) for card, under in groupby(self.sides, key=lambda side: side.column.card)]

    @property
    def ranked(self) -> list[tuple[Note, int]]:
        """List the notes that have dots, those with most first."""
        notes = [note for side in self.sides for note in side.notes if self.dots.get(note.id)]
        return sorted(((note, self.dots[note.id]) for note in notes), key=lambda one: (-one[1], one[0].id))


def boards(workshop: Workshop, exercises: Sequence[Exercise]) -> list[Board]:
    """Lay out exercises as the wall shows them."""
    ids = [one.id for one in exercises]
    notes = note_queries.shown_in(workshop, ids)
    tables = queries.of(workshop.id)
    wrote = _wrote(ids)
    return [
        _board(one, notes, [table for table in tables if (one.id, table.id) not in wrote])
        for one in exercises
    ]


def on_now(exercises: Sequence[Exercise], chosen: UUID | None) -> list[Exercise]:
    """Choose what the wall shows: what was asked for, else what is on, else what was on last."""
    if found := [one for one in exercises if one.id == chosen]:
        return found
    if now := [one for one in exercises if one.is_open or one.is_voted_on]:
        return sorted(now, key=lambda one: (not one.is_voted_on, one.position))
    return sorted(exercises, key=lambda one: (one.closed_at or one.opened_at, one.position))[-1:]


def mark(workshop: Workshop, exercises: Sequence[Exercise]) -> str:
    """Sum up all that the wall shows, so cheaply that it can be asked every few seconds."""
    notes = select(
        func.max(Note.shown_at),
        func.max(Note.hidden_at),
        func.count(Note.shown_at),
        func.count(Note.hidden_at),
    ).where(Note.workshop_id == workshop.id)
    dots = select(func.count(), func.max(Dot.given_at)).where(
        Dot.exercise_id.in_([one.id for one in exercises])
    )
    tables = select(func.count(), func.sum(Table.changes)).where(Table.workshop_id == workshop.id)
    states = [
        (one.id, one.title, one.prompt, one.position, one.is_open, one.voting_opened_at, one.voting_closed_at)
        for one in exercises
    ]
    found = [db.session.execute(asked).one() for asked in (notes, dots, tables)]
    seen = (workshop.wall_is_moderated, workshop.title, states, found)
    return sha256(repr(seen).encode()).hexdigest()[:24]


def _board(exercise: Exercise, notes: Sequence[Note], silent: Sequence[Table]) -> Board:
    of_it = [note for note in notes if note.exercise_id == exercise.id]
    sides = []
    for column in columns.of(exercise):
        under = [note for note in of_it if note.column == column.key]
        most = len(under) if exercise.voting_closed_at else MOST
        sides.append(Side(column, under[:most], len(under)))
    dots = voting.counts(exercise) if exercise.voting_closed_at else {}
    return Board(exercise, sides, silent, voting.voters(exercise) if exercise.voting_opened_at else 0, dots)


def _wrote(exercise_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    pairs = select(Note.exercise_id, Note.table_id).where(
        Note.exercise_id.in_(exercise_ids), Note.removed_at.is_(None)
    )
    return {(exercise_id, table_id) for exercise_id, table_id in db.session.execute(pairs.distinct())}
