"""Tasks about moderation."""

from uuid import UUID

from engage.db import transaction
from engage.jobs import Job
from engage.moderation import gathering
from workers.app import celery, does, flask_app


@does(Job.GATHER_CAMPAIGNS)
def gather(consultation_id: UUID) -> None:
    gathering.gather(consultation_id)


@celery.task(name="moderation.ask_for_campaigns")
def ask() -> None:
    """Have campaigns looked for where texts have come in."""
    with flask_app().app_context(), transaction():
        gathering.ask()
