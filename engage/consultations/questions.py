"""What a draft asks: of one theme, or of the whole."""

from engage import audit
from engage.accounts import Person
from engage.consultations.drafting import reordered, still_a_draft
from engage.consultations.models import Consultation, Question, Theme
from engage.db import db


def ask(
    consultation: Consultation, text: str, *, hint: str = "", theme: Theme | None = None, by: Person | None
) -> Question:
    """Add a question after those there are.

    :raises RuleBroken: once the consultation is published
    """
    still_a_draft(consultation)
    question = Question(
        consultation=consultation,
        theme=theme,
        text=text.strip(),
        hint=hint.strip(),
        position=max((one.position for one in consultation.questions), default=0) + 1,
    )
    db.session.add(question)
    db.session.flush()
    audit.record("question.added", question, by=by)
    return question


def reword(question: Question, text: str, *, hint: str, theme: Theme | None, by: Person | None) -> None:
    """Change a question of a draft.

    :raises RuleBroken: once the consultation is published
    """
    still_a_draft(question.consultation)
    question.text, question.hint, question.theme = text.strip(), hint.strip(), theme
    audit.record("question.changed", question, by=by)


def move(question: Question, places: int, *, by: Person | None) -> None:
    """Move a question up (-1) or down (+1) among those of its theme.

    :raises RuleBroken: once the consultation is published
    """
    consultation = question.consultation
    still_a_draft(consultation)
    beside = [one for one in consultation.questions if one.theme_id == question.theme_id]
    taken = sorted(one.position for one in beside)
    for position, one in zip(taken, reordered(beside, question, places), strict=True):
        one.position = position
    consultation.questions.sort(key=lambda one: one.position)
    audit.record("question.moved", question, by=by)


def remove(question: Question, *, by: Person | None) -> None:
    """Take a question out of a draft.

    :raises RuleBroken: once the consultation is published
    """
    still_a_draft(question.consultation)
    audit.record("question.removed", question, by=by, consultation_id=question.consultation_id)
    question.consultation.questions.remove(question)
    db.session.flush()
