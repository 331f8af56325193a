"""Letters to respondents: first whether the address is theirs, and only then what they sent."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from engage import mail
from engage.db import db
from engage.feedback import keys
from engage.feedback.models import Response
from engage.feedback.standing import standing
from engage.mail.models import Message

PATIENCE = 5
"""Letters in a day that ask one address to confirm: others can type an address that is not theirs."""


def ask_to_confirm(response: Response, *, at: datetime) -> None:
    """Ask, without a word of the response, whether its address is its sender's."""
    address = response.contact.email if response.contact else None
    if address is None or _asked_enough(address, at):
        return
    token = keys.confirmation(response.id, address)
    letter = mail.render("feedback/emails/confirm", response=response, token=token)
    key = f"response-confirm:{response.id}:{keys.seal(address)}"
    mail.post(to=address, letter=letter, key=key, about=response.id)


def send_copy(response: Response) -> None:
    """Send what was said, with its reference and private link, to an address that was confirmed."""
    contact = response.contact
    if contact is None or contact.email is None or contact.confirmed_at is None:
        return
    letter = mail.render(
        "feedback/emails/copy", response=response, texts=standing(response), key=keys.key_of(response)
    )
    key = f"response-copy:{response.id}:{response.version}.{response.link_number}"
    mail.post(to=contact.email, letter=letter, key=key, about=response.id)


def _asked_enough(address: str, at: datetime) -> bool:
    asked = select(func.count()).where(
        Message.recipient == address,
        Message.key.like("response-confirm:%"),
        Message.posted_at > at - timedelta(days=1),
    )
    return (db.session.scalar(asked) or 0) >= PATIENCE
