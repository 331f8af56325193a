"""Where notes stand in an exercise: its columns, and what a note says in each kind of exercise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.workshops.tables.models import Exercise, ExerciseKind


@dataclass(frozen=True)
class Column:
    """One place for notes: hopes, what speaks for an option, or the only one."""

    key: str
    title: Sentence = ""
    """Empty where the exercise has no columns."""
    card: str = ""
    """The text of the card that it belongs to."""


SIDES: Mapping[ExerciseKind, Sequence[tuple[str, Sentence]]] = {
    ExerciseKind.HOPES_AND_FEARS: (("hope", _l("Hopes")), ("fear", _l("Fears"))),
    ExerciseKind.EVIDENCE: (
        ("agree", _l("We see this too")),
        ("doubt", _l("We doubt this")),
        ("add", _l("What we add")),
    ),
    ExerciseKind.OPTIONS: (("for", _l("For")), ("against", _l("Against"))),
}
WITH_CARDS = (ExerciseKind.EVIDENCE, ExerciseKind.OPTIONS)
FIELDS: Mapping[str, Sentence] = {
    "line": _l("In one line"),
    "helps": _l("Who it helps"),
    "needs": _l("What would have to be true"),
}
"""What an idea card says beside the idea's name."""
OPENING = _l("How might we")


def of(exercise: Exercise) -> list[Column]:
    """List the columns of an exercise, in the order in which a page shows them."""
    sides = SIDES.get(exercise.kind)
    if not sides:
        return [Column("")]
    if exercise.kind not in WITH_CARDS or not exercise.cards:
        return [Column(key, title) for key, title in sides]
    return [
        Column(f"{card['key']}:{key}", title, card["text"]) for card in exercise.cards for key, title in sides
    ]


def called(exercise: Exercise, key: str) -> Column | None:
    """Find a column of an exercise by its key."""
    return next((column for column in of(exercise) if column.key == key), None)


def fields(exercise: Exercise) -> Mapping[str, Sentence]:
    """Name what a note of an exercise says beside its text."""
    return FIELDS if exercise.kind is ExerciseKind.IDEAS else {}


def opening(exercise: Exercise) -> Sentence:
    """Give the words that each note of an exercise begins with, if any."""
    return OPENING if exercise.kind is ExerciseKind.HOW_MIGHT_WE else ""
