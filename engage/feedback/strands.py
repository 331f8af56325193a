"""What there is to write about in a consultation: its themes, and the whole; and the boxes under each."""

from dataclasses import dataclass

from engage.consultations.models import Consultation, Question, Theme

WHOLE = "whole"
"""The key of what is asked of the consultation as a whole."""


@dataclass(frozen=True)
class Box:
    """One box to write in: for a question, or, where none is asked, for anything about the theme."""

    key: str
    """The question's id, or the strand's key where there is no question."""
    theme: Theme | None
    question: Question | None


@dataclass(frozen=True)
class Strand:
    """A theme, or the whole, with its boxes."""

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
    """List what people can write about; the whole only where something is asked of it."""
    found = [_strand(consultation, theme) for theme in consultation.themes]
    whole = _strand(consultation, None)
    return [*found, whole] if any(box.question for box in whole.boxes) else found


def _strand(consultation: Consultation, theme: Theme | None) -> Strand:
    asked = [
        question for question in consultation.questions if question.theme_id == (theme.id if theme else None)
    ]
    if not asked:
        return Strand(theme, (Box(str(theme.id) if theme else WHOLE, theme, None),))
    return Strand(theme, tuple(Box(str(question.id), theme, question) for question in asked))
