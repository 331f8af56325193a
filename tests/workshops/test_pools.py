"""Pools, limits of organisations, groups and sessions; and that the database itself refuses to break them."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Sector, SizeBand
from engage.workshops import leaving, queries
from engage.workshops.allocation import arranging, logbook, offering, places, replaying, sessions
from engage.workshops.allocation.arranging import PoolPlan
from engage.workshops.allocation.models import Act, Logged, Place, Pool, SessionPlace
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.models import Registration, Standing, Workshop
from engage.workshops.registration import Guest
from tests.factories import Manager, OpenWorkshop, Registered


def _kept(count: int, *, capacity: int = 4, days: int = 7, **values: object) -> Workshop:
    """Make a workshop that keeps some of its places for businesses until some days before it."""
    workshop = OpenWorkshop(capacity=capacity, **values)
    release = workshop.starts_at - timedelta(days=days)
    plan = PoolPlan("Businesses", count, release, sectors=(Sector.BUSINESS.value,))
    arranging.keep(workshop.id, [plan], by=None)
    return workshop


def _together(workshop: Workshop, count: int, **values: object) -> list[Registration]:
    guests = tuple(Guest(name=f"Guest {number}") for number in range(1, count))
    first = Registered(workshop, guests=guests, **values)
    return list(queries.party(first))


def _pools(workshop: Workshop) -> dict[UUID | None, UUID | None]:
    held = select(Place.registration_id, Place.pool_id).where(Place.workshop_id == workshop.id)
    return dict(db.session.execute(held.where(Place.registration_id.is_not(None))).all())


def test_places_kept_for_others_are_not_given_before_their_release() -> None:
    workshop = _kept(3)
    first, second = Registered(workshop), Registered(workshop)
    firm = Registered(workshop, sector=Sector.BUSINESS)
    assert [first.standing, second.standing, firm.standing] == ["place", "waiting", "place"]
    (pool_id,) = db.session.scalars(select(Pool.id))
    assert _pools(workshop) == {first.id: None, firm.id: pool_id}
    seats = queries.seats([workshop])[workshop.id]
    assert (seats.left, seats.kept, seats.open) == (2, 2, 0)


def test_what_a_pool_has_not_used_by_its_release_is_offered_to_those_who_wait() -> None:
    workshop = _kept(3)
    _holder, waits = Registered(workshop), Registered(workshop)
    (pool,) = db.session.scalars(select(Pool))
    with time_machine.travel(pool.released_at, tick=False):
        assert offering.sweep() == 1
        offering.offer_freed_places(workshop.id)
    assert waits.standing is Standing.OFFERED


def test_an_offer_of_released_places_is_owed_when_they_are_released() -> None:
    workshop = _kept(3)
    (pool,) = db.session.scalars(select(Pool))
    due = text(
        "SELECT due_at FROM queued_job WHERE subject_id = :id AND job = 'workshops.offer_freed_places'"
    )
    assert pool.released_at in db.session.scalars(due, {"id": workshop.id}).all()


def test_a_pool_is_met_by_each_of_its_conditions() -> None:
    workshop = OpenWorkshop(capacity=1, areas=["Hexton", "Stour"])
    plan = PoolPlan(
        "Small firms of Stour", 1, workshop.starts_at, ("business",), ("Stour",), ("micro", "small")
    )
    arranging.keep(workshop.id, [plan], by=None)
    elsewhere = Registered(workshop, sector=Sector.BUSINESS, area="Hexton", size_band=SizeBand.MICRO)
    large = Registered(workshop, sector=Sector.BUSINESS, area="Stour", size_band=SizeBand.LARGE)
    small = Registered(workshop, sector=Sector.BUSINESS, area="Stour", size_band=SizeBand.SMALL)
    assert [elsewhere.standing, large.standing, small.standing] == ["waiting", "waiting", "place"]


def test_the_first_who_fits_is_offered_a_place_and_those_who_do_not_keep_their_turn() -> None:
    workshop = _kept(1, capacity=2)
    holder, firm = Registered(workshop), Registered(workshop, sector=Sector.BUSINESS)
    resident, second_firm = Registered(workshop), Registered(workshop, sector=Sector.BUSINESS)
    leaving.leave(firm.id)
    offering.offer_freed_places(workshop.id)
    assert [resident.standing, second_firm.standing] == ["waiting", "offered"]
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    assert resident.standing is Standing.OFFERED
    assert replaying.replay(workshop).agrees


def test_a_pool_counts_those_who_came_before_it_and_takes_no_more_than_is_free() -> None:
    workshop = OpenWorkshop(capacity=3)
    firm, _resident = Registered(workshop, sector=Sector.BUSINESS), Registered(workshop)
    release, firms = workshop.starts_at - timedelta(days=1), (Sector.BUSINESS.value,)
    arranging.keep(workshop.id, [PoolPlan("Businesses", 2, release, firms)], by=None)
    assert _pools(workshop)[firm.id] is not None
    with pytest.raises(RuleBroken, match="cannot keep 3 places: only 2 are free or held by them"):
        arranging.keep(workshop.id, [PoolPlan("Businesses", 3, release, firms)], by=None)


def test_a_group_holds_places_for_all_of_it_or_waits_for_all_of_it() -> None:
    workshop = OpenWorkshop(capacity=3)
    three = _together(workshop, 3)
    pair = _together(workshop, 2)
    assert {one.standing for one in three} == {Standing.PLACE}
    assert {one.standing for one in pair} == {Standing.WAITING}
    leaving.leave(three[2].id)
    alone = Registered(workshop)
    assert alone.standing is Standing.PLACE
    leaving.leave(three[1].id)
    leaving.leave(alone.id)
    offering.offer_freed_places(workshop.id)
    assert {one.standing for one in pair} == {Standing.OFFERED}
    offering.accept(pair[0].id)
    assert {one.standing for one in pair} == {Standing.PLACE}


def test_a_group_that_shrinks_while_it_waits_needs_fewer_places() -> None:
    workshop = OpenWorkshop(capacity=2)
    holder, _other = Registered(workshop), Registered(workshop)
    pair = _together(workshop, 2)
    leaving.leave(holder.id)
    assert offering.offer_freed_places(workshop.id) == 0
    leaving.leave(pair[0].id)
    assert offering.offer_freed_places(workshop.id) == 1
    assert [one.standing for one in pair] == [Standing.LEFT, Standing.OFFERED]


def test_an_organisation_has_no_more_places_than_one_may_whatever_its_name_looks_like() -> None:
    workshop = OpenWorkshop(capacity=9, per_organisation=2)
    names = ["Alder & Sons Ltd", "alder & sons ltd.", " ALDER & SONS LTD"]
    those = [Registered(workshop, sector=Sector.BUSINESS, organisation=name) for name in names]
    assert [one.standing for one in those] == ["place", "place", "waiting"]
    (line,) = db.session.scalars(select(Logged).where(Logged.act == Act.WAITED))
    assert line.detail["obstacle"] == "organisation"
    leaving.leave(those[0].id)
    offering.offer_freed_places(workshop.id)
    assert those[2].standing is Standing.OFFERED


def test_a_group_beyond_the_limit_of_its_organisation_is_refused_in_a_sentence() -> None:
    workshop = OpenWorkshop(capacity=9, per_organisation=2)
    with pytest.raises(RuleBroken, match="at most 2 places here"):
        _together(workshop, 3, organisation="Alder")


def _with_session(capacity: int, room: int) -> tuple[Workshop, UUID]:
    workshop = OpenWorkshop(capacity=capacity)
    plan = SessionPlan("Walk", workshop.starts_at, workshop.ends_at, room)
    return workshop, sessions.add(workshop.id, plan, by=None).id


def test_a_session_has_its_own_room_and_who_wants_it_waits_for_both() -> None:
    workshop, session_id = _with_session(3, 1)
    first = Registered(workshop, sessions=frozenset([session_id]))
    second = Registered(workshop, sessions=frozenset([session_id]))
    third = Registered(workshop)
    assert [first.standing, second.standing, third.standing] == ["place", "waiting", "place"]
    leaving.leave(first.id)
    offering.offer_freed_places(workshop.id)
    assert second.standing is Standing.OFFERED
    assert db.session.scalars(select(SessionPlace.registration_id)).all() == [second.id]


def test_an_offer_out_of_turn_is_logged_with_its_reason_and_replays() -> None:
    workshop = OpenWorkshop(capacity=1)
    holder, first, second = [Registered(workshop) for _ in range(3)]
    leaving.leave(holder.id)
    manager = Manager(workshop.consultation)
    with pytest.raises(RuleBroken, match="Say why"):
        offering.offer_out_of_turn(second.id, " ", by=manager)
    offering.offer_out_of_turn(second.id, "She speaks for the tenants.", by=manager)
    assert [first.standing, second.standing] == ["waiting", "offered"]
    (line,) = db.session.scalars(select(Logged).where(Logged.act == Act.OFFERED))
    assert (line.reason, line.by_id) == ("She speaks for the tenants.", manager.id)
    assert replaying.replay(workshop).agrees


def test_a_replay_finds_a_place_that_was_not_given_by_the_rule() -> None:
    workshop = OpenWorkshop(capacity=1)
    holder, _first, second = [Registered(workshop) for _ in range(3)]
    leaving.leave(holder.id)
    at = clock.now()
    second.offered_until = at + timedelta(hours=48)
    db.session.flush()
    places.take([second], (None,), at)
    until = second.offered_until.isoformat()
    logbook.note(Act.OFFERED, workshop.id, second.id, at=at, places={"": 1}, until=until)
    found = replaying.replay(workshop)
    assert not found.agrees
    assert [difference["act"] for difference in found.differences] == ["offered"]


def test_a_replay_finds_a_place_that_the_log_knows_nothing_of() -> None:
    workshop = OpenWorkshop(capacity=1)
    registration = Registered(workshop)
    places.free([registration])
    found = replaying.replay(workshop)
    assert found.departures == [{"free": "open", "by_the_log": 0, "now": 1}]


def _in_the_pool(workshop: Workshop, registration: Registration) -> None:
    """Give somebody a place of the pool by force."""
    of_pool = select(Place.id).where(Place.workshop_id == workshop.id, Place.pool_id.is_not(None)).limit(1)
    taken = update(Place).where(Place.id == of_pool.scalar_subquery())
    db.session.execute(taken.values(registration_id=registration.id, taken_at=clock.now()))


def test_the_database_refuses_a_kept_place_to_whom_it_is_not_for() -> None:
    workshop = _kept(3)
    registration = Registered(workshop)
    places.free([registration])
    with pytest.raises(IntegrityError, match="kept for others until its release"):
        _in_the_pool(workshop, registration)


def test_the_database_refuses_an_organisation_one_place_more_than_it_may_have() -> None:
    workshop = OpenWorkshop(capacity=3, per_organisation=1)
    _first, second = [Registered(workshop, organisation="Alder") for _ in range(2)]
    second.waiting_since = None
    db.session.flush()
    with pytest.raises(IntegrityError, match="at most 1 places"):
        places.take([second], (None,), clock.now())


@pytest.mark.parametrize("count", [1, 2])
def test_the_database_refuses_a_place_to_a_part_of_a_party(count: int) -> None:
    workshop = OpenWorkshop(capacity=3)
    three = _together(workshop, 3)
    places.free(three[:count])
    with pytest.raises(IntegrityError, match="all of a party hold places, or none"):
        db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_the_database_refuses_more_people_in_a_session_than_it_has_room_for() -> None:
    _workshop, session_id = _with_session(3, 1)
    with pytest.raises(IntegrityError, match="beyond the capacity of its session"):
        db.session.execute(
            text("INSERT INTO session_place (id, session_id, number) VALUES (gen_random_uuid(), :id, 2)"),
            {"id": session_id},
        )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE allocation_log SET act = 'left'",
        "DELETE FROM allocation_log",
        "TRUNCATE allocation_log",
    ],
)
def test_the_log_of_places_cannot_be_changed(change: str) -> None:
    Registered(OpenWorkshop())
    with pytest.raises(IntegrityError, match="never changed"):
        db.session.execute(text(change))
