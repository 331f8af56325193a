"""Writing the trail."""

from engage import clock
from engage.audit.models import AuditEntry
from engage.db import Base, db


def record(act: str, subject: Base, *, by: Base | None, **detail: object) -> None:
    """Note an act in the transaction that does it; ids and states in the detail, no personal data."""
    entry = AuditEntry(
        at=clock.now(),
        actor_id=by.id if by else None,
        act=act,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        detail={
            name: value if isinstance(value, int | bool) else str(value) for name, value in detail.items()
        },
    )
    db.session.add(entry)
