"""A moderator's short hold on a contribution: others see it, and it runs out by itself."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from engage import clock
from engage.accounts import Person
from engage.db import db, new_id
from engage.feedback.models import Contribution
from engage.moderation import queue
from engage.moderation.models import Lease
from engage.moderation.queue import Wanted

LENGTH = timedelta(minutes=10)


def take(contribution: Contribution, *, by: Person) -> bool:
    """Hold a contribution for one reader, or go on holding it; say whether it was free.

    Whatever else they held is free again: people read one thing at a time.
    """
    at = clock.now()
    wanted = insert(Lease).values(
        id=new_id(), contribution_id=contribution.id, person_id=by.id, until=at + LENGTH
    )
    held = wanted.on_conflict_do_update(
        index_elements=[Lease.contribution_id],
        set_={"person_id": by.id, "until": at + LENGTH},
        where=or_(Lease.until <= at, Lease.person_id == by.id),
    )
    taken = db.session.scalar(held.returning(Lease.id)) is not None
    if taken:
        others = (Lease.person_id == by.id) & (Lease.contribution_id != contribution.id)
        db.session.execute(delete(Lease).where(others))
    return taken


def take_next(person: Person, wanted: Wanted, after: Contribution | None = None) -> Contribution | None:
    """Hold the next that nobody reads, behind the place of another if one is named; None if there is none."""
    candidates = queue.free(person, wanted, after)
    return next((one for one in candidates if take(one, by=person)), None)


def release(contribution_ids: list[UUID]) -> None:
    """Free contributions, whoever held them."""
    db.session.execute(delete(Lease).where(Lease.contribution_id.in_(contribution_ids)))


def running(contribution_ids: list[UUID]) -> dict[UUID, Lease]:
    """Give the leases that hold these contributions now."""
    held = select(Lease).where(Lease.contribution_id.in_(contribution_ids), Lease.until > clock.now())
    fresh = held.execution_options(populate_existing=True)
    return {lease.contribution_id: lease for lease in db.session.scalars(fresh)}
