"""Many at once, on connections of their own: no place is sold twice, and none is lost."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from engage.accounts import Person
from engage.db import db, new_id, transaction
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.workshops import leaving, queries, registration
from engage.workshops.allocation import arranging, offering
from engage.workshops.allocation.models import Place
from engage.workshops.models import Registration, Standing, Workshop
from tests.factories import Manager, OpenWorkshop, Registered, RequestOf
from tests.together import at_once

pytestmark = pytest.mark.commits
CLIENTS = 16


def _registering(workshop_id: UUID, email: str | None = None) -> Callable[[], Standing]:
    request = RequestOf(email=email) if email else RequestOf()
    return lambda: registration.register(workshop_id, request, submission_key=new_id())


def _leaving(registration_id: UUID) -> Callable[[], None]:
    return lambda: leaving.leave(registration_id)


def _committed(capacity: int, registered: int) -> tuple[UUID, list[UUID]]:
    workshop = OpenWorkshop(capacity=capacity)
    ids = [Registered(workshop).id for _ in range(registered)]
    db.session.commit()
    return workshop.id, ids


def _do_what_is_owed() -> None:
    with transaction():
        owed = select(QueuedJob.subject_id).where(QueuedJob.job == Job.OFFER_FREED_PLACES).distinct()
        for workshop_id in db.session.scalars(owed).all():
            offering.offer_freed_places(workshop_id)


def _check(workshop_id: UUID) -> None:
    """Hold the rows against each other: who has a place, who waits, who left."""
    db.session.expire_all()
    workshop = db.session.get_one(Workshop, workshop_id)
    places = db.session.scalars(select(Place).where(Place.workshop_id == workshop_id)).all()
    holders = {place.registration_id for place in places if place.registration_id}
    everybody = db.session.scalars(select(Registration).where(Registration.workshop_id == workshop_id)).all()
    assert len(places) == workshop.capacity
    has = {one.id for one in everybody if one.standing in (Standing.PLACE, Standing.OFFERED)}
    assert holders == has
    assert not (len(holders) < workshop.capacity and queries.anybody_waits(workshop_id))
    for one in everybody:
        told = db.session.scalars(select(Message.key).where(Message.key.endswith(str(one.id)))).all()
        assert f"workshop:place:{one.id}" in told or one.standing is not Standing.PLACE
        assert len(told) == len(set(told))


@pytest.mark.parametrize("round_", range(4))
def test_sixteen_race_for_the_last_eight_places(round_: int, app: Flask) -> None:
    workshop_id, _ = _committed(capacity=12, registered=4)
    answers = at_once(app, [_registering(workshop_id) for _ in range(CLIENTS)])
    assert answers.count(Standing.PLACE) == answers.count(Standing.WAITING) == 8
    _check(workshop_id)


@pytest.mark.parametrize("seed", range(4))
def test_no_place_is_lost_while_people_come_and_leave(seed: int, app: Flask) -> None:
    workshop_id, here = _committed(capacity=8, registered=11)
    leavers = Random(seed).sample(here, 6)
    giving = [lambda: offering.offer_freed_places(workshop_id) for _ in range(2)]
    acts = [_registering(workshop_id) for _ in range(8)] + [_leaving(one) for one in leavers] + giving
    Random(seed).shuffle(acts)
    at_once(app, acts)
    _do_what_is_owed()
    _check(workshop_id)
    assert queries.seats([db.session.get_one(Workshop, workshop_id)])[workshop_id].left == 0


def test_the_sweep_alone_heals_what_a_lost_job_left(app: Flask) -> None:
    workshop_id, here = _committed(capacity=4, registered=8)
    at_once(app, [_leaving(one) for one in here[:3]])
    db.session.query(QueuedJob).delete()
    db.session.commit()
    with transaction():
        assert offering.sweep() == 1
    _do_what_is_owed()
    _check(workshop_id)


def test_a_waiting_list_moves_up_in_its_order_whoever_gives(app: Flask) -> None:
    workshop_id, here = _committed(capacity=6, registered=16)
    at_once(app, [_leaving(one) for one in here[:6]])
    at_once(app, [lambda: offering.offer_freed_places(workshop_id) for _ in range(6)])
    placed = select(Registration.id).join(Place, Place.registration_id == Registration.id)
    assert set(db.session.scalars(placed)) == set(here[6:12])


def test_one_address_sent_by_sixteen_at_once_is_one_registration(app: Flask) -> None:
    workshop_id, _ = _committed(capacity=20, registered=0)
    at_once(app, [_registering(workshop_id, "ann@home.example") for _ in range(CLIENTS)])
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    keys = db.session.scalars(select(Message.key)).all()
    assert sorted(key.split(":")[1] for key in keys) == ["again", "place"]
    _check(workshop_id)


def test_one_form_sent_sixteen_times_at_once_is_one_registration(app: Flask) -> None:
    workshop_id, _ = _committed(capacity=20, registered=0)
    request, key = RequestOf(), new_id()
    sent = [lambda: registration.register(workshop_id, request, submission_key=key) for _ in range(CLIENTS)]
    assert set(at_once(app, sent)) == {Standing.PLACE}
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


@pytest.mark.parametrize("capacity", [5, 30])
def test_changing_the_number_of_places_amid_a_storm_keeps_the_count(capacity: int, app: Flask) -> None:
    workshop_id, here = _committed(capacity=12, registered=5)
    officer_id = Manager(db.session.get_one(Workshop, workshop_id).consultation).id
    db.session.commit()

    def resize() -> None:
        arranging.resize(workshop_id, capacity, by=db.session.get_one(Person, officer_id))

    leavers = [_leaving(one) for one in here[:4]]
    outcome = at_once(app, [_tried(resize), *leavers, *[_registering(workshop_id) for _ in range(3)]])
    assert None in outcome
    _do_what_is_owed()
    _check(workshop_id)


def _tried(act: Callable[[], None]) -> Callable[[], object]:
    def run() -> object:
        try:
            act()
        except RuleBroken as refusal:
            return refusal
        return None

    return run
