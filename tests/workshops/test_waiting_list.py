"""Freed places, and who gets them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.workshops import leaving, queries
from engage.workshops.allocation import offering, places
from engage.workshops.allocation.models import Act, Logged
from engage.workshops.door import attendance
from engage.workshops.models import Registration, Standing, Workshop
from tests.factories import Manager, OpenWorkshop, Registered
from tests.factories.workshops import on_the_day


def _keys(registration: Registration) -> list[str]:
    keys = select(Message.key).where(Message.key.contains(str(registration.id))).order_by(Message.id)
    return [key.split(":")[1] for key in db.session.scalars(keys)]


def _full(waiting: int) -> tuple[Workshop, Registration, list[Registration]]:
    workshop = OpenWorkshop(capacity=1)
    return workshop, Registered(workshop), [Registered(workshop) for _ in range(waiting)]


def test_a_freed_place_is_offered_to_who_has_waited_longest() -> None:
    workshop, holder, (first, second) = _full(2)
    leaving.leave(holder.id)
    assert offering.offer_freed_places(workshop.id) == 1
    assert [holder.standing, first.standing, second.standing] == ["left", "offered", "waiting"]
    assert _keys(first) == ["waiting"]
    assert queries.position(second) == 1


def test_who_accepts_has_the_place_and_is_told_with_a_calendar_file() -> None:
    workshop, holder, (first,) = _full(1)
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    for _ in range(2):
        offering.accept(first.id)
    assert first.standing is Standing.PLACE
    assert _keys(first) == ["waiting", "place"]


def test_who_declines_leaves_the_list_and_the_next_is_offered_the_place() -> None:
    workshop, holder, (first, second) = _full(2)
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    offering.decline(first.id)
    offering.offer_freed_places(workshop.id)
    assert [first.standing, second.standing] == ["left", "offered"]


def test_an_offer_lapses_by_itself_and_the_next_is_made() -> None:
    workshop, holder, (first, second) = _full(2)
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    assert first.offered_until
    with time_machine.travel(first.offered_until, tick=False):
        with pytest.raises(RuleBroken, match="time for this offer is over"):
            offering.accept(first.id)
        assert offering.sweep() == 1
        offering.offer_freed_places(workshop.id)
    assert [first.standing, second.standing] == ["left", "offered"]
    assert first.left_because == "lapsed"


def test_giving_twice_gives_nothing_more() -> None:
    workshop, holder, _ = _full(2)
    leaving.leave(holder.id)
    assert [offering.offer_freed_places(workshop.id) for _ in range(2)] == [1, 0]


def test_each_step_of_the_list_stands_in_the_log() -> None:
    workshop, holder, (first,) = _full(1)
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    lines = db.session.scalars(
        select(Logged).where(Logged.party_id == first.id).order_by(Logged.number)
    ).all()
    assert [line.act for line in lines] == [Act.WAITED, Act.OFFERED]
    assert (lines[0].detail["obstacle"], lines[0].detail["size"]) == ("full", 1)


def test_nobody_is_given_a_place_once_it_has_started_or_is_cancelled() -> None:
    workshop, holder, (first,) = _full(1)
    places.free([holder])
    with time_machine.travel(workshop.starts_at, tick=False):
        assert offering.offer_freed_places(workshop.id) == 0
    workshop.cancelled_at = workshop.created_at
    assert offering.offer_freed_places(workshop.id) == 0
    assert first.standing is Standing.WAITING


def test_the_sweep_finds_free_places_that_somebody_waits_for() -> None:
    (forgotten, holder, _), _in_order = _full(1), _full(1)
    places.free([holder])
    assert offering.sweep() == 1
    assert db.session.scalars(
        select(QueuedJob.subject_id).where(QueuedJob.job == Job.OFFER_FREED_PLACES)
    ).all() == [forgotten.id]


def test_leaving_the_waiting_list_frees_no_place() -> None:
    workshop, _holder, (first, second) = _full(2)
    leaving.leave(first.id)
    assert queries.position(second) == 1
    assert _keys(first) == ["waiting", "left"]
    owed = select(func.count()).select_from(QueuedJob).where(QueuedJob.job == Job.OFFER_FREED_PLACES)
    assert db.session.scalar(owed) == 0
    assert queries.seats([workshop])[workshop.id].taken == 1


def test_leaving_twice_is_told_once_and_erases_what_was_needed() -> None:
    registration = Registered(OpenWorkshop(), access_needs="A hearing loop", diet="No nuts")
    for _ in range(2):
        leaving.leave(registration.id)
    assert _keys(registration) == ["place", "left"]
    assert registration.attendee
    assert registration.attendee.access_needs == registration.attendee.diet == ""


def test_a_place_cannot_be_given_up_afterwards() -> None:
    registration = Registered(OpenWorkshop())
    after = registration.workshop.ends_at + timedelta(minutes=1)
    with time_machine.travel(after, tick=False), pytest.raises(RuleBroken, match="has taken place"):
        leaving.leave(registration.id)


def test_who_was_checked_in_does_not_give_up_the_place() -> None:
    registration = Registered(OpenWorkshop())
    on_the_day(registration.workshop)
    attendance.check_in(registration, by=Manager(registration.workshop.consultation))
    with pytest.raises(RuleBroken, match="has taken place"):
        leaving.leave(registration.id)
