"""The mail ledger: one row a letter and recipient."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base, moment


class Message(Base):
    """A letter to one person for one cause, and how its sending fared."""

    __tablename__ = "mail_message"

    key: Mapped[str] = mapped_column(unique=True)
    """The cause: a second letter with the same key is never written."""
    about: Mapped[UUID | None] = mapped_column(index=True)
    """The thing that it is about, where its words and address are to be erased with that."""
    recipient: Mapped[str]
    """Empty once it was erased."""
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    headers: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """Name, media type and text of each."""
    posted_at: Mapped[moment] = mapped_column(index=True)
    sent_at: Mapped[moment | None]
    failed_at: Mapped[moment | None]
    """The server refused it for good."""
    unclear_at: Mapped[moment | None]
    """We stopped between handing it over and noting the answer; it may have arrived."""
    cause: Mapped[str | None]

    @property
    def state(self) -> str:
        """Name what became of it: sent, failed, unclear or waiting."""
        named = {"sent": self.sent_at, "failed": self.failed_at, "unclear": self.unclear_at}
        return next((name for name, at in named.items() if at), "waiting")


class Handover(Base):
    """The stamp that a letter is going over the wire now; what outlives its sender is unclear."""

    __tablename__ = "mail_handover"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("mail_message.id", ondelete="CASCADE"), unique=True)
    at: Mapped[moment]
