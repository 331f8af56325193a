import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select

from engage import jobs
from engage.db import db
from engage.jobs import QueuedJob
from engage.summaries import commands, compilation, queries
from tests.factories import OpenConsultation
from tests.factories.summaries import CompiledSummary, ShownTexts
from tests.operators import ran


def test_a_summary_is_asked_for() -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    told = ran(commands.summaries, "compile", consultation.slug)
    assert (told["contributions"], told["compiled"]) == (16, False)
    assert queries.at_work(consultation.id)


def test_what_is_not_there_is_said_in_a_sentence() -> None:
    consultation = OpenConsultation()
    assert "no consultation" in ran(commands.summaries, "compile", "nowhere", expect=1)["error"]
    assert "nothing to summarise" in ran(commands.summaries, "compile", consultation.slug, expect=1)["error"]
    assert "is compiled yet" in ran(commands.summaries, "publish", consultation.slug, expect=1)["error"]


@pytest.mark.commits
def test_waiting_ends_when_a_worker_has_compiled(worker: None) -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    told = ran(commands.summaries, "compile", consultation.slug, "--wait", "--timeout", "240")
    assert told["compiled"]
    assert (told["people"], told["contributions"]) == (16, 16)
    summary = queries.newest_compiled(consultation.id)
    assert summary
    assert told["topics"] == len(queries.topics(summary))


@pytest.fixture
def worker(app: Flask) -> Iterator[None]:
    """A worker in a thread of its own, for one job."""
    done = False

    def work() -> None:
        with app.app_context():
            while not done:
                owed = db.session.scalar(select(QueuedJob.id))
                db.session.rollback()
                if owed:
                    jobs.perform(owed, compilation.compile_summary)
                    break
            db.session.remove()

    thread = Thread(target=work)
    thread.start()
    yield
    done = True
    thread.join()


def test_waiting_without_a_worker_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commands, "_PATIENCE", 0)
    consultation = OpenConsultation()
    ShownTexts(consultation)
    told = ran(commands.summaries, "compile", consultation.slug, "--wait", "--timeout", "1", expect=1)
    assert "Not compiled after 1 seconds" in told["error"]


def test_the_latest_summary_is_published() -> None:
    summary = CompiledSummary()
    told = ran(commands.summaries, "publish", summary.consultation.slug)
    assert told["path"] == f"/summaries/{summary.consultation.slug}"
    assert summary.published_at


@pytest.mark.parametrize(
    ("format_", "begins"), [("pdf", b"%PDF-"), ("html", b"<!DOCTYPE html>"), ("json", b"{")]
)
def test_a_summary_is_written_to_a_file(tmp_path: Path, format_: str, begins: bytes) -> None:
    summary = CompiledSummary()
    out = tmp_path / "report"
    told = ran(
        commands.summaries, "export", summary.consultation.slug, "--format", format_, "--out", str(out)
    )
    assert out.read_bytes().startswith(begins)
    assert told["bytes"] == out.stat().st_size
    if format_ == "json":
        assert json.loads(out.read_text())["figures"]["people"] == 16


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    summary = CompiledSummary()
    out = tmp_path / "missing" / "report.json"
    words = ("export", summary.consultation.slug, "--format", "json", "--out", str(out))
    assert "cannot be written" in ran(commands.summaries, *words, expect=1)["error"]
