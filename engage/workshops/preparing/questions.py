"""Writing the questions that a workshop asks: adding, changing, ordering and removing them."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops import ordering, queries
from engage.workshops.preparing import asking
from engage.workshops.preparing.models import AnswerKind, WorkshopQuestion, WorkshopReply

CHOSEN_FROM = (AnswerKind.ONE, AnswerKind.SEVERAL)


@dataclass(frozen=True)
class Wording:
    """What a manager says about a question."""

    text: str
    kind: AnswerKind
    hint: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    special: bool = False


def get(workshop_id: UUID, question_id: UUID) -> WorkshopQuestion:
    """Get one question of a workshop.

    :raises NoResultFound: if there is none such
    """
    of_it = select(WorkshopQuestion).where(
        WorkshopQuestion.workshop_id == workshop_id, WorkshopQuestion.id == question_id
    )
    return db.session.scalars(of_it).one()


def answered(workshop_id: UUID) -> dict[UUID, int]:
    """Count the replies to each question of a workshop that has some."""
    counts = select(WorkshopReply.question_id, func.count()).where(WorkshopReply.workshop_id == workshop_id)
    return dict(db.session.execute(counts.group_by(WorkshopReply.question_id)).all())


def add(workshop_id: UUID, wording: Wording, *, by: Person | None) -> WorkshopQuestion:
    """Ask one more question, after the others.

    :raises RuleBroken: if it has no choices where it needs some, or the workshop is over or cancelled
    """
    workshop = queries.still_to_come(workshop_id)
    last = select(func.max(WorkshopQuestion.position)).where(WorkshopQuestion.workshop_id == workshop.id)
    question = WorkshopQuestion(workshop_id=workshop.id, position=(db.session.scalar(last) or 0) + 1)
    _say(question, wording)
    db.session.add(question)
    db.session.flush()
    audit.record("workshop.question_added", question, by=by)
    return question


def reword(question: WorkshopQuestion, wording: Wording, *, by: Person) -> None:
    """Say a question differently; once it was answered, only whether it must be answered can change.

    :raises RuleBroken: if it was answered, and means something else now
    """
    queries.still_to_come(question.workshop_id)
    if question.id in answered(question.workshop_id) and _meaning(question) != _said(wording):
        raise RuleBroken(
            _l("People have answered this question: remove it, and ask another in its place"), field="text"
        )
    _say(question, wording)
    audit.record("workshop.question_changed", question, by=by)


def move(question: WorkshopQuestion, places: int, *, by: Person) -> None:
    """Move a question up (less than nothing) or down among those that are asked."""
    queries.still_to_come(question.workshop_id)
    ordering.move(asking.of(question.workshop_id), question, places)
    audit.record("workshop.question_moved", question, by=by)


def remove(question: WorkshopQuestion, *, by: Person) -> bool:
    """Ask a question no more: what was answered to it is kept; without an answer it goes. Say if it went."""
    queries.still_to_come(question.workshop_id)
    audit.record("workshop.question_removed", question, by=by)
    if question.id in answered(question.workshop_id):
        question.retired_at = clock.now()
        return False
    db.session.delete(question)
    return True


def _say(question: WorkshopQuestion, wording: Wording) -> None:
    if wording.kind in CHOSEN_FROM and len(wording.options) < 2:
        raise RuleBroken(_l("Enter at least two answers to choose from"), field="options")
    question.text, question.hint = wording.text.strip(), wording.hint.strip()
    question.kind = wording.kind
    question.options = list(wording.options) if wording.kind in CHOSEN_FROM else []
    question.required, question.special = wording.required, wording.special


def _meaning(question: WorkshopQuestion) -> tuple[object, ...]:
    return question.text, question.kind, question.hint, list(question.options), question.special


def _said(wording: Wording) -> tuple[object, ...]:
    options = list(wording.options) if wording.kind in CHOSEN_FROM else []
    return wording.text.strip(), wording.kind, wording.hint.strip(), options, wording.special
