"""Making an upload ready: guessing what it holds, keeping what was said of it, trying it out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from engage import audit
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.errors import RuleBroken
from engage.imports import mapping as mappings
from engage.imports import naming, omitting, reading, running, staging, suggesting, valuing
from engage.imports.checking import Checked
from engage.imports.layouts import REFUSED, Layout, Shape
from engage.imports.mapping import ColumnMap, Field, Omission
from engage.imports.models import ImportRun
from engage.imports.reading import Row
from engage.imports.taking import Report
from engage.imports.valuing import Coded
from engage.web import Page

COLUMNS = 40
"""Columns on one page."""
SAMPLED = 60
"""Rows that samples are taken from."""
SAMPLES = 3
SEEN = 20_000
"""Rows that are tried out, and looked through for values, before an import begins."""
SHOWN = 10
LONG = 120


@dataclass(frozen=True)
class Sheet:
    """A row as it would come in, or why it would not."""

    row: Row
    checked: Checked | None
    reason: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class Preview:
    """What would become of a file: its rows counted, and the first ones in full."""

    report: Report
    first: list[Sheet]
    whole: bool
    """Whether every row was tried."""
    omitted: Mapping[Omission, int]


class ColumnsPage(Page):
    """Some columns of a file."""

    @property
    def is_last(self) -> bool:
        """Whether no columns follow."""
        return self.number == self.pages


def receive(consultation: Consultation, source: BinaryIO, name: str, *, by: Person) -> ImportRun:
    """Keep a file and guess what its columns are.

    :raises RuleBroken: if it cannot be read as a table
    """
    try:
        run = running.upload(consultation, source, name, layout=None, by=by)
        guess(run)
    except RuleBroken as refusal:
        raise RuleBroken(refusal.sentence, field="file") from refusal
    return run


def lay_out_anew(run: ImportRun, layout: Layout, *, sheet: str | None) -> None:
    """Read a file by another layout, and guess its columns anew.

    :raises RuleBroken: once the import has begun, or if there is no table
    """
    if run.begun_at:
        raise RuleBroken(_l("This import has begun, so its columns no longer change"))
    if sheet != run.sheet and sheet is not None:
        found = reading.recognised(staging.path(run), sheet=sheet)
        layout = found if layout == Layout.read(run.layout) else layout
    running.lay_out(run, layout, sheet=sheet)
    guess(run)


def guess(run: ImportRun) -> None:
    """Guess what the columns of a run are."""
    layout = Layout.read(run.layout)
    if layout.shape is Shape.OURS or run.stored_as.endswith(".json"):
        ours = mappings.of_ours(staging.path(run).suffix)
        if {"id", "text"} <= set(run.columns):
            run.mapping, run.mapped_at = ours.told(), None
            return
    found = suggesting.suggested(run.consultation, layout.shape, run.columns, run.titles, samples(run))
    run.mapping, run.mapped_at = replace(found, guarded=run.columns[:2] == REFUSED).told(), None


def samples(run: ImportRun) -> dict[str, list[str]]:
    """Give the first different values of each column."""
    found: dict[str, list[str]] = {name: [] for name in run.columns}
    for row in islice(staging.rows(run), SAMPLED):
        for name, cells in found.items():
            cell = row.cells.get(name, "").strip()
            if cell and len(cells) < SAMPLES and cell not in cells:
                cells.append(cell if len(cell) <= LONG else f"{cell[:LONG]}…")
    return found


def columns_page(run: ImportRun, arguments: Mapping[str, str]) -> ColumnsPage:
    """Give the places of some columns of a run."""
    total = len(run.columns)
    wanted = arguments.get("page", "1")
    most = max(1, -(-total // COLUMNS))
    number = min(max(int(wanted) if wanted.isdecimal() else 1, 1), most)
    first = (number - 1) * COLUMNS
    return ColumnsPage(list(range(first, min(first + COLUMNS, total))), number, total, COLUMNS)


def choose(run: ImportRun, mapping: ColumnMap, theme: Theme | None, *, whole: bool) -> None:
    """Keep what columns were chosen to be; once all were, there must be something to take in.

    :raises RuleBroken: if no column holds anything that people said, or the import has begun
    """
    running.explain(run, mapping, theme)
    if not whole:
        run.mapped_at = None
    elif Field.TEXT not in mapping.columns and not mapping.answers:
        raise RuleBroken(_l("Say which columns hold what people said: a text, or answers to questions"))
    elif not mapping.source:
        running.explain(run, _sourced(run, mapping, theme), theme)


def _sourced(run: ImportRun, mapping: ColumnMap, theme: Theme | None) -> ColumnMap:
    return mappings.of_source(mapping, naming.usual_source(run, theme))


def coded(run: ImportRun) -> list[Coded]:
    """Give the coded columns of a run, with the values that stand in them."""
    rows = islice(staging.rows(run), SEEN)
    return valuing.coded(run.consultation, ColumnMap.restored(run.mapping), rows)


def mean(run: ImportRun, said: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what the values of coded columns mean.

    :raises RuleBroken: once the import has begun
    """
    running.explain(run, valuing.explained(ColumnMap.restored(run.mapping), said), run.theme)


def preview(run: ImportRun) -> Preview:
    """Try out what would become of the rows of a run; nothing is written.

    :raises RuleBroken: if its columns were not explained, or its file is gone
    """
    if not run.mapped_at:
        raise RuleBroken(_l("Say first what the columns mean"))
    rows = list(islice(staging.rows(run), SEEN + 1))
    return Preview(
        running.tried(run, SEEN),
        [_sheet(run, row) for row in rows[:SHOWN]],
        len(rows) <= SEEN,
        omitting.marked(row.cells for row in rows),
    )


def _sheet(run: ImportRun, row: Row) -> Sheet:
    checker = running.checker_of(run)
    if checker.leaves_out(row):
        return Sheet(row, None, left_out=True)
    try:
        return Sheet(row, checker.check(row))
    except RuleBroken as refusal:
        return Sheet(row, None, str(refusal))


def discard(run: ImportRun, *, by: Person) -> None:
    """Drop an upload that was not begun; its file is swept later.

    :raises RuleBroken: once it was begun
    """
    if run.begun_at:
        raise RuleBroken(_l("This import has begun: undo it instead"))
    audit.record("import.discarded", run, by=by, file=run.sha256)
    db.session.delete(run)
