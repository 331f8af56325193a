"""Exports as files that no program runs: CSV with guarded cells, typed workbooks, JSON."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from io import TextIOWrapper
from typing import BinaryIO

from xlsxwriter import Workbook

from engage.imports.exporting import Export, Row, Scope, cells
from engage.imports.rejects import MARK
from engage.web.spreadsheets import harmless

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds; a longer text goes on in the next column."""
JSON_FORMAT = "engage-contributions/1"


class Format(StrEnum):
    """What kind of file an export is."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


MEDIA = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


class Of(StrEnum):
    """What the rows of an export are."""

    CONTRIBUTIONS = "contributions"
    RESPONSES = "responses"


def write(export: Export, of: Of, form: Format, file: BinaryIO) -> None:
    """Write an export; memory does not grow with its rows.

    A workbook and a JSON document for staff hold the responses too.
    """
    if form is Format.CSV:
        _csv(export, of, file)
    elif form is Format.XLSX:
        _xlsx(export, of, file)
    else:
        _json(export, of, file)


def _rows(export: Export, of: Of) -> tuple[list[str], Iterator[Row]]:
    if of is Of.RESPONSES:
        return export.response_columns, export.responses()
    return export.columns, export.contributions()


def _parts(export: Export, of: Of) -> list[Of]:
    """List what a file with room for several tables holds."""
    whole = of is Of.CONTRIBUTIONS and export.scope is Scope.STAFF
    return [Of.CONTRIBUTIONS, Of.RESPONSES] if whole else [of]


def _csv(export: Export, of: Of, file: BinaryIO) -> None:
    columns, rows = _rows(export, of)
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(MARK)
    lines = csv.writer(text)
    lines.writerow([harmless(column) for column in columns])
    lines.writerows([harmless(cell) for cell in row] for row in cells(rows, columns))
    text.flush()
    text.detach()


def _xlsx(export: Export, of: Of, file: BinaryIO) -> None:
    typed = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, {"constant_memory": True, **typed}) as book:
        for part in _parts(export, of):
            columns, rows = _rows(export, part)
            sheet = book.add_worksheet(part.value)
            sheet.freeze_panes(1, 0)
            for line, row in enumerate(_continued(columns, cells(rows, columns), export.longest())):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(line, column, cell)


def _continued(columns: Sequence[str], rows: Iterable[list[str]], longest: int) -> Iterator[list[str]]:
    """Give the columns, then the rows; texts too long for a cell go on in further columns at the end."""
    pieces = -(-longest // LONGEST_CELL)
    more = [f"text ({number})" for number in range(2, pieces + 1)]
    yield [*columns, *more]
    at = columns.index("text") if "text" in columns else None
    for row in rows:
        rest = row[at][LONGEST_CELL:] if at is not None else ""
        further = [rest[start : start + LONGEST_CELL] for start in range(0, len(rest), LONGEST_CELL)]
        yield [*(cell[:LONGEST_CELL] for cell in row), *further]


def _json(export: Export, of: Of, file: BinaryIO) -> None:
    head = {
        "format": JSON_FORMAT,
        "scope": export.scope.value,
        "consultation": {"slug": export.consultation.slug, "title": export.consultation.title},
    }
    file.write(json.dumps(head, ensure_ascii=False)[:-1].encode())
    for part in _parts(export, of):
        columns, rows = _rows(export, part)
        file.write(f',\n"{part.value}": ['.encode())
        for number, row in enumerate(rows):
            told = {column: row[column] for column in columns if row.get(column)}
            file.write((",\n" if number else "\n").encode() + json.dumps(told, ensure_ascii=False).encode())
        file.write(b"\n]")
    file.write(b"}\n")
