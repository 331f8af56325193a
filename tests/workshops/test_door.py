"""The day at the door: who came, whatever device it was noted on, and whoever came without a place."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.organisations.models import Sector
from engage.workshops import leaving, queries
from engage.workshops.allocation import arranging, replaying
from engage.workshops.allocation.models import Act, Logged, Place
from engage.workshops.door import absence, attendance, presence
from engage.workshops.door import queries as door
from engage.workshops.door.admitting import WalkIn
from engage.workshops.door.attendance import Done
from engage.workshops.door.models import DoorAct, Kind
from engage.workshops.models import Leaving, Registration, Standing, Workshop
from engage.workshops.registration import Guest
from tests.factories import Manager, OpenWorkshop, Registered
from tests.factories.workshops import on_the_day


def full(*names: str, capacity: int | None = None) -> tuple[Workshop, list[Registration], Person]:
    """Give a workshop of today with people who registered for it, and who runs it."""
    workshop = OpenWorkshop(capacity=capacity or len(names))
    those = [Registered(workshop, name=name) for name in names]
    return on_the_day(workshop), those, Manager(workshop.consultation)


def act(kind: Kind, registration: Registration, at: datetime) -> Done:
    return Done(uuid4(), kind, registration.id, at)


def walking_in(name: str = "Wim Walker", at: datetime | None = None, organisation: str = "") -> Done:
    key = uuid4()
    told = WalkIn(name, organisation, Sector.BUSINESS)
    return Done(key, Kind.WALK_IN, key, at or clock.now(), told)


def holders(workshop: Workshop) -> int:
    held = select(func.count()).where(Place.workshop_id == workshop.id, Place.registration_id.is_not(None))
    return db.session.scalar(held) or 0


def agrees(workshop: Workshop) -> bool:
    found = replaying.replay(workshop)
    assert found.agrees, (found.differences, found.departures)
    return True


def test_the_first_check_in_counts_whichever_door_tells_of_it_first() -> None:
    workshop, (ann,), officer = full("Ann Archer")
    now = clock.now()
    later, earlier = act(Kind.CHECK_IN, ann, now - timedelta(minutes=1)), now - timedelta(minutes=9)
    attendance.merge(workshop.id, [later], by=officer)
    attendance.merge(workshop.id, [act(Kind.CHECK_IN, ann, earlier)], by=officer)
    assert ann.checked_in_at == earlier


def test_what_is_sent_again_counts_once() -> None:
    workshop, (ann,), officer = full("Ann Archer", capacity=3)
    acts = [act(Kind.CHECK_IN, ann, clock.now()), walking_in()]
    for _ in range(3):
        attendance.merge(workshop.id, acts, by=officer)
    assert db.session.scalar(select(func.count()).select_from(DoorAct)) == 2
    assert queries.came(workshop.id) == holders(workshop) == 2
    checked = select(func.count()).where(AuditEntry.act == "registration.checked_in")
    assert db.session.scalar(checked) == 2


STEPS = st.lists(st.tuples(st.sampled_from([Kind.CHECK_IN, Kind.UNDO]), st.integers(1, 6)), max_size=5)


class Told:
    """An act as the rule sees it."""

    def __init__(self, kind: Kind, minute: int) -> None:
        self.kind, self.at = kind, datetime(2026, 4, 24, 9, minute, tzinfo=clock.LONDON)


@pytest.mark.no_database
@given(STEPS)
def test_in_whatever_order_acts_are_told_they_come_to_the_same(steps: list[tuple[Kind, int]]) -> None:
    told = [Told(*step) for step in steps]
    assert len({presence.arrival(order) for order in permutations(told)}) == 1


@pytest.mark.no_database
@given(STEPS)
def test_told_in_their_time_acts_come_to_what_one_door_would_have_noted(
    steps: list[tuple[Kind, int]],
) -> None:
    here: datetime | None = None
    # Of a tick and an undo at the same moment the undo counts.
    for step in sorted((Told(*step) for step in steps), key=lambda one: (one.at, one.kind is Kind.UNDO)):
        here = None if step.kind is Kind.UNDO else here or step.at
    assert presence.arrival(Told(*step) for step in steps) == here


def interleavings(left: list[Any], right: list[Any]) -> Iterator[list[Any]]:
    """Give each way in which what two doors send can arrive, each in its own order."""
    if not (left and right):
        yield left + right
        return
    for rest in interleavings(left[1:], right):
        yield [left[0], *rest]
    for rest in interleavings(left, right[1:]):
        yield [right[0], *rest]


def test_two_doors_come_to_the_same_in_every_interleaving() -> None:
    workshop, (ann, ben), officer = full("Ann Archer", "Ben Baker", capacity=4)
    now = clock.now()
    before = [now - timedelta(minutes=minute) for minute in range(9)]
    east = [act(Kind.CHECK_IN, ann, before[8]), act(Kind.UNDO, ann, before[5]), walking_in(at=before[4])]
    west = [
        act(Kind.CHECK_IN, ann, before[6]),
        act(Kind.CHECK_IN, ben, before[3]),
        act(Kind.CHECK_IN, ann, before[2]),
    ]
    outcomes = set()
    for order in interleavings(east, west):
        with db.session.begin_nested() as attempt:
            for one in order:
                attendance.merge(workshop.id, [one, order[0]], by=officer)
            outcomes.add((ann.checked_in_at, ben.checked_in_at, queries.came(workshop.id), holders(workshop)))
            attempt.rollback()
        db.session.expire_all()
    assert outcomes == {(before[2], before[3], 3, 3)}


def test_a_clock_that_is_ahead_checks_nobody_in_tomorrow() -> None:
    workshop, (ann,), officer = full("Ann Archer")
    attendance.merge(workshop.id, [act(Kind.CHECK_IN, ann, clock.now() + timedelta(hours=9))], by=officer)
    assert ann.checked_in_at
    assert ann.checked_in_at <= clock.now()


def test_who_walks_in_gets_a_free_place_though_others_wait() -> None:
    workshop = OpenWorkshop(capacity=1)
    leaver, waiting = Registered(workshop), Registered(workshop)
    on_the_day(workshop)
    officer = Manager(workshop.consultation)
    leaving.leave(leaver.id)
    wim = attendance.walk_in(
        workshop.id, WalkIn("Wim", "Hexton Foods", Sector.BUSINESS), by=officer, key=new_id()
    )
    assert (wim.standing, wim.walked_in, waiting.standing) == (Standing.PLACE, True, Standing.WAITING)
    line = db.session.scalars(select(Logged).where(Logged.act == Act.ADMITTED)).one()
    assert (line.party_id, line.by_id, line.detail["places"]) == (wim.id, officer.id, {"": 1})
    assert agrees(workshop)


def test_who_walks_in_beyond_capacity_is_kept_and_nothing_is_oversold() -> None:
    workshop, _, officer = full("Ann Archer", "Ben Baker", capacity=3)
    attendance.merge(workshop.id, [walking_in("Wim"), walking_in("Wilma"), walking_in("Will")], by=officer)
    assert holders(workshop) == 3
    assert [one.attendee.name for one, _since in door.without_place(workshop.id) if one.attendee] == [
        "Wilma",
        "Will",
    ]
    assert queries.came(workshop.id) == 1
    assert agrees(workshop)


def test_more_places_go_to_those_who_are_here_in_the_order_in_which_they_came() -> None:
    workshop, _, officer = full("Ann Archer")
    now = clock.now()
    second, first = (
        walking_in("Second", now - timedelta(minutes=1)),
        walking_in("First", now - timedelta(minutes=7)),
    )
    attendance.merge(workshop.id, [second, first], by=officer)
    arranging.resize(workshop.id, 2, by=officer)
    assert absence.give_places(workshop.id, by=officer) == 1
    given = queries.registration(workshop.id, first.registration_id)
    assert (given.standing, given.checked_in_at) == (Standing.PLACE, first.at)
    assert agrees(workshop)


def test_a_walk_in_that_is_taken_back_gives_the_place_back_and_can_be_entered_again() -> None:
    workshop, _, officer = full("Ann Archer", capacity=2)
    wim = attendance.walk_in(workshop.id, WalkIn("Wim", "", Sector.RESIDENT), by=officer, key=new_id())
    attendance.undo_check_in(wim, by=officer)
    assert (wim.standing, holders(workshop)) == (Standing.LEFT, 1)
    assert attendance.check_in(wim, by=officer)
    assert (wim.standing, holders(workshop)) == (Standing.PLACE, 2)
    assert agrees(workshop)


def test_a_walk_in_keeps_to_the_limit_of_their_organisation() -> None:
    workshop = OpenWorkshop(capacity=5, per_organisation=1)
    Registered(workshop, organisation="Hexton Foods", sector=Sector.BUSINESS)
    officer = Manager(on_the_day(workshop).consultation)
    told = WalkIn("Wim", "hexton foods", Sector.BUSINESS)
    assert attendance.walk_in(workshop.id, told, by=officer, key=new_id()).standing is Standing.ASKED
    assert agrees(workshop)


def test_who_waits_and_comes_gets_a_free_place_with_those_who_wait_with_them() -> None:
    workshop = OpenWorkshop(capacity=2)
    leavers = [Registered(workshop), Registered(workshop)]
    first = Registered(workshop, guests=(Guest("Gus"),))
    on_the_day(workshop)
    officer = Manager(workshop.consultation)
    leaving.leave(leavers[0].id)
    assert not attendance.check_in(first, by=officer)
    assert [one.id for one, _since in door.without_place(workshop.id)] == [first.id]
    leaving.leave(leavers[1].id)
    assert absence.give_places(workshop.id, by=officer) == 1
    assert [one.standing for one in queries.party(first)] == [Standing.PLACE, Standing.PLACE]
    assert first.checked_in_at
    assert agrees(workshop)


def test_who_gave_up_their_place_and_comes_all_the_same_gets_one_if_one_is_free() -> None:
    workshop, (ann, _), officer = full("Ann Archer", "Ben Baker")
    leaving.leave(ann.id)
    attendance.check_in(ann, by=officer)
    assert (ann.standing, ann.left_because) == (Standing.PLACE, None)
    assert agrees(workshop)


def test_who_left_and_registered_again_is_checked_in_once() -> None:
    workshop = OpenWorkshop(capacity=3)
    before = Registered(workshop, email="ann@home.example")
    leaving.leave(before.id)
    again = Registered(workshop, email="ann@home.example")
    officer = Manager(on_the_day(workshop).consultation)
    attendance.merge(workshop.id, [act(Kind.CHECK_IN, before, clock.now())], by=officer)
    assert again.checked_in_at
    assert holders(workshop) == 1


def test_places_of_those_who_have_not_come_go_to_those_who_have() -> None:
    workshop, (ann, ben), officer = full("Ann Archer", "Ben Baker")
    attendance.check_in(ann, by=officer)
    wim = attendance.walk_in(workshop.id, WalkIn("Wim", "", Sector.RESIDENT), by=officer, key=new_id())
    on_the_day(workshop, started=timedelta(minutes=20))
    assert absence.free_places(workshop.id, [str(ann.id), str(ben.id)], by=officer) == 1
    assert (ben.left_because, bool(ben.absent_at)) == (Leaving.NO_SHOW, True)
    db.session.refresh(wim)
    assert (wim.standing, bool(wim.checked_in_at), bool(ann.checked_in_at)) == (Standing.PLACE, True, True)
    assert not attendance.check_in(ben, by=officer)
    assert agrees(workshop)


def test_who_comes_late_gets_a_place_if_one_is_free_again() -> None:
    workshop, (ann,), officer = full("Ann Archer")
    on_the_day(workshop, started=timedelta(minutes=20))
    absence.free_places(workshop.id, [str(ann.id)], by=officer)
    assert attendance.check_in(ann, by=officer)
    assert (ann.absent_at, ann.standing) == (None, Standing.PLACE)
    assert agrees(workshop)


def test_one_of_a_party_who_comes_late_gets_a_place_beside_the_others() -> None:
    workshop = OpenWorkshop(capacity=2)
    first = Registered(workshop, guests=(Guest("Gus"),))
    guest = next(one for one in queries.party(first) if one.id != first.id)
    officer = Manager(on_the_day(workshop, started=timedelta(minutes=20)).consultation)
    attendance.check_in(first, by=officer)
    absence.free_places(workshop.id, [str(guest.id)], by=officer)
    assert attendance.check_in(guest, by=officer)
    assert holders(workshop) == 2
    assert agrees(workshop)


def test_nobody_loses_their_place_before_a_quarter_of_an_hour_has_gone() -> None:
    workshop, (ann,), officer = full("Ann Archer")
    on_the_day(workshop, started=timedelta(minutes=10))
    with pytest.raises(RuleBroken, match="quarter of an hour"):
        absence.free_places(workshop.id, [str(ann.id)], by=officer)


@pytest.mark.parametrize("started", [-timedelta(days=2), timedelta(days=8)])
def test_nobody_is_checked_in_long_before_or_long_after(started: timedelta) -> None:
    workshop, (ann,), officer = full("Ann Archer")
    on_the_day(workshop, started=started)
    with pytest.raises(RuleBroken, match=r"day before|week after"):
        attendance.check_in(ann, by=officer)


def test_what_was_done_at_the_door_cannot_be_rewritten() -> None:
    _workshop, (ann,), officer = full("Ann Archer")
    attendance.check_in(ann, by=officer)
    with pytest.raises(IntegrityError, match="never changed"):
        db.session.query(DoorAct).delete()


def test_an_act_about_somebody_of_another_workshop_is_refused_and_the_others_are_kept() -> None:
    workshop, (ann,), officer = full("Ann Archer")
    _, (stranger,), _ = full("Stan Stranger")
    wrong, right = act(Kind.CHECK_IN, stranger, clock.now()), act(Kind.CHECK_IN, ann, clock.now())
    assert list(attendance.merge(workshop.id, [wrong, right], by=officer)) == [wrong.id]
    assert ann.checked_in_at
    assert not stranger.checked_in_at
