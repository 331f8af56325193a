"""The balance that a workshop aims for, the questions it asks, and whom it invites."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.db import Base, moment
from engage.organisations.models import Sector
from engage.workshops.models import Registration, Workshop


class Dimension(StrEnum):
    """By what a balance is looked at."""

    SECTOR = "sector"
    AREA = "area"
    SIZE_BAND = "size_band"


class Aim(Base):
    """The share of those who come that is to be of one sector, area or size of organisation."""

    __tablename__ = "workshop_aim"
    __table_args__ = (
        UniqueConstraint("workshop_id", "dimension", "value"),
        CheckConstraint("share BETWEEN 1 AND 100", name="is_a_share"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    dimension: Mapped[Dimension]
    value: Mapped[str]
    share: Mapped[int]
    """In per cent."""


class AnswerKind(StrEnum):
    """How a question of a workshop is answered."""

    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"


class WorkshopQuestion(Base):
    """Something that a workshop asks of whoever registers."""

    __tablename__ = "workshop_question"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        UniqueConstraint("workshop_id", "position", deferrable=True, initially="IMMEDIATE"),
        CheckConstraint(
            "(kind IN ('one', 'several')) = (cardinality(options) > 0)", name="has_options_to_choose_from"
        ),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    position: Mapped[int]
    text: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    kind: Mapped[AnswerKind]
    options: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    required: Mapped[bool] = mapped_column(default=False)
    special: Mapped[bool] = mapped_column(default=False)
    """Replies are seen only by those who arrange them, and erased a week after the event."""
    retired_at: Mapped[moment | None]
    """When it was asked for the last time: it has replies, so it stays."""


class WorkshopReply(Base):
    """What somebody who registered said to a question of the workshop."""

    __tablename__ = "workshop_reply"
    __table_args__ = (
        UniqueConstraint("registration_id", "question_id"),
        ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_workshop_reply_registration",
        ),
        ForeignKeyConstraint(
            ["workshop_id", "question_id"],
            ["workshop_question.workshop_id", "workshop_question.id"],
            name="fk_workshop_reply_question",
        ),
        Index(None, "question_id"),
    )

    workshop_id: Mapped[UUID]
    registration_id: Mapped[UUID]
    question_id: Mapped[UUID]
    value: Mapped[Any] = mapped_column(JSONB)
    """A text, an option, a list of options, or whether it is so."""


class Invitation(Base):
    """That somebody is asked to come, with a private link of their own."""

    __tablename__ = "workshop_invitation"
    __table_args__ = (
        UniqueConstraint("workshop_id", "address_key"),
        ForeignKeyConstraint(
            ["workshop_id", "party_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_workshop_invitation_party",
        ),
        Index(None, "party_id"),
        Index(
            "ix_workshop_invitation_due",
            "workshop_id",
            "letter_due_at",
            postgresql_where="letter_due_at IS NOT NULL",
        ),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    name: Mapped[str]
    email: Mapped[str]
    """Empty once it is erased, as the name is."""
    address_key: Mapped[str | None]
    """SHA-256 of the address, so that nobody is invited twice; erased with it."""
    organisation: Mapped[str] = mapped_column(default="")
    sector: Mapped[Sector | None]
    key_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the key in the private link."""
    invited_at: Mapped[moment]
    """When they were put on the list."""
    letter_due_at: Mapped[moment | None]
    """Since when a letter is owed: the invitation, or a reminder of it."""
    sent_at: Mapped[moment | None]
    reminded_at: Mapped[moment | None]
    declined_at: Mapped[moment | None]
    withdrawn_at: Mapped[moment | None]
    party_id: Mapped[UUID | None]
    """The registration that came of it."""

    workshop: Mapped[Workshop] = relationship()
    registration: Mapped[Registration | None] = relationship(
        primaryjoin="Registration.id == foreign(Invitation.party_id)", viewonly=True
    )
