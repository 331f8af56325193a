"""What was imported from which file."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base, moment


class ImportRun(Base):
    """One run over one file: how its columns were read, and how many rows became what."""

    __tablename__ = "import_run"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    started_at: Mapped[moment]
    ended_at: Mapped[moment | None]
    """None: it was interrupted; running it again takes in the rest."""
    read: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    decided: Mapped[int] = mapped_column(default=0)
