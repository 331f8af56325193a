"""When leads want to hear, the digests they got, and which contribution was in which."""

from enum import StrEnum
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.accounts.models import Person
from engage.consultations.models import Theme
from engage.db import Base, moment
from engage.feedback.models import Contribution

MORNING = 8
MONDAY = 0


class Frequency(StrEnum):
    """How often somebody wants to hear what is new."""

    IMMEDIATE = "immediate"
    """As it is shown, gathered over some minutes."""
    DAILY = "daily"
    WEEKLY = "weekly"
    PAUSED = "paused"


class Schedule(Base):
    """When a lead gets the digest of a theme. The hour and the weekday are those of London's clocks."""

    __tablename__ = "digest_schedule"
    __table_args__ = (
        UniqueConstraint("person_id", "theme_id"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_a_day"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="day_of_a_week"),
        CheckConstraint("(frequency = 'paused') = (due_at IS NULL)", name="due_unless_paused"),
        Index("ix_digest_schedule_due", "due_at", postgresql_where="due_at IS NOT NULL"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.DAILY)
    hour: Mapped[int] = mapped_column(default=MORNING)
    weekday: Mapped[int] = mapped_column(default=MONDAY)
    """0 for Monday; heeded by a weekly digest."""
    due_at: Mapped[moment | None]
    asked_at: Mapped[moment | None]
    """When the lead asked for one out of turn that has not been compiled yet."""
    stop_key: Mapped[str] = mapped_column(unique=True, default=lambda: token_urlsafe(24))
    """Opens the page, and answers the request, that stops this digest without signing in."""

    person: Mapped[Person] = relationship()
    theme: Mapped[Theme] = relationship()


class Digest(Base):
    """What was new for a lead under a theme when it was compiled."""

    __tablename__ = "digest"
    __table_args__ = (Index(None, "person_id", "theme_id", "compiled_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    compiled_at: Mapped[moment]
    since: Mapped[moment | None]
    """When the one before was compiled; None for the first."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """How the theme stood then: the fields of `engage.digests.figures.Figures`."""

    person: Mapped[Person] = relationship()
    theme: Mapped[Theme] = relationship()


class DigestItem(Base):
    """That a contribution was in a digest of a person: a contribution without one is due to them."""

    __tablename__ = "digest_item"
    __table_args__ = (
        UniqueConstraint("person_id", "theme_id", "contribution_id"),
        Index(None, "digest_id"),
        Index(None, "contribution_id"),
    )

    digest_id: Mapped[UUID] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"))
    typical_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"))
    """The contribution that stands for all that say the same; itself if nobody else did."""
    heard_before: Mapped[bool]
    """Whether an earlier digest of this person had the same text."""

    contribution: Mapped[Contribution] = relationship(foreign_keys=contribution_id)
