"""Tasks of the responses: deleting drafts whose time is up."""

from engage import clock
from engage.db import transaction
from engage.feedback import drafts
from engage.logging import logger
from workers.app import celery, flask_app

log = logger(__name__)


@celery.task(name="feedback.sweep_drafts")
def sweep_drafts() -> None:
    """Delete what was typed a month ago and not sent."""
    with flask_app().app_context(), transaction():
        log.info("drafts_swept", count=drafts.sweep(at=clock.now()))
