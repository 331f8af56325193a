"""What there is to answer in a consultation: its themes, and the whole; and what is asked under each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engage.consultations.models import Consultation, Question, QuestionKind, Theme

WHOLE = "whole"
"""The key of what is asked of the consultation as a whole."""


@dataclass(frozen=True)
class Box:
    """One thing that is asked: a question, or, where none is, anything about the theme."""

    key: str
    """The question's id, or the strand's key where there is no question."""
    theme: Theme | None
    question: Question | None

    @property
    def kind(self) -> QuestionKind:
        """What it asks for."""
        return self.question.kind if self.question else QuestionKind.TEXT

    @property
    def required(self) -> bool:
        """Whether it must be answered where its theme was chosen."""
        return self.question is not None and self.question.required

    @property
    def takes_text(self) -> bool:
        """Whether something can be written in it that is read as a contribution."""
        return self.kind is QuestionKind.TEXT or bool(self.question and self.question.follow_up)


@dataclass(frozen=True)
class Strand:
    """A theme, or the whole, with what is asked under it."""

    theme: Theme | None
    boxes: tuple[Box, ...]

    @property
    def key(self) -> str:
        """What the draft knows it by: the theme's id."""
        return str(self.theme.id) if self.theme else WHOLE

    @property
    def slug(self) -> str | None:
        """Its place in addresses; None for the whole."""
        return self.theme.slug if self.theme else None


def strands(consultation: Consultation) -> list[Strand]:
    """List what people can answer; the whole only where something is asked of it."""
    asks: dict[UUID | None, list[Question]] = {}
    for question in consultation.asked:
        asks.setdefault(question.theme_id, []).append(question)
    found = [_strand(theme, asks.get(theme.id, ())) for theme in consultation.themes]
    return [*found, _strand(None, asks[None])] if None in asks else found


def asked(strand: Strand, answers: Mapping[str, Any]) -> list[Box]:
    """List what is asked under a strand of somebody who gave these answers so far."""
    return [box for box in strand.boxes if is_asked(box, answers)]


def is_asked(box: Box, answers: Mapping[str, Any]) -> bool:
    """Say whether something is asked of somebody who gave these answers so far."""
    return box.question is None or applies(box.question, answers)


def applies(question: Question, answers: Mapping[str, Any]) -> bool:
    """Say whether a question is asked after what was answered to the one that it depends on."""
    if question.shown_after_id is None:
        return True
    before = next((one for one in question.consultation.questions if one.id == question.shown_after_id), None)
    if before is None or before.superseded_at:
        return True
    told = answers.get("replies", {}).get(str(before.id))
    chosen = set(told if isinstance(told, list) else [told])
    return applies(before, answers) and bool(chosen & set(question.shown_for))


def _strand(theme: Theme | None, asks: Sequence[Question]) -> Strand:
    if not asks:
        return Strand(theme, (Box(str(theme.id) if theme else WHOLE, theme, None),))
    return Strand(theme, tuple(Box(str(question.id), theme, question) for question in asks))
