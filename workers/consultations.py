"""Tasks about consultations."""

from uuid import UUID

from engage.consultations import announcing, evidence
from engage.jobs import Job
from workers.app import celery, does, flask_app


@does(Job.ANNOUNCE_CONSULTATION)
def announce(consultation_id: UUID) -> None:
    announcing.announce(consultation_id)


@celery.task(name="consultations.sweep_uploads")
def sweep_uploads() -> None:
    """Clear away the files of evidence that was removed, or never came to be."""
    with flask_app().app_context():
        evidence.sweep()
