"""What the states of an import are called, and how they are coloured."""

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.imports.queries import State

STATES: dict[State, tuple[Sentence, str]] = {
    State.UPLOADED: (_l("To be explained"), "orange"),
    State.MAPPED: (_l("To be looked over"), "orange"),
    State.AT_WORK: (_l("At work"), "blue"),
    State.DONE: (_l("Done"), "green"),
    State.BROKEN_OFF: (_l("Broken off"), "red"),
    State.UNDONE: (_l("Undone"), "grey"),
}
