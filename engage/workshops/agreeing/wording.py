"""How a table note reads as a text of its own: what it answers stands before its words."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.feedback.models import Kind
from engage.workshops.tables import columns
from engage.workshops.tables.models import Exercise, ExerciseKind, Note

KINDS: Mapping[ExerciseKind, Kind] = {
    ExerciseKind.IDEAS: Kind.IDEA,
    ExerciseKind.EVIDENCE: Kind.EVIDENCE,
}
"""What a note is as a contribution, where it is no comment."""
_ALONE: Mapping[str, Sentence] = {
    "hope": _l("Hope"),
    "fear": _l("Fear"),
    "agree": _l("We see this too"),
    "doubt": _l("We doubt this"),
    "add": _l("We add"),
    "for": _l("For"),
    "against": _l("Against"),
}
"""What stands before a note, by the side that it is on."""


def whole(note: Note, exercise: Exercise) -> str:
    """Write a note as the text that it becomes."""
    return lead_in(note, exercise) + words(note, exercise)


def words(note: Note, exercise: Exercise) -> str:
    """Give what the table wrote: its words, and under them the further fields of an idea card."""
    told = [(name, note.detail.get(key, "").strip()) for key, name in columns.fields(exercise).items()]
    return "\n".join([note.text.strip(), *(f"{name}: {said}" for name, said in told if said)])


def lead_in(note: Note, exercise: Exercise) -> str:
    """Say what a note answers, where its words alone do not; empty where they do."""
    column = columns.called(exercise, note.column)
    if column is None or not column.title:
        return ""
    side = column.key.rpartition(":")[2]
    leading = _on_card(column.card, side) if column.card else _ALONE.get(side, column.title)
    return f"{leading}: "


def _on_card(card: str, side: str) -> str:
    sentences = {
        "for": gettext("For “%(card)s”", card=card),
        "against": gettext("Against “%(card)s”", card=card),
        "agree": gettext("On “%(card)s”, we see this too", card=card),
        "doubt": gettext("On “%(card)s”, we doubt this", card=card),
        "add": gettext("On “%(card)s”, we add", card=card),
    }
    return str(sentences.get(side) or gettext("On “%(card)s”", card=card))


def without_lead_in(shown: str, note: Note, exercise: Exercise) -> str:
    """Take off a text what only says where it stands, where it stands there anyhow."""
    return shown.removeprefix(lead_in(note, exercise))
