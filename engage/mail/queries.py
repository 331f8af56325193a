"""Reading the ledger."""

from sqlalchemy import Select, select

from engage.mail.models import Message


def newest() -> Select[Message]:
    """Select all letters, the latest first."""
    return select(Message).order_by(Message.posted_at.desc(), Message.id.desc())


def to(address: str) -> Select[Message]:
    """Select the letters to one address, the latest first."""
    return newest().where(Message.recipient == address)
