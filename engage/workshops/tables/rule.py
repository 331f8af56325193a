"""Who sits where: the rule by which tables are drawn, as pure arithmetic over whoever is in the room.

In this order: colleagues sit apart while that can be had; tables differ by one person at most; each table
has of each sector what the room has, and then of each area. Whoever was seated by hand stays.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Final

from engage.workshops.tables import apart
from engage.workshops.tables.mixing import Mix
from engage.workshops.tables.room import Board, Seating, Sitter

RULE: Final = "mixed-1"
"""Its name and version, kept with each draw; another version may seat the same people otherwise."""
_EFFORT: Final = 30_000
"""Draws are tried, and the best is taken, until as many pairs of people were looked at."""
_MOST_DRAWS: Final = 24


def draw(
    people: Iterable[Sitter], boards: Iterable[Board], seed: int, kept: Seating | None = None
) -> Seating:
    """Seat everybody; the same people, tables and seed give the same seats, in whatever order they come.

    :raises Unseated: if there are fewer seats than people
    """
    those = sorted(people, key=lambda one: one.id)
    there = sorted(boards, key=lambda board: board.number)
    circle_of = apart.circles(those)
    fixed = dict(kept or {})
    mixes = []
    for chance in _chances(seed, len(those)):
        mix = Mix(those, circle_of, there, apart.spread(those, circle_of, there, fixed, chance))
        mix.improve(fixed, chance)
        mixes.append(mix)
    return min(mixes, key=Mix.cost).table_of


def late(newcomer: Sitter, seated: Mapping[int, Sequence[Sitter]], boards: Iterable[Board]) -> int | None:
    """Give the table for one who comes when the others sit, by the same rule; None if all are full."""
    room = [newcomer, *(one for those in seated.values() for one in those)]
    sectors, areas = Counter(one.sector for one in room), Counter(one.area for one in room)

    def cost(board: Board) -> tuple[int, ...]:
        there = seated.get(board.number, ())
        of_sector = sum(one.sector == newcomer.sector for one in there)
        of_area = sum(one.area == newcomer.area for one in there)
        return (
            sum(bool(one.ties & newcomer.ties) for one in there),
            len(there),
            len(room) * of_sector - sectors[newcomer.sector] * len(there),
            len(room) * of_area - areas[newcomer.area] * len(there),
            board.number,
        )

    free = [board for board in boards if len(seated.get(board.number, ())) < board.seats]
    return min(free, key=cost).number if free else None


def _chances(seed: int, count: int) -> Iterator[Random]:
    draws = max(1, min(_MOST_DRAWS, _EFFORT // max(1, count * count)))
    for number in range(draws):
        yield Random(seed * _MOST_DRAWS + number)  # noqa: S311 - a draw that can be repeated
