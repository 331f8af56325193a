"""The audit trail's one table. Triggers in the database refuse every change to a row."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base, moment


class AuditEntry(Base):
    """One act: when, by whom (nobody: the service itself), on which thing."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_id", "at"), Index(None, "actor_id", "at"))

    at: Mapped[moment]
    actor_id: Mapped[UUID | None]
    act: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
