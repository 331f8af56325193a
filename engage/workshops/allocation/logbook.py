"""Writing the log of places: what happened, in which order, by whom and why. Nothing in it changes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from engage.accounts import Person
from engage.db import db, new_id
from engage.workshops.allocation.models import Act, Logged


def note(
    act: Act,
    workshop_id: UUID,
    party_id: UUID | None = None,
    *,
    at: datetime,
    by: Person | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Write the next line of a workshop's log; the caller holds the workshop's lock, which gives it order."""
    last = select(func.coalesce(func.max(Logged.number), 0)).where(Logged.workshop_id == workshop_id)
    line = insert(Logged).values(
        id=new_id(),
        workshop_id=workshop_id,
        number=last.scalar_subquery() + 1,
        at=at,
        act=act,
        party_id=party_id,
        by_id=by and by.id,
        reason=reason,
        detail=detail,
    )
    db.session.execute(line)


def everything(workshop_id: UUID) -> list[Logged]:
    """Read the whole log of a workshop, in its order."""
    lines = select(Logged).where(Logged.workshop_id == workshop_id).order_by(Logged.number)
    return list(db.session.scalars(lines))
