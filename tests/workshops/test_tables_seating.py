"""Drawing tables, seating people by hand and late, and seats that come free, on the database."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.audit.models import AuditEntry
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Sector
from engage.workshops import leaving
from engage.workshops.models import Registration, Workshop
from engage.workshops.registration import Guest
from engage.workshops.tables import drawing, furnishing, queries, seating
from engage.workshops.tables.models import Draw, Seat, Table
from tests.factories import Manager, OpenWorkshop, Registered, TableOf


def _room(people: int, *seats: int, **values: object) -> tuple[Workshop, list[Registration], list[Table]]:
    """A workshop with people of one organisation each, and tables with so many seats."""
    workshop = OpenWorkshop(capacity=people + 4)
    those = [Registered(workshop, **values) for _ in range(people)]
    tables = [TableOf(workshop=workshop, number=n, seats=count) for n, count in enumerate(seats, start=1)]
    return workshop, those, tables


def _numbers(workshop: Workshop) -> dict[object, int]:
    db.session.expire_all()
    return {one: table.number for one, table in queries.seated(workshop.id).items()}


def test_drawing_seats_everybody_with_a_place_and_keeps_seed_and_rule() -> None:
    workshop, those, _tables = _room(6, 3, 3)
    officer = Manager(workshop.consultation)
    drawing.draw(workshop.id, by=officer, seed=41)
    assert sorted(_numbers(workshop).values()) == [1, 1, 1, 2, 2, 2]
    drawn = db.session.scalars(select(Draw)).one()
    assert (drawn.seed, drawn.rule, drawn.by_id) == (41, "mixed-1", officer.id)
    assert db.session.scalars(select(AuditEntry.act)).all()[-1] == "tables.drawn"
    assert set(_numbers(workshop)) == {one.id for one in those}


def test_the_same_seed_gives_the_same_seats_again() -> None:
    workshop, _those, _tables = _room(7, 4, 4)
    drawing.draw(workshop.id, by=None, seed=5)
    before = _numbers(workshop)
    drawing.draw(workshop.id, by=None, seed=6)
    drawing.draw(workshop.id, by=None, seed=5)
    assert _numbers(workshop) == before


def test_colleagues_and_whoever_booked_together_sit_apart() -> None:
    workshop, _those, _tables = _room(2, 4, 4, organisation="Hexton Foods", sector=Sector.BUSINESS)
    leader = Registered(workshop, guests=(Guest("Friend"),))
    drawing.draw(workshop.id, by=None)
    where = _numbers(workshop)
    party = db.session.scalars(select(Registration.id).where(Registration.party_id == leader.id)).all()
    assert sorted(where[one] for one in party) == [1, 2]
    assert sorted(where.values()) == [1, 1, 2, 2]


def test_too_few_seats_are_refused_with_both_numbers() -> None:
    workshop, _those, _tables = _room(3, 2)
    with pytest.raises(RuleBroken, match="3 people come, and there are 2 seats"):
        drawing.draw(workshop.id, by=None)
    assert _numbers(workshop) == {}


def test_drawing_again_leaves_whoever_was_seated_by_hand_or_is_here_already() -> None:
    workshop, those, tables = _room(6, 6, 6)
    officer = Manager(workshop.consultation)
    seating.move(those[0], tables[1], by=officer)
    seating.move(those[1], tables[1], by=officer)
    for seed in range(5):
        drawing.draw(workshop.id, by=officer, seed=seed)
        assert [_numbers(workshop)[one.id] for one in those[:2]] == [2, 2]
    here = those[2]
    here.checked_in_at, number = clock.now(), _numbers(workshop)[here.id]
    for seed in range(5):
        drawing.draw(workshop.id, by=officer, seed=seed, leave_arrived=True)
        assert _numbers(workshop)[here.id] == number


def test_who_comes_late_sits_apart_from_colleagues() -> None:
    workshop, _those, _tables = _room(2, 3, 3, organisation="Hexton Foods", sector=Sector.BUSINESS)
    drawing.draw(workshop.id, by=None)
    first = Registered(workshop)
    seating.seat_late(first)
    late = Registered(workshop, organisation="Town council", sector=Sector.PUBLIC)
    table = seating.seat_late(late)
    assert table
    assert table.number == _numbers(workshop)[late.id] != _numbers(workshop)[first.id]
    assert seating.seat_late(late) == table


def test_nobody_is_seated_late_before_a_draw_without_a_place_or_in_a_full_room() -> None:
    workshop, those, _tables = _room(2, 2)
    assert seating.seat_late(those[0]) is None
    drawing.draw(workshop.id, by=None)
    assert seating.seat_late(Registered(workshop)) is None
    leaving.leave(those[0].id)
    assert seating.seat_late(db.session.get_one(Registration, those[0].id)) is None


def test_whoever_leaves_frees_their_seat() -> None:
    workshop, those, _tables = _room(3, 3)
    drawing.draw(workshop.id, by=None)
    leaving.leave(those[1].id)
    assert set(_numbers(workshop)) == {those[0].id, those[2].id}
    newcomer = Registered(workshop)
    assert seating.seat_rest(workshop.id, by=Manager(workshop.consultation)) == 1
    assert newcomer.id in _numbers(workshop)


def test_nobody_is_moved_to_a_full_table_but_two_can_swap_between_full_ones() -> None:
    workshop, those, tables = _room(2, 1, 1)
    officer = Manager(workshop.consultation)
    seating.move(those[0], tables[0], by=officer)
    seating.move(those[1], tables[1], by=officer)
    with pytest.raises(RuleBroken, match="Table 2 is full"):
        seating.move(those[0], tables[1], by=officer)
    seating.swap(those[0], those[1], by=officer)
    assert _numbers(workshop) == {those[0].id: 2, those[1].id: 1}
    seating.unseat(those[0], by=officer)
    assert _numbers(workshop) == {those[1].id: 1}
    acts = [act for act in db.session.scalars(select(AuditEntry.act)) if act.startswith("seat.")]
    assert acts == ["seat.moved", "seat.moved", "seat.swapped", "seat.freed"]


def test_the_database_itself_lets_nobody_sit_where_there_is_no_seat() -> None:
    workshop, those, tables = _room(2, 1)
    for registration in those[:1]:
        db.session.add(Seat(workshop_id=workshop.id, table_id=tables[0].id, registration_id=registration.id))
    db.session.flush()
    db.session.add(Seat(workshop_id=workshop.id, table_id=tables[0].id, registration_id=those[1].id))
    with pytest.raises(IntegrityError, match="no seat left"):
        db.session.flush()


def test_a_place_that_is_only_offered_is_not_seated() -> None:
    workshop, those, _tables = _room(2, 4)
    those[0].waiting_since = clock.now()
    those[0].offered_until = clock.now() + timedelta(days=1)
    db.session.flush()
    drawing.draw(workshop.id, by=None)
    assert set(_numbers(workshop)) == {those[1].id}


def test_tables_are_copied_into_another_room_with_codes_of_their_own() -> None:
    workshop, _those, tables = _room(1, 3, 4)
    tables[0].name = "Balcony"
    drawing.draw(workshop.id, by=None)
    other = OpenWorkshop()
    furnishing.copy(workshop.id, other.id)
    made = queries.of(other.id)
    assert [(one.number, one.name, one.seats) for one in made] == [(1, "Balcony", 3), (2, "", 4)]
    assert not {one.code for one in made} & {one.code for one in tables}
    assert not queries.seated(other.id)
