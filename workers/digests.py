"""Tasks of the digests."""

from uuid import UUID

from engage import clock
from engage.db import transaction
from engage.digests import compiling, scheduling
from engage.jobs import Job
from workers.app import celery, does, flask_app


@does(Job.COMPILE_DIGEST)
def compile_due(schedule_id: UUID) -> None:
    compiling.compile_due(schedule_id)


@celery.task(name="digests.due")
def due() -> None:
    """Have every digest compiled that is due."""
    with flask_app().app_context(), transaction():
        scheduling.enqueue_due(clock.now())
