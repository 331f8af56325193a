"""Tasks of the responses: letters about replaced questions, and deleting drafts whose time is up."""

from uuid import UUID

from engage import clock
from engage.db import transaction
from engage.feedback import drafts, superseding
from engage.jobs import Job
from engage.logging import logger
from workers.app import celery, does, flask_app

log = logger(__name__)


@does(Job.TELL_OF_SUPERSEDED_QUESTION)
def tell_of_superseded_question(question_id: UUID) -> None:
    superseding.tell(question_id)


@celery.task(name="feedback.sweep_drafts")
def sweep_drafts() -> None:
    """Delete what was typed a month ago and not sent."""
    with flask_app().app_context(), transaction():
        log.info("drafts_swept", count=drafts.sweep(at=clock.now()))
