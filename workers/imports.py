"""Tasks of imports: the next rows of a file, and clearing away files that were read."""

from uuid import UUID

from engage.imports import running, staging
from engage.jobs import Job
from workers.app import celery, does, flask_app


@does(Job.IMPORT_ROWS)
def take_rows(run_id: UUID) -> None:
    running.carry_on(run_id)


@celery.task(name="imports.sweep_files")
def sweep_files() -> None:
    """Clear away the files of imports that have ended, or were never begun."""
    with flask_app().app_context():
        staging.sweep()
