"""The code of a room in which many answer at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base, moment


class RoomCode(Base):
    """What a workshop shows to the people in its room: a hundred phones share one address there."""

    __tablename__ = "room_code"
    __table_args__ = (CheckConstraint("valid_from < valid_until", name="from_before_until"),)

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    made_for: Mapped[UUID] = mapped_column(unique=True)
    """The workshop, which stands above."""
    code: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[moment]
    valid_until: Mapped[moment]

    def is_valid(self, at: datetime) -> bool:
        """Say whether it opens anything at a moment."""
        return self.valid_from <= at < self.valid_until
