"""Commands for those who run the service."""

from uuid import UUID

import click

from engage.db import db, transaction
from engage.operations import mending, queries
from engage.operator import Result, operator_command, say


@click.group()
def jobs() -> None:
    """Work that is owed, and what failed."""


@operator_command(jobs, "list")
def list_jobs() -> Result:
    """List the work that is owed, what failed first."""
    owed = db.session.scalars(queries.owed()).all()
    for queued in owed:
        state = f"failed: {queued.cause}" if queued.failed_at else f"due {queued.due_at:%Y-%m-%d %H:%M:%S}"
        say(f"{queued.id}  {queued.job.value:24}  {state}")
    if not owed:
        say("Nothing is owed.")
    told = [
        {"id": queued.id, "job": queued.job, "due_at": queued.due_at, "attempts": queued.attempts}
        | {"failed_at": queued.failed_at, "cause": queued.cause}
        for queued in owed
    ]
    return {"jobs": told}


@operator_command(jobs, "retry")
@click.argument("job_id", type=click.UUID)
def retry_job(job_id: UUID) -> Result:
    """Have a failed job tried again."""
    with transaction():
        queued = mending.retry(job_id, by=None)
    say(f"{queued.job.value} will be tried again.")
    return {"id": job_id}


@click.group("audit")
def audit_trail() -> None:
    """Who did what to which thing."""


@operator_command(audit_trail, "list")
@click.option("--act", default="", help="The beginning of an act's name, such as 'consultation.'")
@click.option("--person", default="", help="A part of somebody's name or e-mail address")
@click.option("--most", default=50, show_default=True, help="How many at the most")
def list_audit(act: str, person: str, most: int) -> Result:
    """List the latest acts."""
    rows = db.session.execute(queries.trail(act, person).limit(most)).all()
    for entry, name in rows:
        say(f"{entry.at:%Y-%m-%d %H:%M:%S}  {name or 'the service'}  {entry.act}  {entry.subject_id}")
    told = [
        {"at": entry.at, "by": name, "act": entry.act, "subject": entry.subject_id, "detail": entry.detail}
        for entry, name in rows
    ]
    return {"entries": told}
