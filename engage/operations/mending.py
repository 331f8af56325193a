"""What an operator does about work that failed."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import QueuedJob, owe_anew


def retry(job_id: UUID, *, by: Person | None) -> QueuedJob:
    """Owe a failed job anew, as if it had not been tried.

    :raises RuleBroken: if it is gone, or has not failed
    """
    queued = _failed(job_id)
    owe_anew(queued)
    audit.record("job.retried", queued, by=by, job=queued.job)
    return queued


def drop(job_id: UUID, *, by: Person | None) -> None:
    """Give up a failed job for good.

    :raises RuleBroken: if it is gone, or has not failed
    """
    queued = _failed(job_id)
    audit.record("job.dropped", queued, by=by, job=queued.job, about=queued.subject_id)
    db.session.delete(queued)


def _failed(job_id: UUID) -> QueuedJob:
    queued = db.session.scalar(select(QueuedJob).where(QueuedJob.id == job_id).with_for_update())
    if queued is None:
        raise RuleBroken(_l("This job has been done, or dropped, meanwhile"))
    if queued.failed_at is None:
        raise RuleBroken(_l("This job has not failed: it will be done"))
    return queued
