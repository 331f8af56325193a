"""What was said in a consultation, row by row, as it leaves the service: never whom to reach about it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engage.consultations import sequence
from engage.consultations.models import Consultation, Question, QuestionKind, Theme
from engage.db import db
from engage.feedback.form import replies
from engage.feedback.models import Consent, Contribution, Reply, Response
from engage.imports.mapping import OURS, Field
from engage.moderation import queries as moderation
from engage.moderation.models import Decision

AT_ONCE = 500
"""How many rows are held in memory."""
REFERENCE = "reference"

Row = dict[str, str]


class Scope(StrEnum):
    """For whom something is exported."""

    PUBLIC = "public"
    """What anybody may see, as it is shown."""
    STAFF = "staff"
    """All that counts, as it was given, with what was decided about it."""


@dataclass(frozen=True)
class Export:
    """What is exported: of which consultation, and for whom."""

    consultation: Consultation
    scope: Scope

    @property
    def columns(self) -> list[str]:
        """Name the columns of the contributions; the text stands last."""
        names = [REFERENCE if one is Field.AUTHOR else one.value for one in OURS]
        return [*names, *self._closed().values()]

    @property
    def response_columns(self) -> list[str]:
        """Name the columns of the responses: what stands beside the words, then a question each."""
        return [*RESPONSE, *self._asked().values()]

    def contributions(self) -> Iterator[Row]:
        """Give a row for each contribution, in the order in which they came in."""
        closed = self._closed()
        rows = self._selected().order_by(Contribution.received_at, Contribution.id)
        found = db.session.execute(rows.execution_options(yield_per=AT_ONCE))
        while some := list(islice(found, AT_ONCE)):
            answers = self._answers([one.response_id for one in some], closed)
            for one in some:
                yield self._contribution(one) | answers[one.response_id]

    def responses(self) -> Iterator[Row]:
        """Give a row for each response that counts, with all that it says; for staff alone."""
        asked = self._asked()
        wanted = (
            select(Response)
            .where(Response.consultation_id == self.consultation.id, Response.withdrawn_at.is_(None))
            .order_by(Response.received_at, Response.id)
        )
        found = db.session.scalars(wanted.execution_options(yield_per=AT_ONCE))
        while some := list(islice(found, AT_ONCE)):
            ids = [one.id for one in some]
            said, answers = self._said(ids, asked), self._answers(ids, asked)
            for one in some:
                yield _response(one) | answers[one.id] | said[one.id]

    def longest(self) -> int:
        """Tell how long the longest text is, in characters."""
        longest = self._selected().with_only_columns(
            func.max(func.length(self._text())), maintain_column_froms=True
        )
        return db.session.scalar(longest) or 0

    def _selected(self) -> Any:
        """Select what is exported: for the public only what it may see."""
        if self.scope is Scope.PUBLIC:
            source: Any = moderation.public()
        else:
            source = (
                select(Contribution, Decision)
                .outerjoin(Decision, moderation.STANDS)
                .join(Response, Response.id == Contribution.response_id)
                .where(Contribution.ended_at.is_(None))
            )
        wanted = source.where(Contribution.consultation_id == self.consultation.id)
        placed = wanted.outerjoin(Theme, Theme.id == Contribution.theme_id)
        asked = placed.outerjoin(Question, Question.id == Contribution.question_id)
        return asked.with_only_columns(
            Contribution.id,
            Contribution.response_id,
            Contribution.kind,
            Contribution.channel,
            Contribution.received_at,
            Theme.slug.label("theme"),
            Question.text.label("question"),
            Response.reference,
            Response.sector,
            Response.organisation,
            Response.area,
            Response.consent,
            Response.language,
            Decision.outcome,
            self._text().label("text"),
            maintain_column_froms=True,
        )

    def _text(self) -> Any:
        return Decision.shown_text if self.scope is Scope.PUBLIC else Contribution.text

    def _contribution(self, one: Any) -> Row:
        named = self.scope is Scope.STAFF or one.consent is Consent.NAMED
        told = {
            Field.ID: str(one.id),
            REFERENCE: one.reference,
            Field.THEME: one.theme or "",
            Field.QUESTION: one.question or "",
            Field.KIND: one.kind.value,
            Field.CHANNEL: one.channel.value,
            Field.RECEIVED: one.received_at.isoformat(),
            Field.SECTOR: one.sector.value,
            Field.ORGANISATION: (one.organisation or "") if named else "",
            Field.AREA: (one.area or "") if self.scope is Scope.STAFF else "",
            Field.CONSENT: one.consent.value,
            Field.LANGUAGE: one.language,
            Field.DECISION: one.outcome.value if one.outcome else "wait",
            Field.TEXT: one.text,
        }
        return {str(name): value for name, value in told.items()}

    def _closed(self) -> dict[UUID, str]:
        """Give the questions that are answered without free text, each with the name of its column."""
        asked = self._asked() if self.scope is Scope.STAFF else {}
        text = {one.id for one in self.consultation.questions if one.kind is QuestionKind.TEXT}
        return {question: name for question, name in asked.items() if question not in text}

    def _asked(self) -> dict[UUID, str]:
        there = sequence.in_order(self.consultation)
        before = [one for one in self.consultation.questions if one not in there]
        asked = [one for one in (*there, *before) if one.kind is not QuestionKind.FILES]
        taken = set(RESPONSE) | {one.value for one in OURS} | {REFERENCE}
        named: dict[UUID, str] = {}
        for question in asked:
            name = question.text
            while name in taken:
                name = f"{name} *"
            taken.add(name)
            named[question.id] = name
        return named

    def _answers(self, response_ids: Sequence[UUID], columns: dict[UUID, str]) -> dict[UUID, Row]:
        """Say in words what some responses answered to closed questions."""
        found: dict[UUID, Row] = defaultdict(dict)
        if not columns:
            return found
        known = {question.id: question for question in self.consultation.questions}
        told = select(Reply.response_id, Reply.question_id, Reply.value).where(
            Reply.response_id.in_(response_ids), Reply.ended_at.is_(None)
        )
        for response_id, question_id, value in db.session.execute(told.order_by(Reply.id)):
            if question_id in columns:
                found[response_id][columns[question_id]] = _plain(known[question_id], value)
        return found

    def _said(self, response_ids: Sequence[UUID], columns: dict[UUID, str]) -> dict[UUID, Row]:
        """Give what some responses wrote, by question; what was asked by none stands under its theme."""
        told = (
            select(Contribution.response_id, Contribution.question_id, Contribution.text)
            .where(Contribution.response_id.in_(response_ids), Contribution.ended_at.is_(None))
            .order_by(Contribution.response_id, Contribution.position)
        )
        found: dict[UUID, Row] = defaultdict(dict)
        for response_id, question_id, text in db.session.execute(told):
            column = columns.get(question_id, TEXTS) if question_id else TEXTS
            before = found[response_id].get(column)
            found[response_id][column] = f"{before}\n\n{text}" if before else text
        return found


TEXTS = "texts"
RESPONSE = (
    REFERENCE,
    "received",
    "sector",
    "organisation",
    "area",
    "consent",
    "language",
    TEXTS,
)
"""What stands in the row of a response before its answers."""


def _response(one: Response) -> Row:
    told = (
        one.reference,
        one.received_at.isoformat(),
        one.sector.value,
        one.organisation or "",
        one.area or "",
        one.consent.value,
        one.language,
        "",
    )
    return dict(zip(RESPONSE, told, strict=True))


def _plain(question: Question, value: Any) -> str:
    """Say a reply in a cell; numbers and days stay as machines read them."""
    if question.kind in (QuestionKind.NUMBER, QuestionKind.DATE, QuestionKind.AREA):
        return str(value)
    if question.kind is QuestionKind.RANKING:
        return "; ".join(line.partition(". ")[2] for line in replies.in_words(question, value))
    return "; ".join(replies.in_words(question, value))


def cells(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[list[str]]:
    """Set rows out in columns."""
    for row in rows:
        yield [row.get(column, "") for column in columns]
