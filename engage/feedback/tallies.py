"""Counting what was replied to the questions of a consultation that ask for no free text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Numeric, Select, Text, cast, func, literal, select, true
from sqlalchemy.orm import joinedload

from engage.consultations.models import Consultation, Question, QuestionKind
from engage.db import db
from engage.feedback.form import replies
from engage.feedback.models import Reply, Response, Upload

MOST_PLACES = 20
"""How many of the places that were named are listed."""
PLAIN: ColumnElement[Any] = Reply.value.op("#>>")(literal([], ARRAY(Text)))
"""A reply that is one value, as text."""


@dataclass(frozen=True)
class Tally:
    """What was replied to one question, as it stands now."""

    question: Question
    people: int
    """Responses that replied to it."""
    rows: Sequence[tuple[str, int]] = ()
    """Each choice or place with how many named it; of a ranking, how many gave it a place."""
    middle: Decimal | None = None
    """The median of numbers."""
    least: str | None = None
    most: str | None = None
    """The smallest and the largest number."""
    first: date | None = None
    last: date | None = None
    """The earliest and the latest day."""
    places: dict[str, Decimal] = field(default_factory=dict)
    """Of a ranking, the mean place of each thing among those who gave it one."""
    files: Sequence[Upload] = ()


def of(consultation: Consultation) -> list[Tally]:
    """Count the replies in force to each question, superseded ones where any are; text questions left out."""
    people = _people(consultation)
    asks = [one for one in consultation.questions if one.kind is not QuestionKind.TEXT]
    return [_tally(one, people.get(one.id, 0)) for one in asks if not one.superseded_at or people.get(one.id)]


def _people(consultation: Consultation) -> dict[UUID, int]:
    replied = (
        select(Reply.question_id, func.count())
        .join(Question, Question.id == Reply.question_id)
        .where(Question.consultation_id == consultation.id, Reply.ended_at.is_(None))
        .group_by(Reply.question_id)
    )
    return {row[0]: row[1] for row in db.session.execute(replied)}


def _tally(question: Question, people: int) -> Tally:
    match question.kind:
        case QuestionKind.NUMBER:
            return _numbers(question, people)
        case QuestionKind.DATE:
            return _days(question, people)
        case QuestionKind.AREA:
            return Tally(question, people, rows=_by_value(question)[:MOST_PLACES])
        case QuestionKind.FILES:
            files = _files(question)
            return Tally(question, len({one.response_id for one in files}), files=files)
        case QuestionKind.RANKING:
            return _ranking(question, people)
    counted = dict(_by_value(question))
    rows = [(str(one.label), counted.get(one.value, 0)) for one in replies.choices(question)]
    return Tally(question, people, rows=rows)


def _by_value(question: Question) -> list[tuple[str, int]]:
    asked, told = _in_force(question), PLAIN
    if question.kind is QuestionKind.SEVERAL:
        each = func.jsonb_array_elements_text(Reply.value).table_valued("key").render_derived()
        asked, told = asked.join(each, true()), each.c.key
    rows = db.session.execute(
        asked.with_only_columns(told, func.count(), maintain_column_froms=True)
        .group_by(told)
        .order_by(func.count().desc(), told)
    )
    return [(value, count) for value, count in rows]


def _ranking(question: Question, people: int) -> Tally:
    each = func.jsonb_array_elements_text(Reply.value)
    ranked = each.table_valued("key", with_ordinality="place").render_derived()
    rows = db.session.execute(
        _in_force(question)
        .join(ranked, true())
        .with_only_columns(ranked.c.key, func.count(), func.avg(ranked.c.place), maintain_column_froms=True)
        .group_by(ranked.c.key)
    )
    found = {key: (count, place) for key, count, place in rows}
    named = [(str(one.label), one.value) for one in replies.choices(question)]
    named.sort(key=lambda one: found[one[1]][1] if one[1] in found else Decimal("Infinity"))
    return Tally(
        question,
        people,
        rows=[(label, found[key][0] if key in found else 0) for label, key in named],
        places={label: found[key][1] for label, key in named if key in found},
    )


def _numbers(question: Question, people: int) -> Tally:
    number = cast(PLAIN, Numeric)
    middle = func.percentile_cont(0.5).within_group(number)
    figures = _in_force(question).with_only_columns(middle, func.min(number), func.max(number))
    median, least, most = db.session.execute(figures).one()
    if median is None:
        return Tally(question, people)
    told = [f"{one.normalize():f}" for one in (least, most)]
    return Tally(question, people, middle=Decimal(str(median)), least=told[0], most=told[1])


def _days(question: Question, people: int) -> Tally:
    first, last = db.session.execute(
        _in_force(question).with_only_columns(func.min(PLAIN), func.max(PLAIN))
    ).one()
    if first is None:
        return Tally(question, people)
    return Tally(question, people, first=date.fromisoformat(first), last=date.fromisoformat(last))


def _in_force(question: Question) -> Select[Reply]:
    return select(Reply).where(Reply.question_id == question.id, Reply.ended_at.is_(None))


def _files(question: Question) -> Sequence[Upload]:
    sent = (
        select(Upload)
        .join(Response, Response.id == Upload.response_id)
        .where(Upload.question_id == question.id, Upload.ended_at.is_(None), Response.withdrawn_at.is_(None))
        .options(joinedload(Upload.response))
    )
    return db.session.scalars(sent.order_by(Upload.uploaded_at.desc(), Upload.id).limit(200)).all()
