"""Letters to respondents: first whether the address is theirs, and only then what they sent."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from engage import mail
from engage.db import db
from engage.feedback import keys
from engage.feedback.models import Response
from engage.feedback.standing import standing
from engage.mail.models import Message
from engage.web.languages import writing_in

PATIENCE = 5
"""Letters in a day that ask one address to confirm: others can type an address that is not theirs."""


def ask_to_confirm(response_id: UUID, *, at: datetime) -> None:
    """Ask, without a word of the response, whether its address is its sender's.

    Nobody is asked who withdrew it meanwhile, has confirmed, or got enough such letters today.
    """
    response = db.session.get(Response, response_id)
    contact = response.contact if response and not response.withdrawn_at else None
    address = contact.email if contact and not contact.confirmed_at else None
    if response is None or address is None or _asked_enough(address, at):
        return
    token = keys.confirmation(response.id, address)
    with _as_it_was_read(response):
        letter = mail.render("feedback/emails/confirm", response=response, token=token)
    key = f"response-confirm:{response.id}:{keys.seal(address)}"
    mail.post(to=address, letter=letter, key=key, about=response.id)


def _as_it_was_read(response: Response) -> AbstractContextManager[None]:
    """Write in the language that was chosen on the pages; where none was, they spoke the service's own."""
    chosen = response.language != response.consultation.languages[0]
    return writing_in(response.language) if chosen else nullcontext()


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
