"""What was imported from which file, what became of its rows, and which were refused."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.accounts.models import Person
from engage.consultations.models import Consultation, Theme
from engage.db import Base, moment


class ImportRun(Base):
    """One file on its way in: uploaded, its columns explained, begun, ended, perhaps undone.

    Its counts are those of the rows that were committed; the work goes on behind `position`.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        Index(None, "consultation_id", "uploaded_at"),
        CheckConstraint("ended_at IS NULL OR begun_at IS NOT NULL", name="ended_once_begun"),
        CheckConstraint("undone_at IS NULL OR begun_at IS NOT NULL", name="undone_once_begun"),
        CheckConstraint("read = added + already + rejected + left_out", name="every_row_counted_once"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: an operator, by command."""
    file_name: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    """The file's name in the uploads folder, for as long as it is needed there."""
    sha256: Mapped[str]
    sheet: Mapped[str | None]
    layout: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """How the file is laid out, as `layouts.Layout` tells it."""
    columns: Mapped[list[str]] = mapped_column(JSONB, default=list)
    titles: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """What is asked in each column, where the file says more than the column's name."""
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    """Under which theme texts come where no column says so; None: under the whole."""
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What the columns and their values mean, as `mapping.ColumnMap` tells it."""
    uploaded_at: Mapped[moment]
    mapped_at: Mapped[moment | None]
    begun_at: Mapped[moment | None]
    ended_at: Mapped[moment | None]
    undone_at: Mapped[moment | None]
    cause: Mapped[str | None]
    """Why it ended before the file did."""
    total: Mapped[int | None]
    """How many rows the file has; None until they were counted."""
    position: Mapped[int] = mapped_column(default=0)
    """How far into the staged rows the work has come, in bytes."""
    read: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    """Rows that say nothing, or that it was told to leave out."""
    texts: Mapped[int] = mapped_column(default=0)
    """Contributions that it made."""
    replies: Mapped[int] = mapped_column(default=0)
    """Answers to closed questions that it made."""
    decided: Mapped[int] = mapped_column(default=0)

    consultation: Mapped[Consultation] = relationship()
    by: Mapped[Person | None] = relationship()
    theme: Mapped[Theme | None] = relationship()

    @property
    def at_work(self) -> bool:
        """Whether rows are being taken in."""
        return bool(self.begun_at and not self.ended_at and not self.undone_at)


class Rejection(Base):
    """A row that could not be taken in, and why."""

    __tablename__ = "import_rejection"
    __table_args__ = (Index(None, "run_id", "line"),)

    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    line: Mapped[int]
    """The line of the file on which the row begins; 1 is the first."""
    reason: Mapped[str]
    cells: Mapped[list[str]] = mapped_column(JSONB)
    """As they stood, in the order of the run's columns."""


class ImportedItem(Base):
    """That a run made a contribution or a reply, so that all it made can be taken out again."""

    __tablename__ = "import_item"
    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (reply_id IS NULL)", name="of_one_thing"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), unique=True
    )
    reply_id: Mapped[UUID | None] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), unique=True)
    decided_at: Mapped[moment | None]
    """When a decision that the file held was kept with it; a later one is somebody's own."""
