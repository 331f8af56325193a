"""From a file to rows: CSV in the encodings and separators that offices use, XLSX and its kin, JSON lines."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from flask_babel import lazy_gettext as _l
from python_calamine import CalamineError, CalamineWorkbook

from engage.errors import RuleBroken
from engage.imports.layouts import GLANCE, PLAIN, Layout, recognise

SHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
JSON_LINES = {".jsonl", ".ndjson"}
JSON = {".json"}
LISTS = ("contributions", "rows", "data", "results", "responses")
"""Where a JSON document may hold its rows."""
SEPARATORS = ",;\t|"
LONGEST_CELL = 10_000_000
CHUNK = 1 << 20
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Row(NamedTuple):
    """A row of a file: the line that it begins on (1 is the first of the file) and its cells by column."""

    line: int
    cells: Mapping[str, str]


def columns(path: Path, *, sheet: str | None = None) -> list[str]:
    """Name the columns of a table whose first line does so.

    :raises RuleBroken: if it cannot be read as a table
    """
    if is_json(path):
        return _keys(path)
    first = top(path, sheet=sheet, lines=1)
    return list(first[0])


def top(path: Path, *, sheet: str | None = None, lines: int = GLANCE) -> list[list[str]]:
    """Give the first lines of a table.

    :raises RuleBroken: if it cannot be read as one, or is empty
    """
    found = [cells for _, cells in islice(_numbered(path, sheet), lines)]
    if not found:
        raise RuleBroken(_l("%(name)s is empty", name=path.name))
    return found


def recognised(path: Path, *, sheet: str | None = None) -> Layout:
    """Tell how the table in a file is laid out.

    :raises RuleBroken: if it cannot be read as one
    """
    return recognise(top(path, sheet=sheet))


def named(path: Path, layout: Layout, *, sheet: str | None = None) -> tuple[list[str], list[str]]:
    """Give the columns of a table, each by a name of its own, and what is asked in each.

    :raises RuleBroken: if it cannot be read as a table
    """
    if is_json(path):
        names = _keys(path)
        return names, [""] * len(names)
    above = top(path, sheet=sheet)
    return layout.names(above), layout.titles(above)


def rows(path: Path, *, sheet: str | None = None, layout: Layout = PLAIN) -> Iterator[Row]:
    """Read a file row by row; empty rows are passed over. Memory does not grow with a text file.

    :raises RuleBroken: if it cannot be read as a table
    """
    if is_json(path):
        yield from _json_rows(path)
        return
    names, _ = named(path, layout, sheet=sheet)
    for line, cells in islice(_numbered(path, sheet), layout.rows_from, None):
        if any(cell.strip() for cell in cells):
            yield Row(line, dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=False)))


def sheets(path: Path) -> list[str]:
    """Name the sheets of a spreadsheet; none if it is of another kind.

    :raises RuleBroken: if it cannot be read
    """
    if path.suffix.lower() not in SHEETS:
        return []
    try:
        return list(CalamineWorkbook.from_path(path).sheet_names)
    except (CalamineError, OSError) as error:
        raise RuleBroken(_l("%(name)s cannot be read: %(why)s", name=path.name, why=str(error))) from error


def is_json(path: Path) -> bool:
    """Say whether a file holds objects rather than lines of cells."""
    return path.suffix.lower() in JSON_LINES or path.suffix.lower() in JSON


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
    for line, told in _document(path) if path.suffix.lower() in JSON else _json_lines(path):
        if not isinstance(told, dict):
            raise RuleBroken(_l("Line %(line)s of %(name)s is not an object", line=line, name=path.name))
        yield Row(line, dict(_flat(told.items())))


def _json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                yield line, json.loads(text)
            except ValueError as error:
                raise RuleBroken(
                    _l("Line %(line)s of %(name)s is not JSON", line=line, name=path.name)
                ) from error


def _document(path: Path) -> Iterator[tuple[int, Any]]:
    """Read a JSON document that is a list of objects, or holds one; rows are counted from 1."""
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise RuleBroken(_l("%(name)s is not JSON", name=path.name)) from error
    if isinstance(told, dict):
        told = next((told[name] for name in LISTS if isinstance(told.get(name), list)), None)
    if not isinstance(told, list):
        raise RuleBroken(_l("%(name)s holds no list of rows", name=path.name))
    yield from enumerate(told, 1)


def _keys(path: Path) -> list[str]:
    found: dict[str, None] = {}
    for row in _json_rows(path):
        found |= dict.fromkeys(row.cells)
    if not found:
        raise RuleBroken(_l("%(name)s is empty", name=path.name))
    return list(found)


def _flat(items: Iterable[tuple[str, Any]], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in items:
        if isinstance(value, dict):
            yield from _flat(value.items(), f"{above}{name}.")
        else:
            yield f"{above}{name}", json.dumps(value) if isinstance(value, list) else written(value)
