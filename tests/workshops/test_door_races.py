"""Several doors at the same moment, each in a transaction of its own."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.organisations.models import Sector
from engage.workshops.allocation import replaying
from engage.workshops.allocation.models import Place
from engage.workshops.door import attendance, queries
from engage.workshops.door.admitting import WalkIn
from engage.workshops.door.attendance import Done
from engage.workshops.door.models import DoorAct, Kind
from engage.workshops.models import Registration, Workshop
from tests.factories import Manager, OpenWorkshop, Registered
from tests.factories.workshops import on_the_day
from tests.together import at_once

pytestmark = pytest.mark.commits
DOORS = 6


def _sending(workshop_id: UUID, officer_id: UUID, done: list[Done]) -> Callable[[], object]:
    return lambda: attendance.merge(workshop_id, done, by=db.session.get_one(Person, officer_id))


def test_doors_that_send_the_same_and_walk_ins_for_the_last_placesat_once(app: Flask) -> None:
    workshop = on_the_day(OpenWorkshop(capacity=7))
    workshop.registration_closes_at = workshop.starts_at
    expected = [Registered(workshop).id for _ in range(4)]
    officer_id, workshop_id = Manager(workshop.consultation).id, workshop.id
    db.session.commit()
    alike = [Done(uuid4(), Kind.CHECK_IN, one, clock.now()) for one in expected]
    keys = [uuid4() for _ in range(DOORS)]
    walking = [
        Done(key, Kind.WALK_IN, key, clock.now(), WalkIn(f"Walker {key}", "", Sector.RESIDENT))
        for key in keys
    ]
    acts = [_sending(workshop_id, officer_id, [*alike, one]) for one in walking]
    at_once(app, [*acts, *acts])
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(DoorAct)) == len(alike) + DOORS
    held = select(func.count()).where(Place.workshop_id == workshop_id, Place.registration_id.is_not(None))
    assert db.session.scalar(held) == 7
    came = select(func.count()).where(Registration.checked_in_at.is_not(None))
    assert db.session.scalar(came) == 7
    assert len(queries.without_place(workshop_id)) == DOORS - 3
    assert replaying.replay(db.session.get_one(Workshop, workshop_id)).agrees
