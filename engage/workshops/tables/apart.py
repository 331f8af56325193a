"""Spreading people over tables so that colleagues sit apart, and tables are as even as can be.

Exact, as a flow of least cost: each person goes to a table by the cheapest way, on which others may have
to move on to make room. A colleague at the table costs more than any unevenness does.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final
from uuid import UUID

from engage.workshops.tables.room import Board, Seating, Sitter, Unseated

ALONE: Final = -1
"""The circle of all who have no colleagues here: they may share a table."""
_Step = tuple[int, int | None]
"""Somebody sits down at a table, and one of a circle has to get up there; None: nobody has to."""


def circles(people: Sequence[Sitter]) -> dict[UUID, int]:
    """Number the circles of colleagues, and of colleagues of colleagues; who has none is `ALONE`."""
    root: dict[UUID, UUID] = {}

    def top(one: UUID) -> UUID:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for person in people:
        for tie in person.ties:
            root[top(tie)] = top(person.id)
    members = defaultdict(list)
    for person in people:
        members[top(person.id)].append(person.id)
    shared = sorted(min(those) for those in members.values() if len(those) > 1)
    numbers = {top(first): number for number, first in enumerate(shared)}
    return {person.id: numbers.get(top(person.id), ALONE) for person in people}


def spread(
    people: Sequence[Sitter],
    circle_of: Mapping[UUID, int],
    boards: Sequence[Board],
    kept: Seating,
    chance: Random,
) -> dict[UUID, int]:
    """Give everybody a table: with the fewest pairs of colleagues at one, then as evenly as can be.

    :raises Unseated: if there are fewer seats than people
    """
    if sum(board.seats for board in boards) < len(people):
        raise Unseated
    flow = _Flow(people, circle_of, boards, kept, chance)
    waiting = [one for one in people if one.id not in kept]
    chance.shuffle(waiting)
    sizes = Counter(circle_of[one.id] for one in people)
    waiting.sort(key=lambda one: (circle_of[one.id] == ALONE, -sizes[circle_of[one.id]], circle_of[one.id]))
    for one in waiting:
        flow.seat(one)
    return flow.table_of


class _Flow:
    """Who sits where so far, and the cheapest way to seat one more."""

    def __init__(
        self,
        people: Sequence[Sitter],
        circle_of: Mapping[UUID, int],
        boards: Sequence[Board],
        kept: Seating,
        chance: Random,
    ) -> None:
        self.circle_of, self.chance = circle_of, chance
        self.seats = {board.number: board.seats for board in boards}
        self.sizes = dict.fromkeys(self.seats, 0)
        self.of_circle: Counter[tuple[int, int]] = Counter()
        self.of_sector: Counter[tuple[str, int]] = Counter()
        self.movable: dict[tuple[int, int], list[Sitter]] = defaultdict(list)
        self.table_of = dict(kept)
        self.dear = len(people) ** 2 + 1
        for one in people:
            if one.id in kept:
                self._count(one, kept[one.id], 1)

    def seat(self, one: Sitter) -> None:
        """Give one more a table, by the cheapest way."""
        circle = self.circle_of[one.id]
        for table, giving in self._direct(one, circle) or self._cheapest(circle):
            moved = self.movable[giving, table].pop() if giving is not None else None
            self.movable[self.circle_of[one.id], table].append(one)
            self.table_of[one.id] = table
            self._count(one, table, 1)
            if moved is None:
                return
            self._count(moved, table, -1)
            one = moved

    def _direct(self, one: Sitter, circle: int) -> list[_Step]:
        """Find one of the emptiest tables without a colleague; no way can be cheaper."""
        free = [table for table, seats in self.seats.items() if self.sizes[table] < seats]
        least = min(self.sizes[table] for table in free)
        good = [table for table in free if self.sizes[table] == least and not self._joining(circle, table)]
        best = min((self.of_sector[one.sector, table] for table in good), default=0)
        few = [table for table in good if self.of_sector[one.sector, table] == best]
        return [(self.chance.choice(few), None)] if few else []

    def _cheapest(self, start: int) -> list[_Step]:
        """Find the way of least cost from a circle to a free seat, along those who move on."""
        to_circle, to_table = {start: 0}, dict[int, int]()
        sent_by, moved_from = dict[int, int](), dict[int, int]()
        at_work = [start]
        for circle in at_work:
            for table in self.seats:
                cost = to_circle[circle] + self._joining(circle, table)
                if table in to_table and to_table[table] <= cost:
                    continue
                to_table[table], sent_by[table] = cost, circle
                for other in self._able_to_move(table):
                    freed = cost - self._leaving(other, table)
                    if other not in to_circle or freed < to_circle[other]:
                        to_circle[other], moved_from[other] = freed, table
                        at_work.append(other)
        free = [table for table in self.seats if self.sizes[table] < self.seats[table]]
        table = min(free, key=lambda table: (to_table[table] + 2 * self.sizes[table] + 1, table))
        way: list[_Step] = [(table, None)]
        while (circle := sent_by[way[0][0]]) != start:
            way.insert(0, (moved_from[circle], circle))
        return way

    def _able_to_move(self, table: int) -> list[int]:
        return [circle for (circle, where), those in self.movable.items() if where == table and those]

    def _joining(self, circle: int, table: int) -> int:
        return 0 if circle == ALONE else self.dear * self.of_circle[circle, table]

    def _leaving(self, circle: int, table: int) -> int:
        return 0 if circle == ALONE else self.dear * (self.of_circle[circle, table] - 1)

    def _count(self, one: Sitter, table: int, by: int) -> None:
        self.of_circle[self.circle_of[one.id], table] += by
        self.of_sector[one.sector, table] += by
        self.sizes[table] += by
