"""The Celery application, and the decorator that makes a use case a task."""

import logging
from collections.abc import Callable
from functools import cache
from uuid import UUID

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from flask import Flask

from engage import create_app, jobs
from engage.db import db
from engage.jobs import Job
from engage.settings import Settings

settings = Settings()
assert settings.redis_url, "ENGAGE_REDIS_URL must be set for a worker; `engage up` does that"

celery = Celery("engage", broker=jobs.broker(settings.redis_url))
celery.conf.update(
    include=[
        "workers.consultations",
        "workers.feedback",
        "workers.imports",
        "workers.relay",
        "workers.mail",
        "workers.moderation",
        "workers.operations",
        "workers.summaries",
        "workers.digests",
        "workers.workshops",
        "workers.schedule",
    ],
    task_default_queue="work",
    task_ignore_result=True,
    task_acks_late=False,  # the row in the database is what is owed; a message only wakes
    task_serializer="json",
    accept_content=["json"],
    timezone="Europe/London",
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=1000,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"visibility_timeout": 3600, "socket_keepalive": False},
)


@cache
def flask_app() -> Flask:
    """Give this process its application; made after the fork, so that no connection is shared."""
    return create_app(settings)


@worker_process_init.connect
def _forget_connections(**_: object) -> None:
    flask_app.cache_clear()


@setup_logging.connect
def _keep_our_logs(**_: object) -> None:
    flask_app()
    for routine in ("celery.beat", "celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(routine).setLevel(logging.WARNING)  # the relay alone would fill the log
    logging.getLogger("celery.app.trace").addFilter(_without_words)


def _without_words(record: logging.LogRecord) -> bool:
    """Keep Celery from writing out an error, which may quote a row; where it came from is told beside it."""
    if isinstance(record.args, dict):
        record.msg, record.args = f"task_failed {record.args.get('name')}", ()
    return True


def does(job: Job) -> Callable[[Callable[[UUID], None]], Callable[[UUID], None]]:
    """Make a function of one id the task of a job: done in one transaction, struck off in the same."""

    def declare(work: Callable[[UUID], None]) -> Callable[[UUID], None]:
        def run(queued_id: str) -> None:
            with flask_app().app_context():
                jobs.perform(UUID(queued_id), work)
                db.session.remove()

        celery.task(name=job.value)(run)
        return work

    return declare
