"""Reading what is free at a workshop, as the rule sees it."""

from uuid import UUID

from sqlalchemy import func, select

from engage.db import db
from engage.workshops.allocation.models import Place, Pool, Session, SessionPlace
from engage.workshops.allocation.rule import Availability, KeptPlaces
from engage.workshops.models import Registration, Workshop


def of(workshop: Workshop, *, organisation_id: UUID | None = None, sessions: bool = True) -> Availability:
    """Read what is free at a workshop: for one organisation only, and without sessions, if that will do."""
    limited = workshop.per_organisation is not None
    free = _free(workshop.id)
    return Availability(
        # A pool without a free place changes nothing for anybody.
        pools=pools(workshop.id) if free.keys() - {None} else (),
        free=free,
        free_in=_free_in(workshop.id) if sessions else {},
        held_by=_held_by(workshop.id, organisation_id) if limited else {},
        per_organisation=workshop.per_organisation,
    )


def pools(workshop_id: UUID) -> tuple[KeptPlaces, ...]:
    """Read the pools of a workshop, in their order."""
    of_it = select(Pool).where(Pool.workshop_id == workshop_id).order_by(Pool.position)
    return tuple(
        KeptPlaces(
            id=pool.id,
            released_at=pool.released_at,
            sectors=frozenset(pool.sectors),
            areas=frozenset(pool.areas),
            size_bands=frozenset(pool.size_bands),
        )
        for pool in db.session.scalars(of_it)
    )


def _free(workshop_id: UUID) -> dict[UUID | None, int]:
    free = select(Place.pool_id, func.count()).where(
        Place.workshop_id == workshop_id, Place.registration_id.is_(None)
    )
    return dict(db.session.execute(free.group_by(Place.pool_id)).all())


def _free_in(workshop_id: UUID) -> dict[UUID, int]:
    empty = func.count().filter(SessionPlace.id.is_not(None), SessionPlace.registration_id.is_(None))
    free = (
        select(Session.id, empty)
        .outerjoin(SessionPlace, SessionPlace.session_id == Session.id)
        .where(Session.workshop_id == workshop_id)
        .group_by(Session.id)
    )
    return dict(db.session.execute(free).all())


def _held_by(workshop_id: UUID, organisation_id: UUID | None) -> dict[UUID, int]:
    held = (
        select(Registration.organisation_id, func.count())
        .join(Place, Place.registration_id == Registration.id)
        .where(Place.workshop_id == workshop_id, Registration.organisation_id.is_not(None))
        .group_by(Registration.organisation_id)
    )
    if organisation_id:
        held = held.where(Registration.organisation_id == organisation_id)
    return {found: count for found, count in db.session.execute(held) if found}
