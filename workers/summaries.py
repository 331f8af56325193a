"""Tasks of summaries."""

from uuid import UUID

from engage.jobs import Job
from engage.summaries import compilation
from workers.app import does


@does(Job.COMPILE_SUMMARY)
def compile_summary(summary_id: UUID) -> None:
    compilation.compile_summary(summary_id)
