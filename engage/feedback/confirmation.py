"""Confirming that an address belongs to whoever sent a response."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from engage.errors import RuleBroken
from engage.feedback import mailing
from engage.feedback.models import Response


def confirm(response: Response, *, at: datetime) -> None:
    """Note that an address is its sender's, and send the copy that they wait for; again, do nothing.

    :raises RuleBroken: if the response was withdrawn, or its address is no longer kept
    """
    contact = response.contact
    if response.withdrawn_at or contact is None or contact.email is None:
        raise RuleBroken(_l("This response was withdrawn, so there is nothing to send"))
    if contact.confirmed_at is None:
        contact.confirmed_at = at
    mailing.send_copy(response)
