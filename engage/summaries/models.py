"""Summaries, the evidence frozen for each, and the topics and quotes drawn from it."""

from typing import TypedDict
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.analysis.kinds import Kind
from engage.consultations.models import Consultation, Theme
from engage.db import Base, moment
from engage.feedback.models import Contribution
from engage.moderation.models import Decision


class Counts(TypedDict):
    """Who said something, and how much, each counted once."""

    people: int
    organisations: int
    tables: int
    contributions: int
    distinct_texts: int


class Received(TypedDict):
    """What became of all that had come in when the evidence was frozen; the parts make up the whole."""

    received: int
    withdrawn: int
    waiting: int
    held: int
    withheld: int
    not_agreed: int
    analysed: int


class Figures(TypedDict):
    """What is counted once, when a summary is compiled, and stands from then on."""

    whole: Counts
    themes: dict[str, Counts]
    """By theme id; "" for what was said about the whole."""
    sectors: dict[str, int]
    """Voices (people, organisations and tables) by sector."""
    areas: dict[str, int]
    channels: dict[str, int]
    """Contributions by channel."""


class Summary(Base):
    """What was heard in a consultation up to one moment. Asked for, compiled, edited, then published."""

    __tablename__ = "summary"
    __table_args__ = (
        Index(
            "uq_summary_at_work",
            "consultation_id",
            unique=True,
            postgresql_where="compiled_at IS NULL AND failed_at IS NULL",
        ),
        Index(
            "uq_summary_published",
            "consultation_id",
            unique=True,
            postgresql_where="published_at IS NOT NULL AND superseded_at IS NULL",
        ),
        CheckConstraint("published_at IS NULL OR compiled_at IS NOT NULL", name="published_once_compiled"),
        CheckConstraint(
            "superseded_at IS NULL OR published_at IS NOT NULL", name="superseded_once_published"
        ),
        CheckConstraint("compiled_at IS NULL OR failed_at IS NULL", name="compiled_or_failed"),
        CheckConstraint(
            "(compiled_at IS NOT NULL) = (figures IS NOT NULL AND engine_digest IS NOT NULL)",
            name="compiled_with_figures",
        ),
        Index(None, "consultation_id", "requested_at"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    requested_at: Mapped[moment]
    """When the evidence was frozen."""
    requested_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    evidence_digest: Mapped[str]
    """SHA-256 over the frozen evidence: the same set has the same one."""
    received: Mapped[Received] = mapped_column(JSONB)
    compiled_at: Mapped[moment | None]
    engine: Mapped[str | None]
    engine_version: Mapped[str | None]
    engine_digest: Mapped[str | None]
    figures: Mapped[Figures | None] = mapped_column(JSONB(none_as_null=True))
    failed_at: Mapped[moment | None]
    cause: Mapped[str | None]
    published_at: Mapped[moment | None]
    superseded_at: Mapped[moment | None]
    """When a later summary of the same consultation took its place."""

    consultation: Mapped[Consultation] = relationship()
    topics: Mapped[list["Topic"]] = relationship(
        back_populates="summary", order_by="Topic.position", cascade="all, delete-orphan"
    )

    @property
    def at_work(self) -> bool:
        """Whether it was asked for and is neither compiled nor given up."""
        return self.compiled_at is None and self.failed_at is None


class Topic(Base):
    """Contributions under one theme that are about the same; once a person words it, a finding."""

    __tablename__ = "summary_topic"
    __table_args__ = (UniqueConstraint("summary_id", "position"),)

    summary_id: Mapped[UUID] = mapped_column(ForeignKey("summary.id", ondelete="CASCADE"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    """None: about the consultation as a whole."""
    position: Mapped[int]
    """From 1, through the whole summary: themes in their order, topics by their people."""
    kind: Mapped[Kind]
    label: Mapped[str]
    """What the engine called it, in the words of the texts; empty where it found no name."""
    title: Mapped[str | None]
    """What a person called it."""
    edited_at: Mapped[moment | None]
    phrases: Mapped[list[str]] = mapped_column(JSONB)
    counts: Mapped[Counts] = mapped_column(JSONB)

    summary: Mapped[Summary] = relationship(back_populates="topics")
    theme: Mapped[Theme | None] = relationship()
    quotes: Mapped[list["Quote"]] = relationship(
        back_populates="topic", order_by="Quote.position", cascade="all, delete-orphan"
    )


class Item(Base):
    """One contribution in the frozen evidence, as it was shown at that moment."""

    __tablename__ = "summary_item"
    __table_args__ = (UniqueConstraint("summary_id", "contribution_id"),)

    summary_id: Mapped[UUID] = mapped_column(ForeignKey("summary.id", ondelete="CASCADE"))
    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    topic_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("summary_topic.id", ondelete="SET NULL"), index=True
    )
    text_hash: Mapped[str]
    """SHA-256 of the text that was shown: by it a later redaction or erasure is noticed."""

    contribution: Mapped[Contribution] = relationship()
    decision: Mapped[Decision] = relationship()
    topic: Mapped[Topic | None] = relationship()


class Quote(Base):
    """A verbatim span of an item's shown text: characters `start` to `end` (not included)."""

    __tablename__ = "summary_quote"
    __table_args__ = (
        CheckConstraint('0 <= start AND start < "end"', name="spans_words"),
        CheckConstraint("hidden_at IS NULL OR pinned_at IS NULL", name="hidden_or_pinned"),
        UniqueConstraint("topic_id", "position"),
    )

    topic_id: Mapped[UUID] = mapped_column(ForeignKey("summary_topic.id", ondelete="CASCADE"))
    item_id: Mapped[UUID] = mapped_column(ForeignKey("summary_item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    hidden_at: Mapped[moment | None]
    pinned_at: Mapped[moment | None]

    topic: Mapped[Topic] = relationship(back_populates="quotes")
    item: Mapped[Item] = relationship()
