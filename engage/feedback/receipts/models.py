"""The chain of receipts of each consultation, which only grows, and the heads of it that were published."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.consultations.models import Consultation
from engage.db import Base, moment


class Event(StrEnum):
    """What happened to a response, that there is a receipt of."""

    RECEIVED = "received"
    ADDED = "added"
    """More of the same author came in with a file."""
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Receipt(Base):
    """That something happened to a response. The database refuses to change it or take it out.

    The moment its place in the chain is known, `seq` and `head` are filled in, once. Erasure takes the
    nonce and the contents, and with them all that the leaf could be traced back to.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("consultation_id", "seq"),
        Index("ix_receipt_unchained", "consultation_id", "id", postgresql_where="seq IS NULL"),
        CheckConstraint("(seq IS NULL) = (head IS NULL) AND seq > 0", name="place_and_head"),
        CheckConstraint("(nonce IS NULL) = (contents IS NULL)", name="erased_whole"),
        CheckConstraint(
            "length(nonce) = 16 AND length(leaf) = 32 AND length(head) = 32", name="lengths_of_hashes"
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    response_id: Mapped[UUID] = mapped_column(index=True)
    """No foreign key: the receipt outlives a response that an import brought and its undoing took away."""
    event: Mapped[Event]
    version: Mapped[int]
    """The version of the response."""
    made_at: Mapped[moment]
    nonce: Mapped[bytes | None]
    """Random, so that nobody can find out what was said by trying out texts."""
    contents: Mapped[str | None]
    """What the leaf is a hash of, to the letter: see `receipt_contents`."""
    leaf: Mapped[bytes]
    seq: Mapped[int | None]
    """Its place in the chain, counted from 1; None while it waits for one."""
    head: Mapped[bytes | None]
    """The hash of the whole chain up to here."""


class ReceiptHead(Base):
    """The head of a chain as it was published on a day. The database refuses to change it."""

    __tablename__ = "receipt_head"
    __table_args__ = (UniqueConstraint("consultation_id", "day"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    day: Mapped[date]
    seq: Mapped[int]
    """How many receipts it stands for."""
    head: Mapped[bytes]
    published_at: Mapped[moment]

    consultation: Mapped[Consultation] = relationship()

    @property
    def line(self) -> str:
        """Write it as one word, such as growth/1234/3f9a…, for pages, letters and files."""
        return f"{self.consultation.slug}/{self.seq}/{self.head.hex()}"
