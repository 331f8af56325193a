"""The rule by which tables are drawn, held against every seating that there is."""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engage.workshops.tables import apart, rule
from engage.workshops.tables.mixing import Mix
from engage.workshops.tables.room import Board, Seating, Sitter, Unseated

pytestmark = pytest.mark.no_database

SECTORS = ("business", "public", "resident", "voluntary")


def _person(number: int, sector: str = "resident", *ties: int, area: str | None = None) -> Sitter:
    return Sitter(UUID(int=number), sector, area, frozenset(UUID(int=1000 + tie) for tie in ties))


@st.composite
def rooms(draw: st.DrawFn, people: int = 24, tables: int = 6) -> tuple[list[Sitter], list[Board]]:
    """People with sectors, areas and organisations, and tables that have seats for all of them."""
    of = st.tuples(st.sampled_from(SECTORS), st.integers(0, 5), st.sampled_from(["North", "South", None]))
    said = draw(st.lists(of, min_size=1, max_size=people))
    those = [
        _person(n, sector, *([tie] if tie else []), area=area)
        for n, (sector, tie, area) in enumerate(said, start=1)
    ]
    seats = draw(st.lists(st.integers(1, 8), min_size=1, max_size=tables))
    missing = len(those) - sum(seats)
    if missing > 0:
        seats[-1] += missing
    return those, [Board(number, count) for number, count in enumerate(seats, start=1)]


def _measured(people: list[Sitter], boards: list[Board], seats: Seating) -> tuple[int, int, int, int]:
    return Mix(people, apart.circles(people), boards, seats).cost()


def _every(people: list[Sitter], boards: list[Board], kept: Seating) -> Iterator[dict[UUID, int]]:
    for numbers in product([board.number for board in boards], repeat=len(people)):
        seats = {one.id: number for one, number in zip(people, numbers, strict=True)}
        count = Counter(numbers)
        if all(count[board.number] <= board.seats for board in boards) and kept.items() <= seats.items():
            yield seats


@given(rooms(), st.integers(0, 999))
def test_everybody_is_seated_and_no_table_has_more_people_than_seats(
    room: tuple[list[Sitter], list[Board]], seed: int
) -> None:
    people, boards = room
    found = rule.draw(people, boards, seed)
    assert set(found) == {one.id for one in people}
    count = Counter(found.values())
    assert all(count[board.number] <= board.seats for board in boards)


@given(rooms(), st.integers(0, 999), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_seats_in_whatever_order_people_come(
    room: tuple[list[Sitter], list[Board]], seed: int, chance: object
) -> None:
    people, boards = room
    found = rule.draw(people, boards, seed)
    chance.shuffle(people)  # type: ignore[attr-defined]
    assert rule.draw(people, reversed(boards), seed) == found


@given(rooms(), st.integers(0, 999))
def test_tables_with_room_differ_by_one_person_at_most(
    room: tuple[list[Sitter], list[Board]], seed: int
) -> None:
    people, boards = room
    count = Counter(rule.draw(people, boards, seed).values())
    fullest = max(count.values())
    assert all(count[board.number] >= fullest - 1 for board in boards if count[board.number] < board.seats)


@settings(max_examples=60)
@given(rooms(people=6, tables=3), st.integers(0, 99), st.integers(0, 2))
@example(([_person(1, "public", 1), _person(2, "public", 1), _person(3)], [Board(1, 1), Board(2, 3)]), 0, 0)
def test_no_seating_that_there_is_sets_fewer_colleagues_together_or_is_more_even(
    room: tuple[list[Sitter], list[Board]], seed: int, by_hand: int
) -> None:
    people, boards = room
    kept = {one.id: board.number for one, board in zip(people[:by_hand], boards, strict=False)}
    found = _measured(people, boards, rule.draw(people, boards, seed, kept))
    best = min(_measured(people, boards, seats) for seats in _every(people, boards, kept))
    assert found[:2] == best[:2]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(SECTORS), min_size=1, max_size=40), st.integers(1, 6), st.integers(0, 99))
def test_strangers_are_mixed_so_that_each_table_has_its_share_of_each_sector(
    sectors: list[str], tables: int, seed: int
) -> None:
    people = [_person(n, sector) for n, sector in enumerate(sectors, start=1)]
    boards = [Board(number, len(people)) for number in range(1, tables + 1)]
    found = rule.draw(people, boards, seed)
    at, size, room = Counter(), Counter(found.values()), Counter(sectors)  # type: ignore[var-annotated]
    at.update((one.sector, found[one.id]) for one in people)
    for board, sector in product(boards, room):
        share = room[sector] * size[board.number] / len(people)
        assert abs(at[sector, board.number] - share) < 1.5


@settings(max_examples=40)
@given(rooms(people=7, tables=2), st.integers(0, 99))
def test_sectors_are_mixed_about_as_well_as_in_the_best_seating(
    room: tuple[list[Sitter], list[Board]], seed: int
) -> None:
    people, boards = room
    found = _measured(people, boards, rule.draw(people, boards, seed))
    best = min(_measured(people, boards, seats) for seats in _every(people, boards, {}))
    assert found[:2] == best[:2]
    assert found[2] <= best[2] + 2 * len(people) ** 2


def test_whoever_booked_together_sits_apart_as_colleagues_do() -> None:
    people = [_person(n, "resident", 1 if n <= 4 else 0) for n in range(1, 13)]
    boards = [Board(number, 3) for number in range(1, 5)]
    found = rule.draw(people, boards, 3)
    assert len({found[one.id] for one in people[:4]}) == 4


def test_whoever_was_seated_by_hand_stays_and_the_others_make_room() -> None:
    people = [_person(n, "public", 1) for n in (1, 2)] + [_person(n, "business", 2) for n in (3, 4)]
    kept = {people[0].id: 2, people[2].id: 2}
    found = rule.draw(people, [Board(1, 2), Board(2, 2)], 0, kept)
    assert found == kept | {people[1].id: 1, people[3].id: 1}


def test_somebody_moves_on_so_that_others_can_sit_apart() -> None:
    people = [_person(n, "public", 1 + n % 2) for n in (1, 2, 3, 4)]
    boards, kept = [Board(1, 4), Board(2, 1), Board(3, 1)], {UUID(int=1): 2, UUID(int=2): 1}
    for seed in range(20):
        assert rule.draw(people, boards, seed, kept) == kept | {UUID(int=3): 1, UUID(int=4): 3}


def test_without_enough_seats_nobody_is_seated() -> None:
    with pytest.raises(Unseated):
        rule.draw([_person(1), _person(2)], [Board(1, 1)], 0)


def test_who_comes_late_sits_where_no_colleague_is_then_where_fewest_are() -> None:
    boards = [Board(number, 3) for number in (1, 2, 3)]
    there = {1: [_person(1, "public", 7)], 2: [_person(2), _person(3)], 3: [_person(4, "business")]}
    assert rule.late(_person(9, "public", 7), there, boards) == 3
    assert rule.late(_person(9, "business"), there, boards) == 1
    assert rule.late(_person(9), {1: [_person(1)]}, [Board(1, 1)]) is None


def test_a_room_of_a_hundred_and_twenty_is_drawn_with_all_colleagues_apart() -> None:
    people = [
        _person(n, SECTORS[n % 7 % 4], *([n % 40] if n % 3 else []), area=("North", "South")[n % 2])
        for n in range(1, 121)
    ]
    boards = [Board(number, 8) for number in range(1, 16)]
    found = rule.draw(people, boards, 2026)
    assert _measured(people, boards, found)[:2] == (0, 15 * 64)
