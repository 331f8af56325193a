"""What people ask about their own data, and private links that were replaced."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.accounts.models import Person
from engage.consultations.models import Consultation
from engage.db import Base, moment
from engage.feedback.models import Response

numbers = Sequence("data_request_number", metadata=Base.metadata)


class RequestKind(StrEnum):
    """What somebody asks about their own data."""

    ERASURE = "erasure"
    QUESTION = "question"
    COMPLAINT = "complaint"


class RequestOutcome(StrEnum):
    """How a request ended."""

    CARRIED_OUT = "carried_out"
    ANSWERED = "answered"
    REFUSED = "refused"


class DataRequest(Base):
    """What somebody asks or complains about their data, and its way to an answer within 30 days."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_an_outcome"),
        CheckConstraint("kind <> 'erasure' OR response_id IS NOT NULL", name="erasure_of_a_response"),
        CheckConstraint(
            "outcome <> 'refused' OR length(answer) > 0 OR erased_at IS NOT NULL",
            name="refused_with_a_reason",
        ),
        Index("ix_data_request_due", "due_at", postgresql_where="closed_at IS NULL"),
        Index(
            "uq_data_request_erasure",
            "response_id",
            unique=True,
            postgresql_where="kind = 'erasure' AND closed_at IS NULL",
        ),
    )

    number: Mapped[int] = mapped_column(numbers, server_default=numbers.next_value(), unique=True)
    kind: Mapped[RequestKind]
    consultation_id: Mapped[UUID | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    """None: it is about no consultation; administrators see to it."""
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"), index=True)
    """None: it was asked without a private link."""
    secret_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the key in the link to its own page."""
    name: Mapped[str | None]
    email: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    made_at: Mapped[moment]
    due_at: Mapped[moment]
    reminded_at: Mapped[moment | None]
    ordered_at: Mapped[moment | None]
    """When somebody had the erasure carried out; it is closed once that is done."""
    closed_at: Mapped[moment | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[RequestOutcome | None]
    answer: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[moment | None]
    """When its words, name and address were erased; that it was asked, and when it was answered, stays."""

    consultation: Mapped[Consultation | None] = relationship()
    response: Mapped[Response | None] = relationship()
    closed_by: Mapped[Person | None] = relationship()

    @property
    def reference(self) -> str:
        """What people quote: DP-17."""
        return f"DP-{self.number}"

    def is_overdue(self, at: datetime) -> bool:
        """Say whether its 30 days are over and it is not answered."""
        return self.closed_at is None and at > self.due_at

    def days_left(self, at: datetime) -> int:
        """Count the days until it is due, one that has begun as a whole one."""
        return -((at - self.due_at) // timedelta(days=1))


class ReplacedLink(Base):
    """A private link that opens nothing any more, so that whoever follows it is told."""

    __tablename__ = "replaced_link"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    replaced_at: Mapped[moment]
