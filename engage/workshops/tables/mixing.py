"""Mixing sectors and areas at tables, by changing people round until no change makes it better."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from random import Random
from uuid import UUID

from engage.workshops.tables.apart import ALONE
from engage.workshops.tables.room import Board, Seating, Sitter

Cost = tuple[int, int, int, int]
"""Pairs of colleagues at one table, then how uneven tables, sectors and areas are; less is better."""


class Mix:
    """A seating, what it costs, and the changes that make it better."""

    def __init__(
        self,
        people: Sequence[Sitter],
        circle_of: Mapping[UUID, int],
        boards: Sequence[Board],
        seats: Seating,
    ) -> None:
        self.people, self.circle_of, self.boards = list(people), circle_of, boards
        self.table_of = dict(seats)
        self.size = Counter({board.number: 0 for board in boards})
        self.size.update(self.table_of[one.id] for one in people)
        self.circle = Counter((circle_of[one.id], self.table_of[one.id]) for one in people)
        self.sector = _Shares(people, self.table_of, self.size, lambda one: one.sector)
        self.area = _Shares(people, self.table_of, self.size, lambda one: one.area)

    def cost(self) -> Cost:
        """Say how far it is from what the rule asks for."""
        pairs = sum(n * (n - 1) // 2 for (circle, _), n in self.circle.items() if circle != ALONE)
        uneven = sum(size * size for size in self.size.values())
        return pairs, uneven, self.sector.uneven(), self.area.uneven()

    def improve(self, fixed: Collection[UUID], chance: Random) -> None:
        """Change people round, and move them to a smaller table, while that makes it better."""
        free = [one for one in self.people if one.id not in fixed]
        chance.shuffle(free)
        better = True
        while better:
            better = False
            for one in free:
                better = self._moved(one) or better
            for one, other in combinations(free, 2):
                better = self._swapped(one, other) or better

    def _swapped(self, one: Sitter, other: Sitter) -> bool:
        here, there = self.table_of[one.id], self.table_of[other.id]
        if here == there or (one.sector == other.sector and one.area == other.area):
            return False
        gain = self.sector.swap(one, other, here, there)
        if gain > 0 or (gain == 0 and self.area.swap(one, other, here, there) >= 0):
            return False
        if self._pairs_more(one, here, there, other) + self._pairs_more(other, there, here, one) > 0:
            return False
        self._put(one, there)
        self._put(other, here)
        return True

    def _moved(self, one: Sitter) -> bool:
        here = self.table_of[one.id]
        for board in self.boards:
            there = board.number
            if self.size[there] + 1 != self.size[here] or self.size[there] == board.seats:
                continue
            before = self.cost()
            self._put(one, there)
            if self.cost() < before:
                return True
            self._put(one, here)
        return False

    def _pairs_more(self, one: Sitter, here: int, there: int, gone: Sitter) -> int:
        circle = self.circle_of[one.id]
        if circle == ALONE:
            return 0
        met = self.circle[circle, there] - (self.circle_of[gone.id] == circle)
        return met - (self.circle[circle, here] - 1)

    def _put(self, one: Sitter, table: int) -> None:
        before, self.table_of[one.id] = self.table_of[one.id], table
        for where, by in ((before, -1), (table, 1)):
            self.size[where] += by
            self.circle[self.circle_of[one.id], where] += by
            self.sector.count(one, where, by)
            self.area.count(one, where, by)


class _Shares:
    """How many of each sort sit at each table, against the share that the sort has of the room."""

    def __init__(
        self,
        people: Sequence[Sitter],
        table_of: Seating,
        sizes: Mapping[int, int],
        sort: Callable[[Sitter], str | None],
    ) -> None:
        self.sort, self.sizes, self.all = sort, sizes, len(people)
        self.room = Counter(sort(one) for one in people)
        self.at = Counter((sort(one), table_of[one.id]) for one in people)

    def uneven(self) -> int:
        """Sum up the squares of how far each table is from its share, in whole numbers."""
        return sum(self._off(sort, table) ** 2 for table in self.sizes for sort in self.room)

    def swap(self, one: Sitter, other: Sitter, here: int, there: int) -> int:
        """Say whether a swap makes it more even (less than nothing), less so, or neither.

        Tables keep their sizes, so that of each square only what the counts change is left.
        """
        mine, theirs = self.sort(one), self.sort(other)
        if mine == theirs:
            return 0
        off = self._off(mine, there) - self._off(mine, here) + self._off(theirs, here)
        return 2 * self.all + off - self._off(theirs, there)

    def _off(self, sort: str | None, table: int) -> int:
        return self.all * self.at[sort, table] - self.room[sort] * self.sizes[table]

    def count(self, one: Sitter, table: int, by: int) -> None:
        """Note that somebody came to a table, or went."""
        self.at[self.sort(one), table] += by
