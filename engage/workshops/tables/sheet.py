"""What a table has before it: the exercises that have begun, each with its cards, columns and notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from engage.consultations.models import Theme
from engage.workshops.tables import columns, note_queries
from engage.workshops.tables.columns import Column
from engage.workshops.tables.models import Exercise, Note, Table


@dataclass(frozen=True)
class Place:
    """A column, with what the table wrote there."""

    column: Column
    notes: Sequence[Note]


@dataclass(frozen=True)
class Sheet:
    """An exercise as a table sees it: the columns under each card, or under none."""

    exercise: Exercise
    theme: Theme | None
    cards: Sequence[tuple[str, Sequence[Place]]]


def of(table: Table, exercises: Sequence[Exercise]) -> list[Sheet]:
    """Lay exercises before a table."""
    notes = note_queries.notes_of(table.id)
    return [Sheet(one, one.theme or table.theme, _cards(one, notes)) for one in exercises]


def _cards(exercise: Exercise, notes: Sequence[Note]) -> list[tuple[str, Sequence[Place]]]:
    written = [note for note in notes if note.exercise_id == exercise.id]
    places = [
        Place(column, [note for note in written if note.column == column.key])
        for column in columns.of(exercise)
    ]
    return [(card, list(under)) for card, under in groupby(places, key=lambda place: place.column.card)]


def state(table: Table, exercises: Sequence[Exercise]) -> str:
    """Sum up what is on: a page that shows another state than this is out of date."""
    parts = [str(bool(table.closed_at))]
    parts += [f"{one.id} {one.is_open} {one.is_voted_on} {one.title} {one.prompt}" for one in exercises]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
