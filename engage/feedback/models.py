"""Responses, the contributions in them, and, apart, who can be reached about them."""

from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.analysis.texts import key
from engage.consultations.models import Consultation, Question, Theme
from engage.db import Base, moment


class Sector(StrEnum):
    """On whose behalf a response is sent."""

    RESIDENT = "resident"
    BUSINESS = "business"
    VOLUNTARY = "voluntary"
    PUBLIC = "public"
    EDUCATION = "education"
    UNKNOWN = "unknown"
    """Only for what was imported without it."""


class Consent(StrEnum):
    """How a response may be published."""

    NAMED = "named"
    UNNAMED = "unnamed"
    NONE = "none"


class Channel(StrEnum):
    """The way a contribution came in."""

    ONLINE = "online"
    TABLE = "table"
    LETTER = "letter"
    EMAIL = "email"
    PAPER = "paper"
    IMPORT = "import"


class Kind(StrEnum):
    """What a contribution is, in its sender's own judgement."""

    IDEA = "idea"
    COMMENT = "comment"
    EVIDENCE = "evidence"


def text_key(words: str) -> str:
    """Hash a text without its case, spacing and punctuation (SHA-256, 32 hexadecimal digits)."""
    return sha256(key(words).encode()).hexdigest()[:32]


class Response(Base):
    """What one person or organisation sends in one go. Their name and address stand in `Contact`."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("consultation_id", "author_key"),
        Index(None, "consultation_id", "received_at"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    """What people quote to us, such as VX4K-71."""
    secret_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the key in the private link."""
    submission_key: Mapped[UUID | None] = mapped_column(unique=True)
    """Made with the form, so that what is sent twice is kept once."""
    author_key: Mapped[str | None]
    """Who wrote it, as an imported file tells authors apart: one author, one response."""
    received_at: Mapped[moment]
    withdrawn_at: Mapped[moment | None]
    sector: Mapped[Sector]
    organisation: Mapped[str | None]
    """The organisation spoken for, if any: an organisation's name is not personal data."""
    area: Mapped[str | None]
    consent: Mapped[Consent]

    consultation: Mapped[Consultation] = relationship()
    contributions: Mapped[list["Contribution"]] = relationship(
        back_populates="response", order_by="Contribution.position"
    )
    contact: Mapped["Contact | None"] = relationship(back_populates="response", uselist=False)

    @property
    def published_as(self) -> str | None:
        """The name that stands beside its words where they are published; None if there is to be none."""
        if self.consent is not Consent.NAMED:
            return None
        return self.organisation or (self.contact.name if self.contact else None)


class Contact(Base):
    """Personal data about a response, kept apart from what was said so that it can be erased alone."""

    __tablename__ = "contact"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    confirmed_at: Mapped[moment | None]
    """When the link in our first letter was followed; until then no copy goes to the address."""

    response: Mapped[Response] = relationship(back_populates="contact")


class Contribution(Base):
    """One piece of text under one theme. The words never change; the database refuses it."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("response_id", "position"),
        UniqueConstraint("consultation_id", "source_id"),
        CheckConstraint("length(text) > 0", name="says_something"),
        Index(None, "theme_id", "received_at"),
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    """None: about the whole; it goes to the manager."""
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"))
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(default=Kind.COMMENT)
    channel: Mapped[Channel]
    text: Mapped[str]
    text_key: Mapped[str] = mapped_column(index=True)
    """What `text_key` makes of the text: the same words, the same key."""
    received_at: Mapped[moment]
    source_id: Mapped[str | None]
    """Its id in the file that it was imported from."""

    response: Mapped[Response] = relationship(back_populates="contributions")
    theme: Mapped[Theme | None] = relationship()
    question: Mapped[Question | None] = relationship()


class Draft(Base):
    """What somebody has typed so far. Its id is the submission key of the response that it becomes."""

    __tablename__ = "response_draft"
    __table_args__ = (
        Index(
            "uq_response_draft_unsent",
            "browser_key",
            "consultation_id",
            unique=True,
            postgresql_where="response_id IS NULL",
        ),
    )

    browser_key: Mapped[UUID] = mapped_column(index=True)
    """A random key in the signed cookie of the browser that it is typed in."""
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What was typed, valid or not, by the names that `filled` reads; emptied once it is sent."""
    version: Mapped[int] = mapped_column(default=0)
    """How often it was saved: what is sent is what was seen."""
    begun_at: Mapped[moment]
    expires_at: Mapped[moment] = mapped_column(index=True)
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    """What it became."""

    response: Mapped[Response | None] = relationship()
