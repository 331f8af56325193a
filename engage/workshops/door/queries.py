"""Who came, who did not, and who came without a place."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from engage.db import db
from engage.organisations.models import Sector
from engage.workshops.allocation.models import Place
from engage.workshops.door import presence
from engage.workshops.door.models import DoorAct
from engage.workshops.models import Attendee, Leaving, Registration

HOLDS = and_(Registration.offered_until.is_(None), Place.id.is_not(None))
NO_SHOW = Registration.left_because == Leaving.NO_SHOW
HERE = Registration.checked_in_at.is_not(None)


def everybody(workshop_id: UUID) -> Select[Registration]:
    """Select all who ever registered for a workshop and are not erased, by name."""
    return _whole(workshop_id).where(Attendee.id.is_not(None))


def named(workshop_id: UUID, words: str) -> Select[Registration]:
    """Select those whose name or organisation contains some words."""
    found = Attendee.name.icontains(words, autoescape=True)
    return everybody(workshop_id).where(found | Registration.organisation.icontains(words, autoescape=True))


def missing(workshop_id: UUID) -> Sequence[Registration]:
    """List those with a place who have not come, by name."""
    here = {one.id for one, _since in without_place(workshop_id)}
    held = db.session.scalars(_whole(workshop_id).where(HOLDS, ~HERE))
    return [registration for registration in held if registration.id not in here]


def expected(workshop_id: UUID) -> Select[Registration]:
    """Select those who came, and those who had a place on the day and did not, by name."""
    return _whole(workshop_id).where(or_(HOLDS, NO_SHOW))


def without_place(workshop_id: UUID) -> list[tuple[Registration, datetime]]:
    """List those who are here without a place, and since when, who came first first."""
    acts = select(DoorAct).join(Registration, Registration.id == DoorAct.registration_id)
    about = acts.where(DoorAct.workshop_id == workshop_id, ~HERE).order_by(DoorAct.at, DoorAct.id)
    by_person: dict[UUID, list[DoorAct]] = {}
    for act in db.session.scalars(about):
        by_person.setdefault(act.registration_id, []).append(act)
    since = {one: at for one, done in by_person.items() if (at := presence.arrival(done))}
    those = db.session.scalars(_whole(workshop_id).where(Registration.id.in_(since), ~HERE)).all()
    return sorted(((one, since[one.id]) for one in those), key=lambda pair: (pair[1], pair[0].id))


def by_sector(workshop_id: UUID) -> list[tuple[Sector, int, int, int]]:
    """Count by sector who came, who of them walked in, and who had a place and did not come."""
    count = func.count()
    rows = (
        select(
            Registration.sector,
            count.filter(HERE),
            count.filter(HERE, Registration.walked_in),
            count.filter(~HERE),
        )
        .outerjoin(Place, Place.registration_id == Registration.id)
        .where(Registration.workshop_id == workshop_id, or_(HOLDS, NO_SHOW))
        .group_by(Registration.sector)
        .order_by(count.filter(HERE).desc(), Registration.sector)
    )
    return [tuple(row) for row in db.session.execute(rows)]  # type: ignore[misc]


def _whole(workshop_id: UUID) -> Select[Registration]:
    joined = (
        select(Registration)
        .outerjoin(Attendee, Attendee.registration_id == Registration.id)
        .outerjoin(Place, Place.registration_id == Registration.id)
        .where(Registration.workshop_id == workshop_id)
    )
    return joined.options(contains_eager(Registration.attendee)).order_by(
        func.lower(Attendee.name), Registration.id
    )
