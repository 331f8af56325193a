"""Private links that were replaced, and those that were lost."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import keys, mailing
from engage.feedback.form.filled import email_address
from engage.feedback.models import Contact, Response
from engage.feedback.rights.models import ReplacedLink
from engage.logging import logger
from engage.web.private_links import key_hash

log = logger(__name__)


def replace(response: Response, *, at: datetime) -> str:
    """Make a new private link for a response and give its key; the one before opens nothing from now on."""
    locked = select(Response).where(Response.id == response.id).with_for_update(of=Response)
    response = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    db.session.add(ReplacedLink(response_id=response.id, secret_hash=response.secret_hash, replaced_at=at))
    response.link_number += 1
    key = keys.private_key(response.id, response.link_number)
    response.secret_hash = key_hash(key)
    db.session.flush()
    mailing.send_new_link(response)
    log.info("link_replaced", response_id=str(response.id))
    return key


def replaced_at(key: str) -> datetime | None:
    """Say when the link of a key was replaced, if it was."""
    return db.session.scalar(
        select(ReplacedLink.replaced_at).where(ReplacedLink.secret_hash == key_hash(key))
    )


def send_lost(typed: str, *, at: datetime) -> None:
    """Send the links of all responses that an address was confirmed for to it, if there are any.

    :raises RuleBroken: if it is no address
    """
    address = email_address(typed)
    if address is None:
        raise RuleBroken(mailing.NO_ADDRESS, field="email")
    if found := _confirmed_for(address):
        mailing.send_links(found, address, at=at)


def _confirmed_for(address: str) -> Sequence[Response]:
    theirs = (
        select(Response)
        .join(Contact, Contact.response_id == Response.id)
        .where(func.lower(Contact.email) == address.lower(), Contact.confirmed_at.is_not(None))
        .options(joinedload(Response.consultation), joinedload(Response.contact))
    )
    return db.session.scalars(theirs.order_by(Response.received_at.desc(), Response.id)).all()
