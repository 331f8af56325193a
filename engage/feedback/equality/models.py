"""How many people gave which answer about themselves, and nothing else about it."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base
from engage.feedback.equality.questions import About


class EqualityCount(Base):
    """One answer to one equality question in one consultation, and how many gave it."""

    __tablename__ = "equality_count"
    __table_args__ = (
        UniqueConstraint("consultation_id", "about", "answer"),
        CheckConstraint("people > 0", name="somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1, default=uuid4)
    """Random: other ids tell when their row was made."""
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    about: Mapped[About]
    answer: Mapped[str]
    people: Mapped[int]
