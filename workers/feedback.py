"""Tasks of the responses: letters about replaced questions, old drafts, and the chain of receipts."""

from uuid import UUID

from engage import clock
from engage.db import transaction
from engage.feedback import mailing, superseding, uploads
from engage.feedback.form import drafts, reminding
from engage.feedback.receipts import issuing as receipts
from engage.feedback.rights import retention
from engage.jobs import Job
from engage.logging import logger
from workers.app import celery, does, flask_app

log = logger(__name__)


@does(Job.TELL_OF_SUPERSEDED_QUESTION)
def tell_of_superseded_question(question_id: UUID) -> None:
    superseding.tell(question_id)


@does(Job.ASK_TO_CONFIRM)
def ask_to_confirm(response_id: UUID) -> None:
    mailing.ask_to_confirm(response_id, at=clock.now())


@celery.task(name="feedback.sweep_drafts")
def sweep_drafts() -> None:
    """Delete what was typed a month ago and not sent, and the files that nothing needs after that."""
    with flask_app().app_context():
        with transaction():
            count = drafts.sweep(at=clock.now())
        log.info("drafts_swept", count=count, files=uploads.sweep())


@celery.task(name="feedback.remind")
def remind() -> None:
    """Remind those who asked for it before a consultation closes."""
    with flask_app().app_context(), transaction():
        log.info("drafts_reminded", count=reminding.remind_due(at=clock.now()))


@celery.task(name="feedback.chain_receipts")
def chain_receipts() -> None:
    """Give every receipt that waits its place in the chain, a batch at a time."""
    with flask_app().app_context():
        for consultation_id in receipts.waiting():
            while _chained(consultation_id):
                pass


def _chained(consultation_id: UUID) -> int:
    with transaction():
        return receipts.chain(consultation_id)


@celery.task(name="feedback.publish_receipts")
def publish_receipts() -> None:
    """Publish the head of each chain that has grown, once a day."""
    with flask_app().app_context(), transaction():
        log.info("receipt_heads_published", count=len(receipts.publish(at=clock.now())))


@celery.task(name="feedback.keep_to_time")
def keep_to_time() -> None:
    """Erase names and addresses whose time is up, and remind of answers that are due."""
    with flask_app().app_context(), transaction():
        at = clock.now()
        log.info(
            "kept_to_time",
            contacts=retention.erase_contacts(at=at),
            requests=retention.erase_answered(at=at),
            reminded=retention.remind(at=at),
        )
