"""Decisions, redactions and the leases of those who are reading."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.accounts.models import Person
from engage.consultations.models import Consultation
from engage.db import Base, moment
from engage.feedback.models import Contribution


class Outcome(StrEnum):
    """What was decided about a contribution."""

    SHOW = "show"
    REDACT = "redact"
    HOLD = "hold"
    WITHHOLD = "withhold"


class Reason(StrEnum):
    """Why a contribution, or words in it, are not shown."""

    PERSONAL_DATA = "personal_data"
    ABUSE = "abuse"
    DEFAMATORY = "defamatory"
    HATE = "hate"
    OFF_TOPIC = "off_topic"
    ADVERTISING = "advertising"
    UNREADABLE = "unreadable"
    OTHER = "other"


class Decision(Base):
    """A moderator's decision on a contribution. A later one supersedes it; none is ever changed."""

    __tablename__ = "decision"
    __table_args__ = (
        Index(
            "uq_decision_current", "contribution_id", unique=True, postgresql_where="superseded_at IS NULL"
        ),
        CheckConstraint("outcome <> 'withhold' OR reason IS NOT NULL", name="withholding_has_a_reason"),
        CheckConstraint("(outcome IN ('show', 'redact')) = (shown_text IS NOT NULL)", name="shown_has_text"),
        Index(None, "decided_at"),
        Index(None, "contribution_id", "decided_at"),
    )

    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"))
    outcome: Mapped[Outcome]
    reason: Mapped[Reason | None]
    note: Mapped[str] = mapped_column(default="")
    shown_text: Mapped[str | None]
    """What may be seen: the words as given, or with the redactions made. None if nothing may."""
    decided_at: Mapped[moment]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: decided before it was imported."""
    superseded_at: Mapped[moment | None]

    contribution: Mapped[Contribution] = relationship()
    decided_by: Mapped[Person | None] = relationship()
    redactions: Mapped[list["Redaction"]] = relationship(
        order_by="Redaction.start", cascade="all, delete-orphan"
    )


class Redaction(Base):
    """Words taken out of what is shown: characters `start` to `end` (not included) of the text."""

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint('0 <= start AND start < "end"', name="spans_words"),)

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    reason: Mapped[Reason]


class Lease(Base):
    """A moderator's short hold on a contribution, so that two do not read the same one."""

    __tablename__ = "lease"

    contribution_id: Mapped[UUID] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), unique=True
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    until: Mapped[moment]

    person: Mapped[Person] = relationship()


class Campaign(Base):
    """Texts that are nearly the same, as the machine grouped them; the very same text needs no campaign."""

    __tablename__ = "campaign"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    found_at: Mapped[moment]

    consultation: Mapped[Consultation] = relationship()
    texts: Mapped[list["CampaignText"]] = relationship(
        order_by="CampaignText.text_key", cascade="all, delete-orphan"
    )


class CampaignText(Base):
    """One wording of a campaign, by its key: who sends it later belongs to the campaign at once."""

    __tablename__ = "campaign_text"
    __table_args__ = (UniqueConstraint("consultation_id", "text_key"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    text_key: Mapped[str]


class Gathering(Base):
    """How far campaigns have been looked for in a consultation."""

    __tablename__ = "gathering"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), unique=True
    )
    texts: Mapped[int]
    """How many contributions there were when it was last done."""


class Waiting(Base):
    """A contribution that nobody has decided on; the database writes these rows and takes them away.

    The queue is a table of its own so that it stays as quick as it is short, however much was decided.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        Index("ix_waiting_in_order", "received_at", "id"),
        Index("ix_waiting_kin", "consultation_id", "kin", "received_at", "id"),
        Index(None, "theme_id"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    received_at: Mapped[moment]
    kin: Mapped[str]
    """The same for what stands together: the campaign's id, else the text's key; without words its own id."""


Index("ix_contribution_in_order", Contribution.consultation_id, Contribution.received_at, Contribution.id)
