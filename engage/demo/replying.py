"""What the demo's voices choose where they are asked to choose, rank or count."""

from collections.abc import Callable, Collection
from random import Random
from typing import Any
from uuid import UUID

from engage.consultations import sequence
from engage.consultations.models import Consultation, Question, QuestionKind

WILLING = 0.8
"""How many of those who are asked reply."""


def replies(consultation: Consultation, themes: Collection[UUID], draw: Random) -> dict[UUID, Any]:
    """Choose replies to what is asked under some themes, heeding what depends on what."""
    found: dict[UUID, Any] = {}
    for question in sequence.in_order(consultation):
        here = question.theme_id in themes and question.kind in CHOOSING and _asked(question, found)
        if here and draw.random() < WILLING:
            found[question.id] = CHOOSING[question.kind](question, draw)
    return found


def _asked(question: Question, found: dict[UUID, Any]) -> bool:
    return question.shown_after_id is None or found.get(question.shown_after_id) in question.shown_for


def _keys(question: Question) -> list[str]:
    return [choice["key"] for choice in question.options]


def _one(question: Question, draw: Random) -> str:
    """Take what stands first more often, as if the most usual stood there."""
    keys = _keys(question)
    return draw.choices(keys, weights=range(len(keys) + 1, 1, -1))[0]


def _scale(question: Question, draw: Random) -> str:
    keys = _keys(question)
    return draw.choices(keys, weights=[5, 4, 2, 3, 2][: len(keys)])[0]


def _several(question: Question, draw: Random) -> list[str]:
    keys, most = _keys(question), int(question.most or 3)
    picked = set(draw.sample(keys[:-1], draw.randint(1, most)))
    return [key for key in keys if key in picked]


def _ranking(question: Question, draw: Random) -> list[str]:
    keys = _keys(question)
    return sorted(keys, key=lambda key: keys.index(key) + draw.uniform(0, len(keys)))


def _yes_no(question: Question, draw: Random) -> str:
    return draw.choices(["yes", "no", "unsure"], weights=[4, 5, 1])[0]


def _number(question: Question, draw: Random) -> str:
    return str(draw.choice([60, 90, 120, 200, 350, 500, 1200]))


CHOOSING: dict[QuestionKind, Callable[[Question, Random], Any]] = {
    QuestionKind.ONE: _one,
    QuestionKind.SCALE: _scale,
    QuestionKind.SEVERAL: _several,
    QuestionKind.RANKING: _ranking,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.NUMBER: _number,
}
