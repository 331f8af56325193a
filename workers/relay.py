"""Handing rows of owed work to workers, every few seconds and after each commit that owes some."""

from uuid import UUID

from engage import clock, jobs
from engage.jobs import Job
from workers.app import celery, flask_app


def send(job: Job, queued_id: UUID) -> None:
    """Tell a worker of one job."""
    celery.send_task(job.value, args=[str(queued_id)], queue="work", retry=False)


@celery.task(name="jobs.relay")
def relay() -> None:
    """Hand over all that is due."""
    with flask_app().app_context():
        while jobs.hand_over(send, at=clock.now()):
            pass
