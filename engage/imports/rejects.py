"""The rows that an import refused, as a spreadsheet without formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from sqlalchemy import select

from engage.db import db
from engage.imports.layouts import REFUSED
from engage.imports.models import ImportRun, Rejection
from engage.web.spreadsheets import harmless

MARK = "\N{BYTE ORDER MARK}"
"""Without it, Excel reads UTF-8 as Windows-1252."""


def of(run: ImportRun) -> Iterator[Rejection]:
    """Give the refused rows of a run in the order of the file, a few at a time."""
    refused = select(Rejection).where(Rejection.run_id == run.id).order_by(Rejection.line, Rejection.id)
    yield from db.session.scalars(refused.execution_options(yield_per=500))


def written(columns: Sequence[str], refused: Iterable[tuple[int, str, Sequence[str]]]) -> Iterator[str]:
    """Write refused rows as they were, behind their line and the reason, as the pieces of a CSV file."""
    yield MARK + _line([*REFUSED, *columns])
    for line, reason, cells in refused:
        yield _line([str(line), reason, *cells])


def pieces(run: ImportRun) -> Iterator[str]:
    """Write the refused rows of a run."""
    yield from written(run.columns, ((one.line, one.reason, one.cells) for one in of(run)))


def write(path: Path, run: ImportRun) -> None:
    """Write the refused rows of a run into a file.

    :raises OSError: if it cannot be written
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces(run))


def _line(cells: Sequence[str]) -> str:
    file = StringIO(newline="")
    csv.writer(file).writerow([harmless(cell) for cell in cells])
    return file.getvalue()
