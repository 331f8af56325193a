"""Letters to respondents: first whether the address is theirs, and only then what they sent."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from engage import mail
from engage.db import db
from engage.feedback import keys
from engage.feedback.form import replies
from engage.feedback.models import Response
from engage.feedback.standing import replied, standing
from engage.mail.models import Message
from engage.web.languages import writing_in

NO_ADDRESS = _l("Enter the e-mail address that you gave")
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
    stands = replied(response)
    with _as_it_was_read(response):
        letter = mail.render(
            "feedback/emails/copy",
            response=response,
            texts=standing(response),
            replied=[(one.question, replies.in_words(one.question, one.value)) for one in stands],
            files=[one for one in response.uploads if one.ended_at is None],
            key=keys.key_of(response),
        )
    key = f"response-copy:{response.id}:{response.version}.{response.link_number}"
    mail.post(to=contact.email, letter=letter, key=key, about=response.id)


def send_new_link(response: Response) -> None:
    """Send the private link that took another's place to an address that was confirmed."""
    contact, key = response.contact, keys.key_of(response)
    if contact is None or contact.email is None or contact.confirmed_at is None or key is None:
        return
    with _as_it_was_read(response):
        letter = mail.render("feedback/emails/new_link", response=response, key=key)
    cause = f"response-link:{response.id}:{response.link_number}"
    mail.post(to=contact.email, letter=letter, key=cause, about=response.id)


def send_links(responses: Sequence[Response], address: str, *, at: datetime) -> None:
    """Send the private links of an address to it; asked again within the hour, it gets no second letter."""
    found = [(response, key) for response in responses if (key := keys.key_of(response))]
    letter = mail.render("feedback/emails/links", responses=found)
    cause = f"response-links:{keys.seal(address)}:{at:%Y%m%d%H}"
    mail.post(to=address, letter=letter, key=cause, about=responses[0].id)


def _asked_enough(address: str, at: datetime) -> bool:
    asked = select(func.count()).where(
        Message.recipient == address,
        Message.key.like("response-confirm:%"),
        Message.posted_at > at - timedelta(days=1),
    )
    return (db.session.scalar(asked) or 0) >= PATIENCE
