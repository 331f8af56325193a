"""How a file's columns are read: which column is which field, and what its values mean here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage.errors import RuleBroken


class Field(StrEnum):
    """What a column can hold."""

    TEXT = "text"
    ID = "id"
    THEME = "theme"
    AUTHOR = "author"
    ORGANISATION = "organisation"
    SECTOR = "sector"
    AREA = "area"
    CHANNEL = "channel"
    RECEIVED = "received"
    DECISION = "decision"
    CONSENT = "consent"
    KIND = "kind"
    QUESTION = "question"
    LANGUAGE = "language"


class Aim(StrEnum):
    """What the cells of a column are an answer to."""

    WHOLE = "whole"
    """Text about the consultation as a whole."""
    THEME = "theme"
    """Text under a theme."""
    QUESTION = "question"
    """What a question asks for: text, or a choice."""
    BESIDE = "beside"
    """Text beside the choice that a question asks for: other, please specify."""
    OPTION = "option"
    """One choice of a question that has a column for each."""


class Omission(StrEnum):
    """Rows that an import may leave out."""

    PREVIEW = "preview"
    SPAM = "spam"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Answer:
    """A column that holds an answer of each respondent."""

    column: str
    aim: Aim
    of: UUID | None = None
    """The theme or question."""
    option: str = ""
    """The key of the choice that the column is for."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What cells mean: the key of a choice by what stands in the file; empty for nothing."""


@dataclass(frozen=True)
class ColumnMap:
    """Columns by field, values by field, and what stands where a cell is empty."""

    columns: Mapping[Field, str] = field(default_factory=dict)
    values: Mapping[Field, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[Field, str] = field(default_factory=dict)
    source: str = ""
    """Whose ids and authors these are: the same id of another source is another row."""
    answers: Sequence[Answer] = ()
    """Columns that hold an answer each; all answers of a row are one response."""
    omitted: Sequence[Omission] = ()
    ours: bool = False
    """Whether this service wrote the file, whose texts are then taken exactly as they stand."""
    guarded: bool = False
    """Whether apostrophes stand before what looks like a formula, as our own exports have them."""

    @property
    def placed(self) -> bool:
        """Whether columns say under which theme or question texts belong."""
        fields = {Field.THEME, Field.QUESTION} & (self.columns.keys() | self.defaults.keys())
        return bool(fields or self.answers)

    def read(self, cells: Mapping[str, str], wanted: Field) -> str:
        """Give what a row holds in a field, its value translated; empty if it holds nothing."""
        column = self.columns.get(wanted)
        cell = cells.get(column, "").strip() if column is not None else ""
        told = self.values.get(wanted, {}).get(cell, cell)
        return told or self.defaults.get(wanted, "")

    def told(self) -> dict[str, Any]:
        """Give the mapping in the form that is kept with the import."""
        return {
            **asdict(self),
            "answers": [{**asdict(one), "of": str(one.of) if one.of else None} for one in self.answers],
        }

    @classmethod
    def restored(cls, told: Mapping[str, Any]) -> Self:
        """Make it of what was kept."""
        return cls(
            {Field(name): column for name, column in told.get("columns", {}).items()},
            {Field(name): dict(values) for name, values in told.get("values", {}).items()},
            {Field(name): value for name, value in told.get("defaults", {}).items()},
            told.get("source", ""),
            [_answer(one) for one in told.get("answers", ())],
            [Omission(one) for one in told.get("omitted", ())],
            bool(told.get("ours")),
            bool(told.get("guarded")),
        )


def of_source(mapping: ColumnMap, source: str) -> ColumnMap:
    """Give a mapping whose ids are those of a source."""
    return replace(mapping, source=source)


OURS = (
    Field.ID,
    Field.AUTHOR,
    Field.THEME,
    Field.QUESTION,
    Field.KIND,
    Field.CHANNEL,
    Field.RECEIVED,
    Field.SECTOR,
    Field.ORGANISATION,
    Field.AREA,
    Field.CONSENT,
    Field.LANGUAGE,
    Field.DECISION,
    Field.TEXT,
)
"""The fields that an export of our own has columns for, each of its name; authors are references."""


def of_ours(ending: str) -> ColumnMap:
    """Give the mapping of what this service exported, in a file of this ending."""
    columns = {one: "reference" if one is Field.AUTHOR else one.value for one in OURS}
    held = {Field.DECISION: {"redact": "hold"}}  # which words were taken out is not in the file
    return ColumnMap(columns, held, ours=True, guarded=is_guarded(ending))


def is_guarded(ending: str) -> bool:
    """Say whether an export of ours with this ending has apostrophes before what looks like a formula."""
    return ending.lower() not in (".xlsx", ".ods", ".json", ".jsonl")


def _answer(told: Mapping[str, Any]) -> Answer:
    of = UUID(told["of"]) if told.get("of") else None
    return Answer(told["column"], Aim(told["aim"]), of, told.get("option", ""), told.get("values", {}))


def parse(
    maps: Iterable[str], values: Iterable[str], defaults: Iterable[str], *, there: Sequence[str]
) -> ColumnMap:
    """Read `FIELD=COLUMN`, `FIELD:FROM=TO` and `FIELD=VALUE` against the columns that there are.

    :raises RuleBroken: with what there is, if a field or column is unknown, or no text is mapped
    """
    columns = dict(_pair(word) for word in maps)
    for column in columns.values():
        if there.count(column) != 1:
            raise _no_column(column, there)
    if Field.TEXT not in columns:
        raise RuleBroken(_l("Say which column holds the text: --map text=COLUMN"))
    return meaning(ColumnMap(columns), values, defaults)


def meaning(columns: ColumnMap, values: Iterable[str], defaults: Iterable[str]) -> ColumnMap:
    """Add to a mapping what values (`FIELD:FROM=TO`) and empty cells (`FIELD=VALUE`) mean.

    :raises RuleBroken: with what there is, if a field is unknown or a word makes no sense
    """
    translated: dict[Field, dict[str, str]] = {}
    for word in values:
        name, _, change = word.partition(":")
        before, equals, after = change.rpartition("=")
        if not equals:
            raise RuleBroken(_l("Write a value as FIELD:FROM=TO, not %(word)s", word=word))
        translated.setdefault(_field(name), {})[before] = after
    return replace(columns, values=translated, defaults=dict(_pair(word) for word in defaults))


def _pair(word: str) -> tuple[Field, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise RuleBroken(_l("Write it as FIELD=NAME, not %(word)s", word=word))
    return _field(name), value


def _field(name: str) -> Field:
    try:
        return Field(name.strip())
    except ValueError as unknown:
        known = ", ".join(Field)
        raise RuleBroken(
            _l("There is no field %(name)s; there are: %(known)s", name=name, known=known)
        ) from unknown


def _no_column(column: str, there: Sequence[str]) -> RuleBroken:
    if column in there:
        return RuleBroken(_l("More than one column is called %(column)s", column=column))
    known = ", ".join(name or '""' for name in there)
    return RuleBroken(
        _l("There is no column %(column)s; the file has: %(known)s", column=column, known=known)
    )
