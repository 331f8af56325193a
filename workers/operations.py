"""Tasks of operators: erasing a response from everything."""

from uuid import UUID

from engage.jobs import Job
from engage.operations import erasing
from workers.app import does


@does(Job.ERASE_RESPONSE)
def erase_response(request_id: UUID) -> None:
    erasing.carry_out(request_id)
