"""Reading the trail."""

from uuid import UUID

from sqlalchemy import Select, select

from engage.audit.models import AuditEntry


def newest() -> Select[AuditEntry]:
    """Select all acts, the latest first."""
    return select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def about(subject_id: UUID) -> Select[AuditEntry]:
    """Select what was done to one thing, the latest first."""
    return newest().where(AuditEntry.subject_id == subject_id)
