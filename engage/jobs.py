"""Work that is owed: a row until it is done, whatever happens to Redis or a worker meanwhile."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from celery import Celery
from flask import Flask, current_app
from kombu.exceptions import OperationalError as BrokerDown
from redis.exceptions import RedisError
from sqlalchemy import Index, and_, delete, event, func, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from engage import clock
from engage.db import Base, db, moment, transaction
from engage.logging import logger, told

log = logger(__name__)

LEASE = timedelta(minutes=5)
"""How long a job that was handed over may stay silent before it is handed over again."""
SHORT_LEASE = timedelta(seconds=30)
"""The same for jobs of a few seconds that somebody watches."""
PATIENCE = 96
"""How often weather may spoil a job before a person has to look at it: some four days."""

ECHO = 0.2
"""Seconds after a ring in which the same process rings for nothing more: in a rush the relay is awake."""


class Job(StrEnum):
    """Every kind of work that is done in the background."""

    SEND_MAIL = "mail.send"
    ASK_TO_CONFIRM = "feedback.ask_to_confirm"
    COMPILE_SUMMARY = "summaries.compile"
    ANNOUNCE_CONSULTATION = "consultations.announce"
    TELL_OF_SUPERSEDED_QUESTION = "feedback.tell_of_superseded_question"
    COMPILE_DIGEST = "digests.compile"
    OFFER_FREED_PLACES = "workshops.offer_freed_places"
    TELL_OF_CHANGE = "workshops.tell_of_change"
    SEND_INVITATIONS = "workshops.send_invitations"
    REMIND_ATTENDEES = "workshops.remind_attendees"
    HAND_IN_NOTES = "workshops.hand_in_notes"
    GATHER_CAMPAIGNS = "moderation.gather"
    IMPORT_ROWS = "imports.take_rows"
    ERASE_RESPONSE = "operations.erase_response"

    @property
    def lease(self) -> timedelta:
        """How long it may stay silent, after it was handed over, before it is handed over again."""
        return SHORT_LEASE if self is Job.IMPORT_ROWS else LEASE


class QueuedJob(Base):
    """One piece of work that is owed, and how it fared so far."""

    __tablename__ = "queued_job"
    __table_args__ = (Index("ix_queued_job_due", "due_at", postgresql_where="failed_at IS NULL"),)

    job: Mapped[Job]
    subject_id: Mapped[UUID]
    enqueued_at: Mapped[moment]
    due_at: Mapped[moment]
    handed_at: Mapped[moment | None]
    """When a worker was last told of it; it is told again after the lease."""
    attempts: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[moment | None]
    cause: Mapped[str | None]


class Weather(Exception):
    """A failure that passes by itself: the network, a restart, a server that is busy."""


WEATHER = (Weather, OperationalError, InterfaceError, ConnectionError, TimeoutError, RedisError, BrokerDown)


def enqueue(job: Job, subject_id: UUID, *, due_at: datetime | None = None) -> QueuedJob:
    """Owe a piece of work, in the same transaction as the change that asks for it."""
    at = clock.now()
    queued = QueuedJob(job=job, subject_id=subject_id, enqueued_at=at, due_at=due_at or at)
    db.session.add(queued)
    db.session.info["owes_work"] = True
    return queued


def owe_anew(queued: QueuedJob) -> None:
    """Owe a failed job again, as if it had not been tried."""
    queued.failed_at, queued.handed_at = None, None
    queued.attempts, queued.due_at = 0, clock.now()
    db.session.info["owes_work"] = True


def hand_over(send: Callable[[Job, UUID], None], *, at: datetime, limit: int = 500) -> int:
    """Tell workers of the jobs that are due, and count them.

    A row that a worker is at is locked and so passed over. The stamp is committed first: a worker
    may be quicker than we are. If the broker refuses, the stamps go again.
    """
    with transaction():
        silent = or_(
            QueuedJob.handed_at.is_(None),
            *(and_(QueuedJob.job == job, QueuedJob.handed_at < at - job.lease) for job in Job),
        )
        due = (
            select(QueuedJob)
            .where(QueuedJob.failed_at.is_(None), QueuedJob.due_at <= at, silent)
            .order_by(QueuedJob.due_at, QueuedJob.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        batch = [(queued.job, queued.id) for queued in db.session.scalars(due)]
        _stamp([queued_id for _, queued_id in batch], at)
    try:
        for job, queued_id in batch:
            send(job, queued_id)
    except WEATHER as storm:
        log.warning("broker_unreachable", error=type(storm).__name__)
        with transaction():
            _stamp([queued_id for _, queued_id in batch], None)
        return 0
    return len(batch)


def _stamp(ids: list[UUID], at: datetime | None) -> None:
    db.session.execute(update(QueuedJob).where(QueuedJob.id.in_(ids)).values(handed_at=at))


def perform(queued_id: UUID, work: Callable[[UUID], None]) -> None:
    """Do a job and strike it off in the transaction of the work itself.

    Does nothing if it is done already, or if another worker is at it.
    """
    try:
        with transaction():
            row = select(QueuedJob).where(QueuedJob.id == queued_id, QueuedJob.failed_at.is_(None))
            queued = db.session.scalar(row.with_for_update(skip_locked=True))
            if queued is None:
                return
            work(queued.subject_id)
            db.session.execute(delete(QueuedJob).where(QueuedJob.id == queued_id))
    except WEATHER as storm:
        log.warning("job_postponed", queued_id=str(queued_id), error=type(storm).__name__)
        _postpone(queued_id, storm)
    except Exception as bug:
        log.exception("job_failed", queued_id=str(queued_id))
        _give_up(queued_id, bug)
        raise


def _postpone(queued_id: UUID, storm: Exception) -> None:
    with transaction():
        queued = db.session.get(QueuedJob, queued_id, with_for_update=True)
        if queued is None:
            return
        queued.attempts += 1
        queued.cause = _said(storm)
        queued.handed_at = None
        queued.due_at = clock.now() + timedelta(seconds=min(5 * 2**queued.attempts, 3600))
        if queued.attempts >= PATIENCE:
            queued.failed_at = clock.now()


def _give_up(queued_id: UUID, bug: Exception) -> None:
    with transaction():
        failed = update(QueuedJob).where(QueuedJob.id == queued_id)
        db.session.execute(
            failed.values(failed_at=clock.now(), cause=told(bug), attempts=QueuedJob.attempts + 1)
        )


def _said(storm: Exception) -> str:
    return (f"{type(storm).__name__}: {storm}" if isinstance(storm, Weather) else told(storm))[:500]


def oldest_owed(at: datetime) -> timedelta:
    """Tell how long the oldest job that is due has waited to be handed to a worker."""
    waiting = select(func.min(QueuedJob.due_at)).where(
        QueuedJob.failed_at.is_(None), QueuedJob.handed_at.is_(None), QueuedJob.due_at <= at
    )
    since = db.session.scalar(waiting)
    return at - since if since else timedelta()


def workers_answer() -> bool:
    """Ask around whether anybody is there to do what is owed; takes about a second."""
    bell: Any = current_app.extensions.get("bell")
    if bell is None:
        return False
    try:
        answers = bell.control.inspect(timeout=1.0).active_queues() or {}
    except WEATHER:
        return False
    return any(queue["name"] == "work" for queues in answers.values() for queue in queues)


def broker(redis_url: str) -> str:
    """Write a Redis URL the way the message library reads it (a socket is `redis+socket://`)."""
    return redis_url.replace("unix://", "redis+socket://", 1)


def init_app(app: Flask, redis_url: str) -> None:
    """Let every commit that owes work wake the relay, as a courtesy: beat would do so in seconds."""
    bell = Celery("bell", broker=broker(redis_url), set_as_current=False)
    bell.conf.broker_transport_options = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}
    app.extensions["bell"], app.extensions["bell_rests_until"] = bell, 0.0


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    if not session.info.pop("owes_work", False):
        return
    bell: Any = current_app.extensions.get("bell")
    if bell is not None and time.monotonic() >= current_app.extensions["bell_rests_until"]:
        current_app.extensions["bell_rests_until"] = time.monotonic() + ECHO
        with suppress(*WEATHER):
            bell.send_task("jobs.relay", queue="relay", expires=10, ignore_result=True, retry=False)
