"""In which order questions are met, and which of them others depend on."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation, Question, QuestionKind, Theme
from engage.consultations.wording import YES_NO
from engage.errors import RuleBroken, Sentence

LAST = 10_000
"""A place after every theme's: what is asked of the whole."""
TELLING = (QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.SCALE, QuestionKind.YES_NO)
"""The kinds whose answers can decide whether another question is asked."""


def in_order(consultation: Consultation) -> list[Question]:
    """List what is asked in the order in which people meet it: theme by theme, then of the whole."""

    def place(question: Question) -> tuple[int, int, str]:
        theme = question.theme.position if question.theme else LAST
        return theme, question.position, str(question.id)

    return sorted(consultation.asked, key=place)


def under(consultation: Consultation, theme: Theme | None) -> list[Question]:
    """List what is asked under a theme, or of the whole."""
    return [one for one in in_order(consultation) if one.theme is theme]


def earlier(question: Question) -> list[Question]:
    """List the questions before one whose answers can decide whether it is asked."""
    order = in_order(question.consultation)
    return [one for one in order[: order.index(question)] if one.kind in TELLING]


def dependents(question: Question) -> list[Question]:
    """List the questions that are asked only after certain answers to one."""
    return [one for one in in_order(question.consultation) if one.shown_after_id == question.id]


def depended_on(question: Question) -> Question | None:
    """Give the question that decides whether one is asked; it may have been superseded."""
    known = question.consultation.questions
    return next((one for one in known if one.id == question.shown_after_id), None)


def choices(question: Question) -> dict[str, Sentence]:
    """Give what a question can be answered with: each key with its words."""
    if question.kind is QuestionKind.YES_NO:
        return dict(YES_NO)
    return {choice["key"]: choice["text"] for choice in question.options}


def demand_order(consultation: Consultation) -> None:
    """Make sure that each question comes after the one that it depends on.

    :raises RuleBroken: if one does not, naming both
    """
    met: set[object] = set()
    asked = {one.id for one in consultation.asked}
    for question in in_order(consultation):
        if question.shown_after_id in asked and question.shown_after_id not in met:
            decides = depended_on(question)
            raise RuleBroken(
                _l(
                    "“%(question)s” depends on the answer to “%(earlier)s”, so it has to come after it",
                    question=question.text,
                    earlier=decides.text if decides else "",
                )
            )
        met.add(question.id)


def demand_independence(leaving: Sequence[Question]) -> None:
    """Make sure that no other question depends on some that are to go.

    :raises RuleBroken: if one does, naming it
    """
    for question in leaving:
        for one in dependents(question):
            if one not in leaving:
                raise RuleBroken(
                    _l("“%(question)s” depends on the answer to this: change that first", question=one.text)
                )
