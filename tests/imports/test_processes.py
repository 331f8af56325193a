"""A real worker, killed amid an import with no warning: nothing is lost, and nothing comes twice."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contribution
from engage.imports import running
from engage.imports.mapping import ColumnMap, Field
from engage.imports.models import ImportedItem, ImportRun
from engage.jobs import QueuedJob
from tests.factories import OpenConsultation
from tests.processes import Workers

pytestmark = pytest.mark.commits
GATE = 7_310_402
"""The advisory lock at which the second part of an import waits for us."""


@pytest.fixture
def workers(app: Flask) -> Iterator[Workers]:
    """A worker that is not running yet."""
    waiting = Workers(app)
    yield waiting
    waiting.kill()
    waiting.beat.close()


@pytest.fixture
def gate(app: Flask) -> Iterator[psycopg.Connection]:
    """A gate in the database: a worker that has written rows behind the first part stands before it."""
    url = app.config["SETTINGS"].database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as keeper:
        keeper.execute("SELECT pg_advisory_lock(%s)", [GATE])
        keeper.execute(
            "CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NEW; END $$"
        )
        keeper.execute(
            "CREATE TRIGGER gate BEFORE UPDATE ON import_run FOR EACH ROW "
            "WHEN (OLD.read > 0 AND NEW.read > OLD.read) EXECUTE FUNCTION wait_at_gate()"
        )
        yield keeper
        db.session.rollback()  # or what the test read keeps its locks, and the trigger stays
        keeper.execute("SET lock_timeout = '20s'")
        keeper.execute("DROP FUNCTION wait_at_gate CASCADE")


def _begun(consultation: Consultation, file: Path, columns: dict[Field, str]) -> UUID:
    """Begin an import as its page does: uploaded, explained, owed to a worker."""
    with file.open("rb") as content:
        run = running.upload(consultation, content, file.name, by=None)
    running.explain(run, ColumnMap(columns, source="survey"), None)
    running.begin(run, by=None)
    running.owe(run)
    db.session.commit()
    return run.id


def _run(run_id: UUID) -> ImportRun:
    db.session.rollback()
    return db.session.get_one(ImportRun, run_id)


def _stands_at_gate(keeper: psycopg.Connection) -> bool:
    waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    found = keeper.execute(waits, [GATE]).fetchone()
    return bool(found and found[0])


def _until(done: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def _goes_in_once_with_the_worker_killed_midway(
    workers: Workers, gate: psycopg.Connection, file: Path, columns: dict[Field, str]
) -> ImportRun:
    consultation = OpenConsultation()
    run_id = _begun(consultation, file, columns)
    workers.start()
    workers.ring_until(lambda: _stands_at_gate(gate))
    workers.kill()
    gate.execute("SELECT pg_advisory_unlock(%s)", [GATE])
    _until(lambda: not _stands_at_gate(gate))
    half = _run(run_id)
    assert half.read == running.PART, "what the killed worker had begun left no row"
    assert db.session.scalar(select(func.count(Contribution.id))) == half.added
    workers.start()
    workers.ring_until(lambda: _run(run_id).ended_at is not None)
    again = _begun(db.session.merge(consultation), file, columns)
    workers.ring_until(lambda: _run(again).ended_at is not None)
    assert (_run(again).added, _run(again).already) == (0, _run(run_id).added)
    assert db.session.scalar(select(func.count(QueuedJob.id))) == 0
    return _run(run_id)


def _each_once(run: ImportRun) -> None:
    """Check that every row of the file is there, and no row twice."""
    named = Counter(db.session.scalars(select(Contribution.source_id)))
    assert run.read == run.total == run.added + run.already + run.rejected + run.left_out
    assert len(named) == run.added
    assert set(named.values()) == {1}
    assert db.session.scalar(select(func.count(ImportedItem.id))) == run.added


@pytest.fixture
def file_and_columns(tmp_path: Path) -> tuple[Path, dict[Field, str]]:
    """The largest file of real input where there is one, else as many rows that are made up."""
    folder = os.environ.get("ENGAGE_SHARED_DATA")
    if folder:
        files = (one for one in Path(folder).rglob("*") if one.is_file())
        largest = max(files, key=lambda one: one.stat().st_size)
        return largest, {Field.ID: "participant", Field.TEXT: "group-id", Field.AREA: "n-votes"}
    file = tmp_path / "texts.csv"
    lines = [f"{number},author {number // 3},Text number {number % 700}" for number in range(2500)]
    file.write_text("\n".join(["no,who,words", *lines, "2500,somebody,"]) + "\n")
    return file, {Field.ID: "no", Field.AUTHOR: "who", Field.TEXT: "words"}


def test_the_largest_file_goes_in_once_with_the_worker_killed_midway(
    workers: Workers, gate: psycopg.Connection, file_and_columns: tuple[Path, dict[Field, str]]
) -> None:
    run = _goes_in_once_with_the_worker_killed_midway(workers, gate, *file_and_columns)
    _each_once(run)
    assert (run.total or 0) > 2 * running.PART
