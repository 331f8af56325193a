"""A consultation and what it is made of."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.accounts.models import Person
from engage.db import Base, moment
from engage.organisations.models import Body


class Tag(StrEnum):
    """What cuts across themes: the foundations of productivity and the grand challenges."""

    IDEAS = "ideas"
    PEOPLE = "people"
    INFRASTRUCTURE = "infrastructure"
    BUSINESS_ENVIRONMENT = "business_environment"
    PLACES = "places"
    AI_AND_DATA = "ai_and_data"
    AGEING_SOCIETY = "ageing_society"
    CLEAN_GROWTH = "clean_growth"
    FUTURE_OF_MOBILITY = "future_of_mobility"


class Role(StrEnum):
    """What somebody may do in a consultation, or in one theme of it."""

    MANAGER = "manager"
    FACILITATOR = "facilitator"
    LEAD = "lead"


class Stage(StrEnum):
    """Where a consultation stands at a moment; computed, never stored."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


class QuestionKind(StrEnum):
    """What a question asks for."""

    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    RANKING = "ranking"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    AREA = "area"
    FILES = "files"


class Choice(TypedDict):
    """One of what a question offers; the key stands for it in what people send."""

    key: str
    text: str


Translations = dict[str, dict[str, str]]
"""What a thing says in other languages: by language (`cy`), by the name of what is said (`title`)."""


class Consultation(Base):
    """What a body asks the public, from draft to answered. Moments decide what state it is in."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_closing"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_is_plain"),
        CheckConstraint(
            "published_at IS NULL OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)", name="dated"
        ),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    lead: Mapped[str]
    """One paragraph: what is asked, of whom, and what will come of it."""
    background: Mapped[str] = mapped_column(default="")
    open_to_change: Mapped[str] = mapped_column(default="")
    not_open_to_change: Mapped[str] = mapped_column(default="")
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    created_at: Mapped[moment]
    published_at: Mapped[moment | None]
    opens_at: Mapped[moment | None]
    closes_at: Mapped[moment | None]
    """Responses are taken up to, but not at, this moment."""
    summary_due: Mapped[date | None]
    answers_due: Mapped[date | None]

    equality: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Which equality questions are asked after sending; None: all."""

    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: ["en"])
    """The languages that it can be read in; the first is the one that it was written in."""
    translations: Mapped[Translations] = mapped_column(JSONB, default=dict)

    purpose: Mapped[str] = mapped_column(default="")
    """The privacy notice: why the data is asked for."""
    lawful_basis: Mapped[str] = mapped_column(default="")
    who_sees: Mapped[str] = mapped_column(default="")
    kept_for_months: Mapped[int] = mapped_column(default=24)
    data_protection_contact: Mapped[str] = mapped_column(default="")

    body: Mapped[Body] = relationship()
    themes: Mapped[list["Theme"]] = relationship(
        order_by="Theme.position", back_populates="consultation", cascade="all, delete-orphan"
    )
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position, Question.id", back_populates="consultation", cascade="all, delete-orphan"
    )
    evidence: Mapped[list["Evidence"]] = relationship(
        order_by="Evidence.position", back_populates="consultation", cascade="all, delete-orphan"
    )

    @property
    def asked(self) -> list["Question"]:
        """The questions that are asked now: those that were superseded are left out."""
        return [question for question in self.questions if question.superseded_at is None]

    def takes_responses(self, at: datetime) -> bool:
        """Say whether responses are taken at a moment."""
        if not (self.published_at and self.opens_at and self.closes_at):
            return False
        return self.opens_at <= at < self.closes_at

    def stage(self, at: datetime) -> Stage:
        """Say where it stands at a moment."""
        if not (self.published_at and self.opens_at and self.closes_at):
            return Stage.DRAFT
        if at < self.opens_at:
            return Stage.COMING
        return Stage.OPEN if at < self.closes_at else Stage.CLOSED


class Theme(Base):
    """A strand of a consultation, with its leads. Its position fixes its colour everywhere."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("consultation_id", "slug"),
        UniqueConstraint("consultation_id", "position", deferrable=True, initially="DEFERRED"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    slug: Mapped[str]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    """1 for the first."""
    tags: Mapped[list[Tag]] = mapped_column(
        ARRAY(Enum(Tag, native_enum=False, length=64, values_callable=lambda tags: [t.value for t in tags])),
        default=list,
    )
    translations: Mapped[Translations] = mapped_column(JSONB, default=dict)

    consultation: Mapped[Consultation] = relationship(back_populates="themes")


class Question(Base):
    """What is asked under a theme, or, without one, of the whole."""

    __tablename__ = "question"
    __table_args__ = (
        Index(None, "consultation_id", "position"),
        CheckConstraint("least <= most", name="bounds_in_order"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    kind: Mapped[QuestionKind] = mapped_column(default=QuestionKind.TEXT)
    text: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[Choice]] = mapped_column(JSONB, default=list)
    """What can be chosen or ranked, in order; for a scale, its points from disagreeing to agreeing."""
    follow_up: Mapped[str] = mapped_column(default="")
    """What is asked in free text beside a yes or no; empty if nothing is."""
    least: Mapped[Decimal | None]
    """The smallest number that is taken, or, of several choices, how few."""
    most: Mapped[Decimal | None]
    """The largest number that is taken, or how many choices."""
    unit: Mapped[str] = mapped_column(default="")
    """What a number counts, as it stands behind the box: miles, people."""
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id", ondelete="SET NULL"))
    """What people can read beside it."""
    shown_after_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"))
    """The earlier question that it depends on; None: it is asked of everybody."""
    shown_for: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """The keys of those choices there after which it appears (yes, no, unsure for a yes or no)."""
    superseded_at: Mapped[moment | None]
    """When another question took its place; it is no longer asked, and what was said stays."""
    supersedes_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), unique=True
    )
    translations: Mapped[Translations] = mapped_column(JSONB, default=dict)
    """Beside `text`, `hint`, `unit` and `follow_up`, each choice under `option:` and its key."""

    consultation: Mapped[Consultation] = relationship(back_populates="questions")
    theme: Mapped[Theme | None] = relationship()
    evidence: Mapped["Evidence | None"] = relationship()
    supersedes: Mapped["Question | None"] = relationship(
        foreign_keys=[supersedes_id], remote_side="Question.id"
    )


class Evidence(Base):
    """A document or a link that people can read first: exactly one of the two."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(link IS NULL) <> (stored_as IS NULL)", name="document_or_link"),
        Index(None, "consultation_id", "position"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    published_on: Mapped[date | None]
    link: Mapped[str | None]
    stored_as: Mapped[str | None]
    """The file's name in the uploads folder; the name that people see is `file_name`."""
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    translations: Mapped[Translations] = mapped_column(JSONB, default=dict)

    consultation: Mapped[Consultation] = relationship(back_populates="evidence")


class RoleHeld(Base):
    """Who may do what: in a whole consultation, or (leads, facilitators) in one theme of it."""

    __tablename__ = "role_held"
    __table_args__ = (
        UniqueConstraint(
            "person_id", "consultation_id", "theme_id", "role", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("role <> 'manager' OR theme_id IS NULL", name="managers_hold_the_whole"),
        Index(None, "consultation_id", "role"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    role: Mapped[Role]

    person: Mapped[Person] = relationship()
    theme: Mapped[Theme | None] = relationship()
    consultation: Mapped[Consultation] = relationship()
