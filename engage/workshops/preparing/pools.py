"""Finding the pools of a workshop, and how many of their places are taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from engage.db import db
from engage.workshops.allocation.models import Place, Pool


@dataclass(frozen=True)
class Kept:
    """How the places of a pool stand."""

    places: int
    taken: int

    @property
    def free(self) -> int:
        """How many nobody has taken."""
        return self.places - self.taken


def of(workshop_id: UUID) -> Sequence[Pool]:
    """List the pools of a workshop in their order."""
    return db.session.scalars(
        select(Pool).where(Pool.workshop_id == workshop_id).order_by(Pool.position)
    ).all()


def kept(workshop_id: UUID) -> Mapping[UUID, Kept]:
    """Count by pool which of its places are taken."""
    counts = select(Place.pool_id, func.count(), func.count(Place.registration_id)).where(
        Place.workshop_id == workshop_id, Place.pool_id.is_not(None)
    )
    return {
        pool_id: Kept(places, taken)
        for pool_id, places, taken in db.session.execute(counts.group_by(Place.pool_id))
        if pool_id
    }
