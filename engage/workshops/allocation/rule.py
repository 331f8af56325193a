"""The rule by which places are given, as pure functions: who fits, from which places, and for how long.

Those who wait are gone through in the order in which they asked. The first party that fits is offered
its places: there must be places for all of it, in its own pools, in the open, or in pools that have been
released; its organisation must stay within its limit; and each session it chose must have room.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SHORTEST = timedelta(hours=1)
"""An offer stands at least this long, unless the workshop starts before."""
SHARE = 4
"""Near the date an offer stands for this part of the time that is left until the start."""


class Obstacle(StrEnum):
    """Why a party cannot have places now."""

    FULL = "full"
    TOO_FEW = "too_few"
    """There are places, but not for all of the party."""
    KEPT = "kept"
    """The places that are free are kept for others until their release."""
    ORGANISATION = "organisation"
    """Its organisation holds as many places as one may, or would hold more."""
    SESSION = "session"
    """A session that it chose has too little room."""
    IN_TURN = "in_turn"
    """Others who asked before it come first."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whoever asks for places together."""

    id: UUID
    size: int
    sector: str
    area: str | None = None
    size_band: str | None = None
    organisation_id: UUID | None = None
    sessions: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptPlaces:
    """A pool: for whom its places are kept, and until when."""

    id: UUID
    released_at: datetime
    sectors: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    size_bands: frozenset[str] = frozenset()

    def is_for(self, party: Party) -> bool:
        """Say whether a party meets each of its conditions."""
        return (
            (not self.sectors or party.sector in self.sectors)
            and (not self.areas or party.area in self.areas)
            and (not self.size_bands or party.size_band in self.size_bands)
        )


Taken = tuple[UUID | None, ...]
"""The pools that places are taken from, one for each person; None: the open places."""


@dataclass(slots=True)
class Availability:
    """What is free at a workshop, and the limits that hold there."""

    pools: tuple[KeptPlaces, ...] = ()
    """In the order in which those who fit several take from them."""
    free: dict[UUID | None, int] = field(default_factory=dict)
    """Free places by pool; under None those that were never kept."""
    free_in: dict[UUID, int] = field(default_factory=dict)
    """Free places by session."""
    held_by: dict[UUID, int] = field(default_factory=dict)
    """Places held by organisation, offered ones included."""
    per_organisation: int | None = None

    @property
    def total(self) -> int:
        """How many places are free, for whomever."""
        return sum(self.free.values())

    def reachable(self, party: Party, at: datetime) -> list[UUID | None]:
        """Give the pools that a party may take from, in the order in which it does.

        First those kept for it, then the open places, then what others did not use by their release.
        """
        own = [pool.id for pool in self.pools if at < pool.released_at and pool.is_for(party)]
        released = [pool.id for pool in self.pools if pool.released_at <= at]
        return [*own, None, *released]

    def fit(self, party: Party, at: datetime) -> Taken | Obstacle:
        """Tell which places a party would get, or what stands in its way."""
        if self.total == 0:
            return Obstacle.FULL
        taken = self._picked(party, at)
        if len(taken) < party.size:
            return Obstacle.TOO_FEW if taken or self.total < party.size else Obstacle.KEPT
        if self.exceeds_limit(party):
            return Obstacle.ORGANISATION
        if any(self.free_in.get(session, 0) < party.size for session in party.sessions):
            return Obstacle.SESSION
        return taken

    def exceeds_limit(self, party: Party) -> bool:
        """Say whether its organisation would hold more places than one may."""
        if self.per_organisation is None or party.organisation_id is None:
            return False
        return self.held_by.get(party.organisation_id, 0) + party.size > self.per_organisation

    def take(self, party: Party, taken: Taken) -> None:
        """Count places as taken by a party."""
        self._move(party, taken, -1)

    def give_back(self, party: Party, taken: Taken) -> None:
        """Count places as free that a party, or those of it who leave, had."""
        self._move(party, taken, 1)

    def _picked(self, party: Party, at: datetime) -> Taken:
        picked: list[UUID | None] = []
        for pool in self.reachable(party, at):
            picked += [pool] * min(self.free.get(pool, 0), party.size - len(picked))
        return tuple(picked)

    def _move(self, party: Party, taken: Taken, by: int) -> None:
        for pool in taken:
            self.free[pool] = self.free.get(pool, 0) + by
        for session in party.sessions:
            self.free_in[session] = self.free_in.get(session, 0) + by * len(taken)
        if party.organisation_id:
            held = self.held_by.get(party.organisation_id, 0)
            self.held_by[party.organisation_id] = held - by * len(taken)


def next_offer(there: Availability, queue: Iterable[Party], at: datetime) -> tuple[Party, Taken] | None:
    """Find the first of a waiting list who fits, with the places to offer; None if nobody does."""
    for party in queue:
        taken = there.fit(party, at)
        if not isinstance(taken, Obstacle):
            return party, taken
    return None


def expiry(at: datetime, starts_at: datetime, hours: int) -> datetime:
    """Tell until when an offer made now stands.

    As many hours as the workshop gives, but near the date a quarter of the time that is left, an hour
    at the least, and never beyond the start.
    """
    allowed = max(SHORTEST, min(timedelta(hours=hours), (starts_at - at) / SHARE))
    return min(at + allowed, starts_at)


def shrunk(party: Party, by: int) -> Party:
    """Give a party after some of it have left."""
    return replace(party, size=party.size - by)


def counted(taken: Iterable[UUID | None]) -> Mapping[str, int]:
    """Count places by pool, for the log; open ones stand under an empty name."""
    counts: dict[str, int] = {}
    for pool in taken:
        name = str(pool) if pool else ""
        counts[name] = counts.get(name, 0) + 1
    return counts
