"""From a file to rows: CSV in the encodings and separators that offices use, XLSX and its kin, JSON lines."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from flask_babel import lazy_gettext as _l
from python_calamine import CalamineError, CalamineWorkbook

from engage.errors import RuleBroken

SHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
JSON_LINES = {".jsonl", ".ndjson"}
SEPARATORS = ",;\t|"
LONGEST_CELL = 10_000_000
CHUNK = 1 << 20
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Row(NamedTuple):
    """A row of a file: the line that it begins on (1 is the first of the file) and its cells by column."""

    line: int
    cells: Mapping[str, str]


def columns(path: Path, *, sheet: str | None = None) -> list[str]:
    """Name the columns of a file.

    :raises RuleBroken: if it cannot be read as a table
    """
    return list(next(iter(_tables(path, sheet)))) if path.suffix.lower() not in JSON_LINES else _keys(path)


def rows(path: Path, *, sheet: str | None = None) -> Iterator[Row]:
    """Read a file row by row; empty rows are passed over. Memory does not grow with a text file.

    :raises RuleBroken: if it cannot be read as a table
    """
    if path.suffix.lower() in JSON_LINES:
        yield from _json_rows(path)
        return
    lines = _numbered(path, sheet)
    _, names = next(lines, (1, []))
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            yield Row(line, dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=False)))


def _tables(path: Path, sheet: str | None) -> Iterator[list[str]]:
    for _, cells in _numbered(path, sheet):
        yield cells
        return
    raise RuleBroken(_l("%(name)s is empty", name=path.name))


def _numbered(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    return _sheet_lines(path, sheet) if path.suffix.lower() in SHEETS else _csv_lines(path)


def _csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding(path), newline="", errors="replace") as file:
        separator = _separator(file.readline())
        file.seek(0)
        _check_quotes(path, file, separator)
        file.seek(0)
        lines = csv.reader(file, delimiter=separator)
        begins = 1
        try:
            for cells in lines:
                yield begins, cells
                begins = lines.line_num + 1
        except csv.Error as error:
            raise RuleBroken(
                _l(
                    "%(name)s breaks off at line %(line)s: %(why)s",
                    name=path.name,
                    line=begins,
                    why=str(error),
                )
            ) from error


def _check_quotes(path: Path, file: TextIO, separator: str) -> None:
    """Refuse a file with a quotation mark that is never closed: it would swallow all rows after it."""
    lines, begins = csv.reader(file, delimiter=separator, strict=True), 1
    while True:
        try:
            next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise RuleBroken(
                    _l(
                        "A quotation mark opened on line %(line)s of %(name)s, or later, is never closed",
                        line=begins,
                        name=path.name,
                    )
                ) from error
        begins = lines.line_num + 1


def encoding(path: Path) -> str:
    """Tell how a text file is written: by its mark, else UTF-8 if all of it is, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(3)
        for mark, name in MARKS.items():
            if start.startswith(mark):
                return name
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(header: str) -> str:
    outside = "".join(part for number, part in enumerate(header.split('"')) if number % 2 == 0)
    return max(SEPARATORS, key=lambda sign: (outside.count(sign), -SEPARATORS.index(sign)))


def _sheet_lines(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    try:
        book = CalamineWorkbook.from_path(path)
        table = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError) as error:
        raise RuleBroken(_l("%(name)s cannot be read: %(why)s", name=path.name, why=str(error))) from error
    for line, cells in enumerate(table.iter_rows(), 1 + (table.start or (0, 0))[0]):
        yield line, [written(cell) for cell in cells]


def written(value: Any) -> str:
    """Write a cell's value as people would: whole numbers without a point, moments in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _json_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig") as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                told = json.loads(text)
            except ValueError as error:
                raise RuleBroken(
                    _l("Line %(line)s of %(name)s is not JSON", line=line, name=path.name)
                ) from error
            if not isinstance(told, dict):
                raise RuleBroken(_l("Line %(line)s of %(name)s is not an object", line=line, name=path.name))
            yield Row(line, dict(_flat(told.items())))


def _keys(path: Path) -> list[str]:
    found: dict[str, None] = {}
    for number, row in enumerate(_json_rows(path)):
        found |= dict.fromkeys(row.cells)
        if number == 100:
            break
    return list(found)


def _flat(items: Iterable[tuple[str, Any]], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in items:
        if isinstance(value, dict):
            yield from _flat(value.items(), f"{above}{name}.")
        else:
            yield f"{above}{name}", json.dumps(value) if isinstance(value, list) else written(value)
