"""An import from its file to its end, part by part, each part kept whole or not at all."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback.intake import storable
from engage.imports import reading, staging, taking
from engage.imports.checking import Checker, counted
from engage.imports.layouts import PLAIN, Layout
from engage.imports.mapping import ColumnMap
from engage.imports.models import ImportRun, Rejection
from engage.imports.taking import Report
from engage.jobs import Job, enqueue
from engage.logging import logger

PART = 1000
"""Rows that are taken in by one job, in one transaction."""
COUNTS = ("read", "added", "already", "left_out", "texts", "replies", "decided")

log = logger(__name__)


def upload(
    consultation: Consultation,
    source: BinaryIO,
    name: str,
    *,
    layout: Layout | None = PLAIN,
    sheet: str | None = None,
    by: Person | None,
) -> ImportRun:
    """Keep a file that is to be imported; without a layout, recognise it.

    :raises RuleBroken: if it cannot be read as a table
    """
    stored_as, sha256 = staging.keep(source, name)
    run = ImportRun(
        consultation=consultation,
        by=by,
        file_name=Path(name).name,
        stored_as=stored_as,
        sha256=sha256,
        uploaded_at=clock.now(),
    )
    lay_out(run, layout, sheet=sheet)
    db.session.add(run)
    db.session.flush()
    audit.record("import.uploaded", run, by=by, file=sha256)
    return run


def lay_out(run: ImportRun, layout: Layout | None, *, sheet: str | None) -> None:
    """Say on which sheet and lines of its file the columns and rows of a run stand.

    :raises RuleBroken: if there is no table
    """
    file = staging.path(run)
    if layout is None:
        layout = PLAIN if reading.is_json(file) else reading.recognised(file, sheet=sheet)
    run.sheet, run.layout = sheet, layout.told()
    names, titles = reading.named(file, layout, sheet=sheet)
    run.columns, run.titles = [storable(name) for name in names], [storable(title) for title in titles]


def explain(run: ImportRun, mapping: ColumnMap, theme: Theme | None) -> None:
    """Say what the columns of a run mean.

    :raises RuleBroken: once it was begun
    """
    if run.begun_at:
        raise RuleBroken(_l("This import has begun, so its columns no longer change"))
    run.mapping, run.theme, run.mapped_at = mapping.told(), theme, clock.now()


def begin(run: ImportRun, *, by: Person | None) -> None:
    """Begin to take in what was uploaded and explained.

    :raises RuleBroken: if it was begun before, or its columns were not explained
    """
    if run.begun_at:
        raise RuleBroken(_l("This import has begun already"))
    if not run.mapped_at:
        raise RuleBroken(_l("Say first what the columns mean"))
    run.begun_at = clock.now()
    audit.record("import.begun", run, by=by, file=run.sha256)


def owe(run: ImportRun) -> None:
    """Have a worker go on with a run."""
    enqueue(Job.IMPORT_ROWS, run.id)


def carry_on(run_id: UUID) -> None:
    """Take in the next part of a run, and owe what is left of it; what was ended or undone stays so."""
    locked = select(ImportRun).where(ImportRun.id == run_id)
    run = db.session.scalar(locked.with_for_update().execution_options(populate_existing=True))
    if run is None or not run.at_work:
        return
    take_part(run, by=run.by)
    if not run.ended_at:
        owe(run)


def take_part(run: ImportRun, *, by: Person | None) -> None:
    """Take in the next part of a run and note how far it is; after the last, that it has ended."""
    try:
        checker = checker_of(run)
        if run.total is None or not staging.is_staged(run):
            run.total = staging.stage(run, checker)
        staged = staging.part(run, PART)
        if staged:
            rows = [(one.row, one.number) for one in staged]
            _note(run, taking.take(rows, checker, run.consultation, run=run, by=by))
            run.position = staged[-1].after
    except RuleBroken as refusal:
        run.cause = str(refusal)
    if run.cause or run.read >= (run.total or 0):
        run.ended_at = clock.now()
        log.info("import_ended", run_id=str(run.id), read=run.read, added=run.added, rejected=run.rejected)


def checker_of(run: ImportRun) -> Checker:
    """Give what checks the rows of a run."""
    return Checker(run.consultation, ColumnMap.restored(run.mapping), run.theme)


def tried(run: ImportRun, most: int | None = None) -> Report:
    """Say what would become of the rows of a run, or of the first of them; nothing is written.

    :raises RuleBroken: if its file cannot be read
    """
    checker, whole = checker_of(run), Report()
    rows = iter(islice(counted(staging.rows(run), checker), most))
    while part := list(islice(rows, PART)):
        report = taking.take(part, checker, run.consultation, run=None, by=None)
        for name in COUNTS:
            setattr(whole, name, getattr(whole, name) + getattr(report, name))
        whole.rejected += report.rejected
    return whole


def _note(run: ImportRun, report: Report) -> None:
    for name in COUNTS:
        setattr(run, name, getattr(run, name) + getattr(report, name))
    run.rejected += len(report.rejected)
    if report.rejected:
        db.session.execute(insert(Rejection), list(_rejections(run, report)))


def _rejections(run: ImportRun, report: Report) -> Iterator[dict[str, object]]:
    for one in report.rejected:
        cells = [one.row.cells.get(name, "") for name in run.columns]
        yield {"id": new_id(), "run_id": run.id, "line": one.row.line, "reason": one.reason, "cells": cells}
