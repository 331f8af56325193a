"""From a row to what can be taken in, or to the reason why it cannot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation, Question, QuestionKind, Theme
from engage.errors import RuleBroken, Sentence
from engage.feedback.bulk import LANGUAGE, NewReply, NewRow, NewText
from engage.feedback.intake import LONGEST, storable
from engage.feedback.labels import CHANNELS, CONSENTS, KINDS
from engage.feedback.models import Channel, Consent, Kind
from engage.imports import closed, omitting
from engage.imports.mapping import Aim, Answer, ColumnMap, Field
from engage.imports.moments import past
from engage.imports.reading import Row
from engage.moderation.models import Outcome
from engage.organisations.labels import SECTORS
from engage.organisations.models import Sector
from engage.web.spreadsheets import unguarded

WAIT = "wait"
DECISIONS = {outcome.value: outcome for outcome in (Outcome.SHOW, Outcome.HOLD, Outcome.WITHHOLD)}
SHORT = 24
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that can be taken in, and what was decided about it before."""

    line: int
    new: NewRow
    decision: Outcome | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a row, and what tells it from the others of the same row."""

    text: str
    theme_id: UUID | None
    question_id: UUID | None = None
    part: str = ""


class Checker:
    """Checks the rows of one file for one consultation."""

    def __init__(self, consultation: Consultation, mapping: ColumnMap, theme: Theme | None) -> None:
        self.mapping = mapping
        self.theme = theme
        self.themes = _by_name(consultation)
        self.questions = {question.id: question for question in consultation.questions}
        self.asked = {question.text.casefold(): question for question in consultation.questions}

    def leaves_out(self, row: Row) -> bool:
        """Say whether the file marks a row as one that is left out, or it says nothing in any column."""
        if omitting.leaves_out(row.cells, self.mapping.omitted):
            return True
        says = [row.cells.get(one.column, "").strip() for one in self.mapping.answers]
        return Field.TEXT not in self.mapping.columns and not any(says)

    def name(self, row: Row) -> str:
        """Name a row by its source, so that reading the file again names it the same.

        A row without an id is named by its author, theme and words; exact twins share that name.
        """
        if given := self._read(row, Field.ID):
            return f"{self.mapping.source}/{given}"
        try:
            words = self._words(row)
        except RuleBroken:
            words = []
        author = self._read(row, Field.AUTHOR)
        if Field.TEXT in self.mapping.columns:
            told = "".join(f"{author}|{one.theme_id}|{one.text}" for one in words)
        else:
            told = "|".join([author, *(row.cells.get(one.column, "") for one in self.mapping.answers)])
        return f"{self.mapping.source}/#{sha256(told.encode()).hexdigest()[:32]}"

    def check(self, row: Row, number: int = 1) -> Checked:
        """Make a row, the n-th of its name in the file, into what can be taken in.

        :raises RuleBroken: with the reason, if it cannot
        """
        words, replies = self._words(row), self._replies(row)
        name = self._numbered(row, number)
        author = self._read(row, Field.AUTHOR)
        new = NewRow(
            texts=tuple(
                NewText(one.text, name + one.part, one.theme_id, one.question_id, self._kind(row))
                for one in words
            ),
            replies=tuple(replies),
            author_key=self._author_key(author, name),
            sector=_choice(self._read(row, Field.SECTOR), Sector, SECTORS, Field.SECTOR) or Sector.UNKNOWN,
            organisation=self._read(row, Field.ORGANISATION) or None,
            area=self._read(row, Field.AREA) or None,
            consent=_choice(self._read(row, Field.CONSENT), Consent, CONSENTS, Field.CONSENT)
            or Consent.UNNAMED,
            channel=_choice(self._read(row, Field.CHANNEL), Channel, CHANNELS, Field.CHANNEL)
            or Channel.IMPORT,
            received_at=past(self._read(row, Field.RECEIVED)),
            language=self._read(row, Field.LANGUAGE).lower()[:2] or LANGUAGE,
        )
        return Checked(row.line, new, self._decision(row))

    def _author_key(self, author: str, name: str) -> str | None:
        if author:
            return f"{self.mapping.source}/{author}"
        return name if self.mapping.answers else None

    def _read(self, row: Row, wanted: Field) -> str:
        told = storable(self.mapping.read(row.cells, wanted)).strip()
        return unguarded(told) if self.mapping.guarded else told

    def _words(self, row: Row) -> list[Words]:
        found = [self._answer(row, one) for one in self.mapping.answers if self._is_text(one)]
        words = [one for one in found if one.text.strip()]
        column = self.mapping.columns.get(Field.TEXT)
        if column is not None:
            question = self._question(row)
            theme_id = question.theme_id if question else self._theme(row)
            words.append(Words(self._given(row, column), theme_id, question.id if question else None))
            if not words[-1].text.strip():
                raise RuleBroken(_l("The text is empty"))
        if any(len(one.text) > LONGEST for one in words):
            raise RuleBroken(_l("The text is longer than %(most)s characters", most=LONGEST))
        return words

    def _given(self, row: Row, column: str) -> str:
        """Give a text as it stands, without spaces around it unless our own export kept them.

        A text too long for a cell of a workbook goes on there in further columns.
        """
        text = storable(row.cells.get(column, ""))
        if not self.mapping.ours:
            return unguarded(text).strip() if self.mapping.guarded else text.strip()
        number = 2
        while more := storable(row.cells.get(f"{column} ({number})", "")):
            text, number = text + more, number + 1
        return unguarded(text) if self.mapping.guarded else text

    def _answer(self, row: Row, answer: Answer) -> Words:
        question = self.questions.get(answer.of) if answer.of else None
        theme_id = question.theme_id if question else answer.of if answer.aim is Aim.THEME else None
        text = self._given(row, answer.column)
        return Words(text, theme_id, question.id if question else None, _part(answer.column))

    def _is_text(self, answer: Answer) -> bool:
        if answer.aim in (Aim.WHOLE, Aim.THEME, Aim.BESIDE):
            return True
        question = self.questions.get(answer.of) if answer.of else None
        return answer.aim is Aim.QUESTION and bool(question and question.kind is QuestionKind.TEXT)

    def _replies(self, row: Row) -> list[NewReply]:
        cells: dict[UUID, list[tuple[Answer, str]]] = defaultdict(list)
        for answer in self.mapping.answers:
            cell = storable(row.cells.get(answer.column, "")).strip()
            if answer.of in self.questions and cell and not self._is_text(answer):
                cells[answer.of].append((answer, cell))
        told = {of: closed.value_of(self.questions[of], said) for of, said in cells.items()}
        return [NewReply(question, value) for question, value in told.items() if value is not None]

    def _theme(self, row: Row) -> UUID | None:
        named = self._read(row, Field.THEME)
        if not named:
            return self.theme.id if self.theme else None
        theme = self.themes.get(named.casefold())
        if theme is None:
            known = ", ".join(sorted({theme.slug for theme in self.themes.values()}))
            raise RuleBroken(
                _l("There is no theme “%(named)s”; there are: %(known)s", named=named, known=known)
            )
        return theme.id

    def _question(self, row: Row) -> Question | None:
        asked = self._read(row, Field.QUESTION)
        if asked and asked.casefold() not in self.asked:
            raise RuleBroken(_l("There is no question “%(asked)s” in this consultation", asked=asked))
        return self.asked[asked.casefold()] if asked else None

    def _kind(self, row: Row) -> Kind:
        return _choice(self._read(row, Field.KIND), Kind, KINDS, Field.KIND) or Kind.COMMENT

    def _numbered(self, row: Row, number: int) -> str:
        name = self.name(row)
        if number == 1:
            return name
        if given := self._read(row, Field.ID):
            raise RuleBroken(_l("The id %(given)s stands in the file more than once", given=given))
        return f"{name}/{number}"

    def _decision(self, row: Row) -> Outcome | None:
        told = self._read(row, Field.DECISION)
        if not told or told == WAIT:
            return None
        if told not in DECISIONS:
            raise _no_choice(Field.DECISION, told, [*DECISIONS, WAIT])
        return DECISIONS[told]


def _part(column: str) -> str:
    """Tell apart the texts of one row by their columns, shortly."""
    short = "".join(column.split())
    return f"#{short if len(short) <= SHORT else sha256(column.encode()).hexdigest()[:10]}"


def _by_name(consultation: Consultation) -> Mapping[str, Theme]:
    named = {theme.title.casefold(): theme for theme in consultation.themes}
    return named | {theme.slug: theme for theme in consultation.themes}


def _choice(
    told: str, choices: type[Choice], labels: Mapping[Choice, Sentence], wanted: Field
) -> Choice | None:
    if not told:
        return None
    known = {choice.value: choice for choice in choices}
    known |= {str(label).casefold(): choice for choice, label in labels.items()}
    if told.casefold() not in known:
        raise _no_choice(wanted, told, [choice.value for choice in choices])
    return known[told.casefold()]


def _no_choice(wanted: Field, told: str, known: Sequence[str]) -> RuleBroken:
    return RuleBroken(
        _(
            "The %(field)s “%(told)s” is none of %(known)s; "
            "say what it means with --value %(field)s:%(told)s=…",
            field=wanted.value,
            told=told,
            known=", ".join(known),
        )
    )


def counted(rows: Iterable[Row], checker: Checker) -> Iterable[tuple[Row, int]]:
    """Give each row with how often its name has stood in the file so far, itself counted."""
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        name = checker.name(row)
        seen[name] += 1
        yield row, seen[name]
