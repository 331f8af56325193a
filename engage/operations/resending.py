"""What an operator does about a letter that did not go through."""

from uuid import UUID

from engage import audit
from engage.accounts import Person
from engage.mail import resending
from engage.mail.models import Message


def resend(message_id: UUID, *, by: Person | None) -> Message:
    """Have a letter sent again.

    :raises RuleBroken: if it was sent, or is still being tried
    """
    message = resending.resend(message_id)
    audit.record("mail.resent", message, by=by)
    return message
