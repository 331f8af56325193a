"""Letters about what people ask of their own data: to them, and to those who owe the answer."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from engage import mail
from engage.accounts import Person
from engage.db import db
from engage.feedback.rights.models import DataRequest
from engage.mail.models import Message

PATIENCE = 5
"""Acknowledgements in a day to one address: others can type an address that is not theirs."""


def address_of(request: DataRequest) -> str | None:
    """Give where whoever asked is reached: the address confirmed for the response, else the one they gave."""
    contact = request.response.contact if request.response else None
    if contact and contact.email and contact.confirmed_at:
        return contact.email
    return request.email


def acknowledge(request: DataRequest, key: str, *, at: datetime) -> None:
    """Tell whoever asked that it has come, its number, and until when it is answered."""
    address = address_of(request)
    if address is None or _told_enough(address, at):
        return
    letter = mail.render("feedback/emails/request_received", request=request, key=key)
    mail.post(to=address, letter=letter, key=f"data-request:{request.id}:received", about=request.id)


def tell_answer(request: DataRequest, to: str | None = None) -> None:
    """Tell whoever asked the answer; `to` is their address where it is erased by now."""
    address = to or address_of(request)
    if address is None:
        return
    letter = mail.render("feedback/emails/request_answered", request=request)
    mail.post(to=address, letter=letter, key=f"data-request:{request.id}:answered", about=request.id)


def remind_staff(request: DataRequest) -> None:
    """Remind whoever answers for data protection that a request is due."""
    letter = mail.render("feedback/emails/request_due", request=request)
    for address in _answerable(request):
        mail.post(to=address, letter=letter, key=f"data-request:{request.id}:due:{address}")


def _answerable(request: DataRequest) -> list[str]:
    consultation = request.consultation
    if consultation is not None:
        contact = consultation.data_protection_contact.strip()
        return [contact if "@" in contact and " " not in contact else consultation.body.contact_email]
    administrators = select(Person.email).where(Person.is_administrator, Person.active)
    return list(db.session.scalars(administrators.order_by(Person.email)))


def _told_enough(address: str, at: datetime) -> bool:
    told = select(func.count()).where(
        Message.recipient == address,
        Message.key.like("data-request:%:received"),
        Message.posted_at > at - timedelta(days=1),
    )
    return (db.session.scalar(told) or 0) >= PATIENCE
