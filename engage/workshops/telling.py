"""Telling everybody who registered that a workshop was moved or cancelled."""

from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.db import db
from engage.workshops import letters, queries
from engage.workshops.models import Registration


def tell_everybody(workshop_id: UUID) -> int:
    """Write to all who registered before a workshop was changed or cancelled, and count the letters.

    What is told is how it stands now: of two changes in a minute, people hear of the last.
    """
    workshop = queries.get(workshop_id)
    since = workshop.cancelled_at or workshop.changed_at
    if since is None:
        return 0
    tell = letters.tell_of_cancellation if workshop.cancelled_at else letters.tell_of_change
    concerned = select(Registration).where(
        Registration.workshop_id == workshop_id,
        Registration.left_at.is_(None),
        Registration.registered_at <= since,
    )
    everybody = concerned.options(joinedload(Registration.attendee)).order_by(
        Registration.party_id, Registration.id
    )
    told = [
        registration
        for _party, those in groupby(db.session.scalars(everybody), attrgetter("party_id"))
        for registration in letters.addressed(list(those))
    ]
    for registration in told:
        tell(registration)
    return len(told)
