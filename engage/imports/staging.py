"""Files on their way in: the one that was uploaded, and its rows made ready to be taken in part by part."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import file_digest
from itertools import islice
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select

from engage import clock
from engage.consultations.documents import swept
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.intake import storable
from engage.imports import reading
from engage.imports.checking import Checker, counted
from engage.imports.layouts import Layout
from engage.imports.models import ImportRun
from engage.imports.reading import Row

ENDINGS = reading.SHEETS | reading.JSON_LINES | reading.JSON | {".csv", ".tsv", ".txt"}
SETTLED = timedelta(days=1)
"""How long the files of a run that has ended stay, and how old a file without a run must be."""
ABANDONED = timedelta(days=30)
"""How long an upload waits for somebody to go on with it."""
PRIVATE = {"ipaddress", "ip address", "locationlatitude", "locationlongitude"}
"""Columns that never leave the uploaded file: where somebody sat is no part of what they said."""


class Staged(NamedTuple):
    """A row that is ready to be taken in, how often its name has stood so far, and where the next begins."""

    row: Row
    number: int
    after: int


def folder() -> Path:
    """Tell where files on their way in are kept."""
    kept: Path = current_app.config["SETTINGS"].uploads / "imports"
    return kept.absolute()


def path(run: ImportRun) -> Path:
    """Tell where the uploaded file of a run lies."""
    return folder() / run.stored_as


def keep(source: BinaryIO, name: str) -> tuple[str, str]:
    """Keep a file under a random name and its own ending; give that name and the SHA-256.

    What has the ending of no table is taken for CSV.
    """
    ending = PurePath(name).suffix.lower()
    ending = ending if ending in ENDINGS else ".csv"
    folder().mkdir(parents=True, exist_ok=True)
    target = folder() / f"{uuid4().hex}{ending}"
    with target.open("xb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    with target.open("rb") as kept:
        return target.name, file_digest(kept, "sha256").hexdigest()


def stage(run: ImportRun, checker: Checker) -> int:
    """Write the rows of a run, one a line, ready to be taken in; give their number.

    Done again, it writes the same. What is written half is never seen.

    :raises RuleBroken: if the uploaded file is gone or cannot be read
    """
    if not path(run).is_file():
        raise RuleBroken(_l("The uploaded file is no longer there"))
    target, many = _staged(run), 0
    half = target.with_name(f"{target.name}.{uuid4().hex}")
    with half.open("w", encoding="utf-8") as file:
        for row, number in counted(rows(run), checker):
            cells = {name: cell for name, cell in row.cells.items() if cell}
            file.write(json.dumps([row.line, number, cells], ensure_ascii=False) + "\n")
            many += 1
        file.flush()
        os.fsync(file.fileno())
    half.replace(target)
    return many


def rows(run: ImportRun) -> Iterator[Row]:
    """Read the rows of a run's file as they may be kept."""
    for row in reading.rows(path(run), sheet=run.sheet, layout=Layout.read(run.layout)):
        yield Row(
            row.line,
            {
                storable(name): storable(cell)
                for name, cell in row.cells.items()
                if name.casefold() not in PRIVATE
            },
        )


def is_staged(run: ImportRun) -> bool:
    """Say whether the rows of a run are ready."""
    return _staged(run).is_file()


def part(run: ImportRun, many: int) -> list[Staged]:
    """Give the next rows of a run from where it stands."""
    with _staged(run).open("rb") as file:
        file.seek(run.position)
        found, after = [], run.position
        for line in islice(file, many):
            after += len(line)
            at, number, cells = json.loads(line)
            found.append(Staged(Row(at, cells), number, after))
    return found


def sweep() -> int:
    """Delete files that no import needs any more, or never did, and count them."""
    needed = tuple(_needed())
    return swept(folder(), lambda name: name.startswith(needed))


def _needed() -> Sequence[str]:
    at = clock.now()
    waits = and_(ImportRun.begun_at.is_(None), ImportRun.uploaded_at > at - ABANDONED)
    runs = and_(ImportRun.begun_at.is_not(None), ImportRun.ended_at.is_(None))
    return db.session.scalars(
        select(ImportRun.stored_as).where(or_(waits, runs, ImportRun.ended_at > at - SETTLED))
    ).all()


def _staged(run: ImportRun) -> Path:
    return folder() / f"{run.stored_as}.rows"
