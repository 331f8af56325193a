"""Tasks of the mail ledger."""

from uuid import UUID

from engage.jobs import Job
from engage.mail import sending
from workers.app import does


@does(Job.SEND_MAIL)
def send(message_id: UUID) -> None:
    sending.deliver(message_id)
