"""What is set up of a workshop, and what waits for its managers, in a few numbers."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from engage.db import db
from engage.workshops.allocation.models import Pool, Session
from engage.workshops.models import Facilitator, Registration
from engage.workshops.preparing.models import Aim, Invitation, WorkshopQuestion


@dataclass(frozen=True)
class Overview:
    """How many there are of each."""

    pools: int
    kept: int
    """Places in pools."""
    sessions: int
    questions: int
    aims: int
    invitations: int
    facilitators: int
    asking: int
    """Parties that wait to be approved."""


def of(workshop_id: UUID) -> Overview:
    """Count what is set up of a workshop, in one statement."""
    asking = func.count(Registration.party_id.distinct())
    unapproved = (Registration.left_at.is_(None), Registration.approved_at.is_(None))
    counts = (
        select(func.count()).where(Pool.workshop_id == workshop_id),
        select(func.coalesce(func.sum(Pool.places), 0)).where(Pool.workshop_id == workshop_id),
        select(func.count()).where(Session.workshop_id == workshop_id),
        select(func.count()).where(
            WorkshopQuestion.workshop_id == workshop_id, WorkshopQuestion.retired_at.is_(None)
        ),
        select(func.count()).where(Aim.workshop_id == workshop_id),
        select(func.count()).where(Invitation.workshop_id == workshop_id, Invitation.withdrawn_at.is_(None)),
        select(func.count()).where(Facilitator.workshop_id == workshop_id),
        select(asking).where(Registration.workshop_id == workshop_id, *unapproved),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return Overview(*row)
