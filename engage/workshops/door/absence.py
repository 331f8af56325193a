"""Those who did not come: their places go to people who did."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.errors import RuleBroken
from engage.workshops import leaving
from engage.workshops import queries as workshops
from engage.workshops.door import attendance, opening, queries
from engage.workshops.models import Leaving, Registration


def free_places(workshop_id: UUID, chosen: Iterable[str], *, by: Person) -> int:
    """Free the places of those chosen who have not come, give them to those here without one; count them.

    Whoever has come meanwhile keeps their place.

    :raises RuleBroken: if it is too early or too late, or nobody is chosen
    """
    workshop, now, ids = workshops.locked(workshop_id), clock.now(), set(chosen)
    opening.demand_open(workshop, now)
    if now < opening.gives_up_waiting_at(workshop):
        raise RuleBroken(_l("Wait until a quarter of an hour after the start: people may be on their way"))
    gone = [one for one in queries.missing(workshop_id) if str(one.id) in ids]
    if not gone:
        raise RuleBroken(_l("Choose whose places you want to free"))
    for _party, those in groupby(sorted(gone, key=_by_party), key=_by_party):
        members = list(those)
        for registration in members:
            registration.absent_at = now
        leaving.part(workshop, members, Leaving.NO_SHOW, at=now, by=by)
    for registration in gone:
        audit.record("registration.absent", registration, by=by)
    give_places(workshop_id, by=by)
    return len(gone)


def give_places(workshop_id: UUID, *, by: Person) -> int:
    """Give what is free to those who are here without a place, who came first first; count them.

    :raises RuleBroken: if it is too late
    """
    workshop = workshops.locked(workshop_id)
    opening.demand_open(workshop, clock.now())
    given = 0
    for registration, _since in queries.without_place(workshop_id):
        attendance.settle(workshop, registration, by=by)
        given += registration.checked_in_at is not None
    return given


def _by_party(registration: Registration) -> UUID:
    return registration.party_id
