"""How many places there are, whom some of them are kept for, and what room sessions have."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.workshops import queries
from engage.workshops.allocation import availability, logbook, places
from engage.workshops.allocation.models import Act, Place, Pool
from engage.workshops.allocation.rule import KeptPlaces
from engage.workshops.models import Registration, Workshop

LARGEST = 5000
"""More places than this are a slip of the finger."""


@dataclass(frozen=True)
class PoolPlan:
    """What a manager says about a pool; with an id, about one that there is."""

    name: str
    places: int
    released_at: datetime
    sectors: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    size_bands: tuple[str, ...] = ()
    id: UUID | None = None


def lay_out(workshop: Workshop, *, by: Person | None) -> None:
    """Give a new workshop its places."""
    check_capacity(workshop.capacity)
    places.lay_out(Place, range(1, workshop.capacity + 1), workshop_id=workshop.id)
    note(workshop, by=by)


def resize(workshop_id: UUID, capacity: int, *, by: Person) -> None:
    """Change the number of places: new ones go to those who wait; only free, open ones can be taken away.

    :raises RuleBroken: if more places are taken or kept than would be left
    """
    workshop = queries.still_to_come(workshop_id)
    check_capacity(capacity)
    before = workshop.capacity
    if capacity < before:
        _take_away(workshop, before - capacity)
    workshop.capacity = capacity
    db.session.flush()
    places.lay_out(Place, range(before + 1, capacity + 1), workshop_id=workshop.id)
    note(workshop, by=by)
    audit.record("workshop.resized", workshop, by=by, before=before, capacity=capacity)


def keep(workshop_id: UUID, plans: Sequence[PoolPlan], *, by: Person | None) -> None:
    """Keep places in pools, and no others: those held already by whom a pool is for count as its own.

    :raises RuleBroken: if a pool is for nobody, is released too late, or asks for more than is free
    """
    workshop = queries.still_to_come(workshop_id)
    for plan in plans:
        _check_pool(workshop, plan)
    _open_all(workshop.id)
    pools = _replaced(workshop.id, plans)
    for pool in pools:
        _fill(pool)
    note(workshop, by=by)
    audit.record("workshop.pools_kept", workshop, by=by, pools=len(pools))


def put_off(workshop_id: UUID, by: timedelta) -> None:
    """Move the release of places that are still kept along with the workshop."""
    kept = update(Pool).where(Pool.workshop_id == workshop_id, Pool.released_at > clock.now())
    later = kept.values(released_at=Pool.released_at + by)
    db.session.execute(later.execution_options(synchronize_session="fetch"))


def note(workshop: Workshop, *, by: Person | None) -> None:
    """Write into the log how a workshop is arranged now, and have offered what that makes free."""
    at = clock.now()
    there = availability.of(workshop)
    logbook.note(
        Act.ARRANGED,
        workshop.id,
        at=at,
        by=by,
        capacity=workshop.capacity,
        starts_at=workshop.starts_at.isoformat(),
        offer_hours=workshop.offer_hours,
        per_organisation=workshop.per_organisation,
        pools=[_described(pool) for pool in there.pools],
        free={str(pool_id or ""): count for pool_id, count in there.free.items()},
        free_in={str(session_id): count for session_id, count in there.free_in.items()},
    )
    if queries.anybody_waits(workshop.id):
        enqueue(Job.OFFER_FREED_PLACES, workshop.id)
    for released_at in {pool.released_at for pool in there.pools if pool.released_at > at}:
        enqueue(Job.OFFER_FREED_PLACES, workshop.id, due_at=released_at)


def check_capacity(capacity: int) -> None:
    """Refuse a number of places that no workshop has.

    :raises RuleBroken: if it is none, or a slip of the finger
    """
    if not 1 <= capacity <= LARGEST:
        raise RuleBroken(
            _l("Enter a number of places between 1 and %(most)s", most=LARGEST), field="capacity"
        )


def _take_away(workshop: Workshop, count: int) -> None:
    free = places.take_away(Place, count, Place.workshop_id == workshop.id, Place.pool_id.is_(None))
    if free < count:
        told = _l(
            "Only %(count)s places are free and kept for nobody, so no more can be taken away", count=free
        )
        raise RuleBroken(told, field="capacity")


def _check_pool(workshop: Workshop, plan: PoolPlan) -> None:
    if not (plan.sectors or plan.areas or plan.size_bands):
        raise RuleBroken(_l("Say whom the places of each pool are kept for"))
    if not plan.name.strip():
        raise RuleBroken(_l("Give each pool a name"))
    if plan.places < 1:
        raise RuleBroken(_l("A pool needs at least one place"))
    if plan.released_at > workshop.starts_at:
        raise RuleBroken(_l("Places must be released by the start of the workshop"))


def _open_all(workshop_id: UUID) -> None:
    tagged = update(Place).where(Place.workshop_id == workshop_id, Place.pool_id.is_not(None))
    db.session.execute(tagged.values(pool_id=None))


def _replaced(workshop_id: UUID, plans: Sequence[PoolPlan]) -> list[Pool]:
    before = {
        pool.id: pool for pool in db.session.scalars(select(Pool).where(Pool.workshop_id == workshop_id))
    }
    gone = before.keys() - {plan.id for plan in plans}
    db.session.execute(delete(Pool).where(Pool.id.in_(gone)))
    for pool_id in gone:
        db.session.expunge(before[pool_id])
    pools = []
    for position, plan in enumerate(plans, 1):
        pool = before.get(plan.id) if plan.id else None
        said = asdict(plan) | {"position": position, "name": plan.name.strip()}
        said |= {name: list(said[name]) for name in ("sectors", "areas", "size_bands")}
        del said["id"]
        if pool is None:
            pool = Pool(workshop_id=workshop_id)
            db.session.add(pool)
        for name, value in said.items():
            setattr(pool, name, value)
        pools.append(pool)
    db.session.flush()
    return pools


def _fill(pool: Pool) -> None:
    """Mark as many places as a pool keeps: first those that people hold whom it is for, then free ones."""
    conditions = [
        Registration.sector.in_(pool.sectors) if pool.sectors else None,
        Registration.area.in_(pool.areas) if pool.areas else None,
        Registration.size_band.in_(pool.size_bands) if pool.size_bands else None,
    ]
    theirs = select(Registration.id).where(
        Registration.workshop_id == pool.workshop_id,
        Registration.left_at.is_(None),
        *(condition for condition in conditions if condition is not None),
    )
    open_ones = select(Place.id).where(Place.workshop_id == pool.workshop_id, Place.pool_id.is_(None))
    held = open_ones.where(Place.registration_id.in_(theirs)).order_by(Place.number).limit(pool.places)
    found = list(db.session.scalars(held))
    free = open_ones.where(Place.registration_id.is_(None)).order_by(Place.number)
    found += db.session.scalars(free.limit(pool.places - len(found)))
    if len(found) < pool.places:
        raise RuleBroken(
            _l(
                "“%(name)s” cannot keep %(places)s places: only %(count)s are free or held by them",
                name=pool.name,
                places=pool.places,
                count=len(found),
            )
        )
    db.session.execute(update(Place).where(Place.id.in_(found)).values(pool_id=pool.id))


def _described(pool: KeptPlaces) -> dict[str, Any]:
    return {
        "id": str(pool.id),
        "released_at": pool.released_at.isoformat(),
        "sectors": sorted(pool.sectors),
        "areas": sorted(pool.areas),
        "size_bands": sorted(pool.size_bands),
    }
