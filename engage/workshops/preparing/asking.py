"""The questions of its own that a workshop asks: as fields of a form, and the replies kept."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from wtforms import Field, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.db import db, new_id
from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField, said
from engage.workshops.models import Registration, Workshop
from engage.workshops.preparing.models import AnswerKind, WorkshopQuestion, WorkshopReply

F = TypeVar("F", bound=Form)
LONGEST = 1000
YES, NO = "yes", "no"
YES_NO = {YES: _l("Yes"), NO: _l("No")}
SAYS_YES = {YES: True, NO: False}


def of(workshop_id: UUID) -> Sequence[WorkshopQuestion]:
    """List what a workshop asks now, in its order."""
    asked = select(WorkshopQuestion).where(
        WorkshopQuestion.workshop_id == workshop_id, WorkshopQuestion.retired_at.is_(None)
    )
    return db.session.scalars(asked.order_by(WorkshopQuestion.position)).all()


def form_class(workshop: Workshop, base: type[F]) -> type[F]:
    """Make a form that also asks what a workshop asks: one field each, named `q_` and the question's id."""
    asked = of(workshop.id) if workshop.has_questions is not False else ()
    added = {name_of(question.id): _field(question) for question in asked}
    return type(base.__name__, (base,), added) if added else base


def fields(form: Form) -> list[Field]:
    """Give the fields that `form_class` added, to be drawn."""
    return [field for field in form if field.name.startswith("q_")]


def replies(form: Form) -> dict[UUID, Any]:
    """Read what was answered by question; None where nothing was."""
    return {UUID(field.name.removeprefix("q_")): _reply(field) for field in fields(form)}


def keep(registration: Registration, replies: Mapping[UUID, Any]) -> None:
    """Keep what somebody answered, in place of what they said to the same questions before."""
    given = {question_id: value for question_id, value in replies.items() if value is not None}
    emptied = replies.keys() - given.keys()
    if emptied:
        gone = delete(WorkshopReply).where(WorkshopReply.registration_id == registration.id)
        db.session.execute(gone.where(WorkshopReply.question_id.in_(emptied)))
    if given:
        rows = [_row(registration, question_id, value) for question_id, value in given.items()]
        new = insert(WorkshopReply).values(rows)
        db.session.execute(
            new.on_conflict_do_update(
                index_elements=["registration_id", "question_id"], set_={"value": new.excluded.value}
            )
        )


def said_by(registration: Registration) -> dict[str, Any]:
    """Give what somebody answered before, as the data of a form of `form_class`."""
    before = select(WorkshopReply).where(WorkshopReply.registration_id == registration.id)
    return {name_of(one.question_id): _shown(one.value) for one in db.session.scalars(before)}


def kept_of(registration: Registration) -> dict[UUID, Any]:
    """Give what somebody answered by question, as it is kept, so that it can be kept for another."""
    before = select(WorkshopReply).where(WorkshopReply.registration_id == registration.id)
    return {one.question_id: one.value for one in db.session.scalars(before)}


def answers(registration_ids: Iterable[UUID]) -> dict[UUID, list[tuple[WorkshopQuestion, str]]]:
    """Give what some people answered, in words, by registration: in the order of the questions."""
    replied = (
        select(WorkshopReply, WorkshopQuestion)
        .join(WorkshopQuestion, WorkshopQuestion.id == WorkshopReply.question_id)
        .where(WorkshopReply.registration_id.in_(list(registration_ids)))
        .order_by(WorkshopQuestion.position, WorkshopReply.registration_id)
    )
    found: dict[UUID, list[tuple[WorkshopQuestion, str]]] = {}
    for reply, question in db.session.execute(replied):
        found.setdefault(reply.registration_id, []).append((question, in_words(reply.value)))
    return found


def in_words(value: Any) -> str:
    """Say an answer in words."""
    if isinstance(value, bool):
        return str(YES_NO[_shown(value)])
    return ", ".join(value) if isinstance(value, list) else str(value)


def name_of(question_id: UUID) -> str:
    """Name the field of a question."""
    return f"q_{question_id.hex}"


def _field(question: WorkshopQuestion) -> Any:
    label, told = question.text, question.hint
    needed = [InputRequired(_refusal(question.kind))] if question.required else []
    if question.kind is AnswerKind.TEXT:
        return TextAreaField(label, [*needed, Length(max=LONGEST)], description=told)
    if question.kind is AnswerKind.YES_NO:
        return ChoiceField(label, YES_NO, needed, description=told)
    kind = ChoicesField if question.kind is AnswerKind.SEVERAL else ChoiceField
    return kind(label, [(option, option) for option in question.options], needed, description=told)


def _refusal(kind: AnswerKind) -> Any:
    if kind is AnswerKind.TEXT:
        return _l("Answer this question")
    return _l("Choose at least one answer") if kind is AnswerKind.SEVERAL else _l("Choose an answer")


def _reply(field: Field) -> Any:
    if isinstance(field, ChoicesField):
        return list(field.data or ()) or None
    if isinstance(field, ChoiceField):
        return SAYS_YES.get(field.data, field.data) if field.choices is YES_NO else field.data
    return said(field) or None


def _shown(value: Any) -> Any:
    return {True: YES, False: NO}[value] if isinstance(value, bool) else value


def _row(registration: Registration, question_id: UUID, value: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workshop_id": registration.workshop_id,
        "registration_id": registration.id,
        "question_id": question_id,
        "value": value,
    }
