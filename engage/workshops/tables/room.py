"""Who and what is in the room, as the rule that seats people knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


class Unseated(Exception):
    """There are fewer seats than people."""


@dataclass(frozen=True)
class Sitter:
    """Somebody to be seated."""

    id: UUID
    sector: str
    area: str | None = None
    ties: frozenset[UUID] = field(default_factory=frozenset)
    """The organisation they come for and the booking they came by: who shares one sits apart."""


@dataclass(frozen=True)
class Board:
    """A table: its number, and how many sit at it."""

    number: int
    seats: int


Seating = Mapping[UUID, int]
"""The number of the table of each who is seated."""
