"""What those who sat at a table say of its notes."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.db import Base, moment
from engage.feedback.models import Contribution
from engage.workshops.models import Registration
from engage.workshops.tables.models import Note


class Answer(StrEnum):
    """What somebody says of a note of their table."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    """It should say something else; the facilitator takes that over, or says why not."""
    DISSENT = "dissent"
    """The table said so, and they see it differently: that stands beside it."""


class NoteReply(Base):
    """What one person who sat at a table says of one of its notes."""

    __tablename__ = "note_reply"
    __table_args__ = (
        UniqueConstraint("note_id", "registration_id"),
        CheckConstraint("taken_over_at IS NULL OR declined_at IS NULL", name="is_settled_once"),
        CheckConstraint(
            "kind = 'correct' OR (text = '' AND taken_over_at IS NULL AND declined_at IS NULL)",
            name="proposes_words_to_correct",
        ),
        CheckConstraint(
            "(kind = 'dissent') = (contribution_id IS NOT NULL)", name="dissent_is_a_contribution"
        ),
        Index(None, "registration_id"),
        Index("ix_note_reply_open", "note_id", postgresql_where="kind = 'correct'"),
    )

    note_id: Mapped[UUID] = mapped_column(ForeignKey("table_note.id"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"))
    kind: Mapped[Answer]
    text: Mapped[str] = mapped_column(default="")
    """The words proposed in a correction. Those of a dissent stand in its contribution."""
    answered_at: Mapped[moment]
    contribution_id: Mapped[UUID | None] = mapped_column(ForeignKey("contribution.id"), unique=True)
    """The dissent, in its first version: a response of its own, so that whoever sent it can take it back."""
    taken_over_at: Mapped[moment | None]
    declined_at: Mapped[moment | None]
    because: Mapped[str] = mapped_column(default="")
    """Why a correction was not taken over, for whoever proposed it."""

    note: Mapped[Note] = relationship()
    registration: Mapped[Registration] = relationship()
    contribution: Mapped[Contribution | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether a facilitator has still to take it over or decline it."""
        return self.kind is Answer.CORRECT and not (self.taken_over_at or self.declined_at)
