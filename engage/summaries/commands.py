"""`engage summaries`: compile, publish and export from the command line."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

import click

from engage import clock, jobs
from engage.consultations.commands import called
from engage.db import db, transaction
from engage.operator import Result, Trouble, operator_command, say
from engage.summaries import documents, open_data, publication, queries, report, requesting
from engage.summaries.models import Summary
from engage.summaries.report import Report

_PATIENCE: Final = 30
"""Seconds after which we look for whoever should be doing the work."""
_NOBODY: Final = (
    f"Not compiled after {_PATIENCE} seconds, and no worker is running: "
    "start one with `engage up`. The work stays owed meanwhile"
)
_WORKING: Final = "Workers are running; still waiting"
_LOOK_AGAIN: Final = 0.5

_FORMATS: dict[str, Callable[[Report], bytes]] = {
    "pdf": documents.pdf,
    "html": documents.html,
    "json": open_data.encoded,
}


@click.group()
def summaries() -> None:
    """What was heard: compile it, publish it, take it away."""


@operator_command(summaries, "compile")
@click.argument("slug")
@click.option("--wait", is_flag=True, help="Wait until a worker has compiled it.")
@click.option("--timeout", default=900, show_default=True, help="Seconds to wait at most.")
def compile_(slug: str, wait: bool, timeout: int) -> Result:
    """Freeze what has been shown in a consultation so far, and have a summary of it compiled."""
    with transaction():
        summary = requesting.request(called(slug), by=None)
        summary_id, many = summary.id, summary.received["analysed"]
    say(f"{many} contributions are frozen as evidence; a worker compiles them")
    if not wait:
        return {"summary": str(summary_id), "contributions": many, "compiled": False}
    return _waited(summary_id, timeout)


@operator_command(summaries, "publish")
@click.argument("slug")
def publish(slug: str) -> Result:
    """Publish the latest compiled summary of a consultation."""
    with transaction():
        summary = _compiled(slug)
        publication.publish(summary, by=None)
        summary_id = summary.id
    say(f"The summary of {slug} is published")
    return {"summary": str(summary_id), "path": f"/summaries/{slug}"}


@operator_command(summaries, "export")
@click.argument("slug")
@click.option("--format", "format_", type=click.Choice(sorted(_FORMATS)), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(slug: str, format_: str, out: Path) -> Result:
    """Write the latest compiled summary of a consultation to a file."""
    summary = _compiled(slug)
    content = _FORMATS[format_](report.assemble(summary))
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Trouble(f"{out} cannot be written: {error.strerror}") from error
    say(f"{out}: {len(content)} bytes")
    return {"summary": str(summary.id), "file": str(out), "bytes": len(content), "format": format_}


def _compiled(slug: str) -> Summary:
    summary = queries.newest_compiled(called(slug).id)
    if summary is None:
        raise Trouble(f"No summary of {slug} is compiled yet: run `engage summaries compile {slug} --wait`")
    return summary


def _waited(summary_id: UUID, timeout: int) -> Result:
    """Follow a summary until it is compiled, and say so if there is nobody to do it."""
    begun, asked_around = clock.now(), False
    while (passed := (clock.now() - begun).total_seconds()) < timeout:
        db.session.rollback()
        summary = queries.get(summary_id)
        if summary.failed_at:
            raise Trouble(f"The summary could not be compiled: {summary.cause}", summary=str(summary_id))
        if summary.compiled_at:
            topics = len(queries.topics(summary))
            say(f"Compiled in {passed:.0f} seconds: {topics} topics")
            return {"summary": str(summary_id), **_told(summary), "topics": topics, "compiled": True}
        if passed > _PATIENCE and not asked_around:
            asked_around = True
            say(_WORKING if jobs.workers_answer() else _NOBODY)
        time.sleep(_LOOK_AGAIN)
    raise Trouble(f"Not compiled after {timeout} seconds; the work stays owed", summary=str(summary_id))


def _told(summary: Summary) -> dict[str, object]:
    assert summary.figures
    return {
        **summary.figures["whole"],
        "evidence_sha256": summary.evidence_digest,
        "engine": summary.engine,
        "engine_version": summary.engine_version,
        "engine_sha256": summary.engine_digest,
    }
