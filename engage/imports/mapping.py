"""How a file's columns are read: which column is which field, and what its values mean here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

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


@dataclass(frozen=True)
class ColumnMap:
    """Columns by field, values by field, and what stands where a cell is empty."""

    columns: Mapping[Field, str]
    values: Mapping[Field, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[Field, str] = field(default_factory=dict)
    source: str = ""
    """Whose ids and authors these are: the same id of another source is another row."""

    def read(self, cells: Mapping[str, str], wanted: Field) -> str:
        """Give what a row holds in a field, its value translated; empty if it holds nothing."""
        column = self.columns.get(wanted)
        cell = cells.get(column, "").strip() if column is not None else ""
        told = self.values.get(wanted, {}).get(cell, cell)
        return told or self.defaults.get(wanted, "")

    def told(self) -> dict[str, object]:
        """Give the mapping in the form that is kept with the import."""
        return asdict(self)


def parse(
    maps: Iterable[str], values: Iterable[str], defaults: Iterable[str], *, there: Sequence[str], source: str
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
    translated: dict[Field, dict[str, str]] = {}
    for word in values:
        name, _, change = word.partition(":")
        before, equals, after = change.rpartition("=")
        if not equals:
            raise RuleBroken(_l("Write a value as FIELD:FROM=TO, not %(word)s", word=word))
        translated.setdefault(_field(name), {})[before] = after
    return ColumnMap(columns, translated, dict(_pair(word) for word in defaults), source)


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
