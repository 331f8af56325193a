"""Responses, the contributions in them, and, apart, who can be reached about them."""

from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.analysis.texts import key
from engage.consultations.models import Consultation, Question, Theme
from engage.db import Base, moment
from engage.organisations.models import Organisation, Sector


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
    PHONE = "phone"
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
    """What people quote to us, such as K7R-4WM-HKW."""
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
    """The organisation spoken for, if any, as it was named: that is not personal data."""
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    area: Mapped[str | None]
    consent: Mapped[Consent]
    language: Mapped[str] = mapped_column(default="en")
    """The language of the pages that it was written on."""
    suspicions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Why it may be spam, for those who moderate it; it is kept and read like any other."""
    version: Mapped[int] = mapped_column(default=1)
    """How often it was sent: 1, and one more with each amendment."""
    amended_at: Mapped[moment | None]
    link_number: Mapped[int] = mapped_column(default=0)
    """How often its private link was replaced."""
    erased_at: Mapped[moment | None]
    """When what was said in it was erased; the row stays, so that figures and its receipt do."""

    consultation: Mapped[Consultation] = relationship()
    spoken_for: Mapped[Organisation | None] = relationship()
    contributions: Mapped[list["Contribution"]] = relationship(
        back_populates="response", order_by="Contribution.position, Contribution.version"
    )
    replies: Mapped[list["Reply"]] = relationship(back_populates="response", order_by="Reply.id")
    uploads: Mapped[list["Upload"]] = relationship(back_populates="response", order_by="Upload.id")
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
    role: Mapped[str | None]
    """What the signatory is in the organisation spoken for."""
    email: Mapped[str | None]
    confirmed_at: Mapped[moment | None]
    """When the link in our first letter was followed; until then no copy goes to the address."""

    response: Mapped[Response] = relationship(back_populates="contact")


class Contribution(Base):
    """One piece of text under one theme. The words never change; the database refuses it.

    Amended, it gets a row more, of the same response and position and the next version.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("response_id", "position", "version"),
        UniqueConstraint("consultation_id", "source_id"),
        CheckConstraint("length(text) > 0 OR erased_at IS NOT NULL", name="says_something"),
        CheckConstraint("erased_at IS NULL OR ended_at IS NOT NULL", name="erased_has_ended"),
        Index(None, "theme_id", "received_at"),
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    """None: about the whole; it goes to the manager."""
    question_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(default=Kind.COMMENT)
    channel: Mapped[Channel]
    text: Mapped[str]
    text_key: Mapped[str] = mapped_column(index=True)
    """What `text_key` makes of the text: the same words, the same key."""
    received_at: Mapped[moment]
    source_id: Mapped[str | None]
    """Its id in the file that it was imported from."""
    ended_at: Mapped[moment | None]
    """When it ceased to count: a later version was decided on, or its sender took it back.

    The database writes it too: when a later version is decided on, and when the response is withdrawn.
    """
    dissents_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    """What a table said that somebody who sat there sees differently; the first version of it."""
    erased_at: Mapped[moment | None]
    """When its words were erased; the row stays, so that figures do."""

    response: Mapped[Response] = relationship(back_populates="contributions")
    theme: Mapped[Theme | None] = relationship()
    question: Mapped[Question | None] = relationship()


class Reply(Base):
    """What somebody chose or filled in where no free text is asked for. Amended, it gets a row more."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("response_id", "question_id", "version"),
        Index(None, "question_id"),
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    version: Mapped[int] = mapped_column(default=1)
    """The version of the response that it came with."""
    value: Mapped[Any] = mapped_column(JSONB)
    """A choice's key, keys in order, a number as it was written, a day (ISO 8601) or a place."""
    received_at: Mapped[moment]
    ended_at: Mapped[moment | None]

    response: Mapped[Response] = relationship(back_populates="replies")
    question: Mapped[Question] = relationship()


class Upload(Base):
    """A file that came with a response, or the scan of a letter. Only staff and its sender get it."""

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR response_id IS NOT NULL", name="of_something"),
    )

    draft_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("response_draft.id", ondelete="CASCADE"), index=True
    )
    """The draft that it was uploaded to, until that is sent."""
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"), index=True)
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"), index=True)
    """None: the scan of a letter."""
    stored_as: Mapped[str] = mapped_column(unique=True)
    """The file's name in the uploads folder; the name that people see is `file_name`."""
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_at: Mapped[moment]
    ended_at: Mapped[moment | None]
    """When an amendment took it back, or it was erased."""

    response: Mapped[Response | None] = relationship(back_populates="uploads")
    question: Mapped[Question | None] = relationship()


class Amendment(Base):
    """That a response was sent again with changes, and what stood beside its words before."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("response_id", "version"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    version: Mapped[int]
    """The version that it made."""
    made_at: Mapped[moment]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Sector, area, organisation and consent as they stood before, where they changed."""


class Draft(Base):
    """What somebody has typed so far. Its id is the submission key of the response that it becomes."""

    __tablename__ = "response_draft"
    __table_args__ = (
        Index(
            "uq_response_draft_unsent",
            "browser_key",
            "consultation_id",
            unique=True,
            postgresql_where="response_id IS NULL AND amends_id IS NULL",
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
    amends_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    """The response that it changes, if it is no new one."""
    language: Mapped[str] = mapped_column(default="en")
    email: Mapped[str | None]
    """Where the link to go on with it was sent."""
    remind_since: Mapped[moment | None]
    """When they asked to be reminded before closing."""
    reminded_at: Mapped[moment | None]
    counted: Mapped[bool] = mapped_column(default=False)
    """Whether its sender has answered the equality questions; what they answered is known to nobody."""

    response: Mapped[Response | None] = relationship(foreign_keys=[response_id])
    amends: Mapped[Response | None] = relationship(foreign_keys=[amends_id])


class LinkRole(StrEnum):
    """As whom somebody opens a draft by a link."""

    OWN = "own"
    COLLEAGUE = "colleague"


class DraftLink(Base):
    """A private link into a draft: to go on with it elsewhere, or for a colleague to write in it."""

    __tablename__ = "draft_link"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("response_draft.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the key in the link."""
    role: Mapped[LinkRole]
    name: Mapped[str | None]
    """Who it was made for, as the signatory called them."""
    email: Mapped[str | None]
    asked: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """The strands, by their keys, that a colleague was asked to write; they may write in all."""
    made_at: Mapped[moment]
    opened_at: Mapped[moment | None]
    """When it was last opened."""
    revoked_at: Mapped[moment | None]

    draft: Mapped[Draft] = relationship()

    @property
    def is_colleagues(self) -> bool:
        """Whether it is for somebody who writes, and does not send."""
        return self.role is LinkRole.COLLEAGUE
