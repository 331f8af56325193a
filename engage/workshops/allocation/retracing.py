"""Going through a log of places again by the rule, as a pure function: was each place given as it says?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import (
    Availability,
    KeptPlaces,
    Obstacle,
    Party,
    Taken,
    counted,
    expiry,
    next_offer,
    shrunk,
)


class Line(Protocol):
    """What a line of the log says."""

    number: int
    at: datetime
    act: Act
    party_id: UUID | None
    reason: str
    detail: dict[str, Any]


class Stand(StrEnum):
    """How a party stands."""

    ASKED = "asked"
    APPROVED = "approved"
    """They may come; whether they get places is said in the next line."""
    WAITING = "waiting"
    OFFERED = "offered"
    PLACE = "place"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that the rule would not have written."""

    number: int
    act: str
    by_the_rule: Any
    in_the_log: Any


@dataclass(slots=True)
class Entry:
    """A party on its way."""

    party: Party
    asked_at: datetime
    stand: Stand
    until: datetime | None = None


@dataclass(slots=True)
class Retraced:
    """Where a log leads, and where it departs from the rule."""

    there: Availability = field(default_factory=Availability)
    starts_at: datetime | None = None
    offer_hours: int = 0
    parties: dict[UUID, Entry] = field(default_factory=dict)
    lines: int = 0
    differences: list[Difference] = field(default_factory=list)

    def queue(self) -> list[Party]:
        """List those who wait, who asked first first."""
        waiting = [entry for entry in self.parties.values() if entry.stand is Stand.WAITING]
        return [entry.party for entry in sorted(waiting, key=lambda entry: (entry.asked_at, entry.party.id))]


def retrace(lines: Iterable[Line]) -> Retraced:
    """Go through a log from its first line, taking from it what people did, and checking what they got."""
    so_far = Retraced()
    for line in lines:
        so_far.lines += 1
        _STEPS[line.act](so_far, line)
    return so_far


def _arranged(so_far: Retraced, line: Line) -> None:
    said = line.detail
    so_far.there.pools = tuple(
        KeptPlaces(
            id=UUID(pool["id"]),
            released_at=datetime.fromisoformat(pool["released_at"]),
            sectors=frozenset(pool["sectors"]),
            areas=frozenset(pool["areas"]),
            size_bands=frozenset(pool["size_bands"]),
        )
        for pool in said["pools"]
    )
    so_far.there.free = {_pool(name): count for name, count in said["free"].items()}
    so_far.there.free_in = {UUID(name): count for name, count in said["free_in"].items()}
    so_far.there.per_organisation = said["per_organisation"]
    so_far.starts_at = datetime.fromisoformat(said["starts_at"])
    so_far.offer_hours = said["offer_hours"]


def _asked(so_far: Retraced, line: Line) -> None:
    party = _party(line)
    so_far.parties[party.id] = Entry(party, line.at, Stand.ASKED)


def _approved(so_far: Retraced, line: Line) -> None:
    _entry(so_far, line).stand = Stand.APPROVED


def _placed(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    first = next_offer(so_far.there, so_far.queue(), line.at)
    _expect(so_far, line, "nobody before them fits", first is None, first and str(first[0].id))
    _take(so_far, line, entry)
    entry.stand = Stand.PLACE


def _waited(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    found = so_far.there.fit(entry.party, line.at)
    logged = line.detail["obstacle"]
    if logged == Obstacle.IN_TURN:
        _expect(so_far, line, logged, bool(so_far.queue()), "nobody waits")
    else:
        _expect(so_far, line, logged, found == logged, _readable(found))
    entry.stand = Stand.WAITING


def _offered(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    if not line.reason:
        first = next_offer(so_far.there, so_far.queue(), line.at)
        turn = first[0].id if first else None
        _expect(so_far, line, str(entry.party.id), turn == entry.party.id, turn and str(turn))
    _take(so_far, line, entry)
    assert so_far.starts_at, "a log begins by saying how the workshop is arranged"
    until = expiry(line.at, so_far.starts_at, so_far.offer_hours).isoformat()
    _expect(so_far, line, line.detail["until"], until == line.detail["until"], until)
    entry.stand, entry.until = Stand.OFFERED, datetime.fromisoformat(line.detail["until"])


def _accepted(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    in_time = entry.stand is Stand.OFFERED and entry.until is not None and line.at < entry.until
    _expect(so_far, line, "answered in time", in_time, entry.stand)
    entry.stand = Stand.PLACE


def _declined(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    _expect(so_far, line, Stand.OFFERED, entry.stand is Stand.OFFERED, entry.stand)
    _give_back(so_far, line, entry)
    entry.stand = Stand.GONE


def _lapsed(so_far: Retraced, line: Line) -> None:
    until = _entry(so_far, line).until
    _expect(so_far, line, "not before its time", until is not None and line.at >= until, str(until))
    _declined(so_far, line)


def _left(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    _give_back(so_far, line, entry)
    entry.party = shrunk(entry.party, line.detail["size"])
    if entry.party.size == 0:
        entry.stand = Stand.GONE


def _changed(so_far: Retraced, line: Line) -> None:
    entry = _entry(so_far, line)
    chosen = replace(entry.party, sessions=frozenset(map(UUID, line.detail["sessions"])))
    if entry.stand in (Stand.PLACE, Stand.OFFERED):
        for session in entry.party.sessions:
            so_far.there.free_in[session] = so_far.there.free_in.get(session, 0) + chosen.size
        for session in chosen.sessions:
            left = so_far.there.free_in.get(session, 0) - chosen.size
            so_far.there.free_in[session] = left
            _expect(so_far, line, "room in the session", left >= 0, left)
    entry.party = chosen


def _admitted(so_far: Retraced, line: Line) -> None:
    """Let in all of a party who wait, or those of it who had left and come after all."""
    coming = _party(line)
    before = so_far.parties.get(coming.id)
    _take(so_far, line, Entry(coming, line.at, Stand.APPROVED))
    held = before.party.size if before and before.stand in (Stand.PLACE, Stand.OFFERED) else 0
    whole = replace(coming, size=coming.size + held)
    so_far.parties[coming.id] = Entry(whole, before.asked_at if before else line.at, Stand.PLACE)


_STEPS: dict[Act, Callable[[Retraced, Line], None]] = {
    Act.ARRANGED: _arranged,
    Act.ASKED: _asked,
    Act.APPROVED: _approved,
    Act.PLACED: _placed,
    Act.WAITED: _waited,
    Act.OFFERED: _offered,
    Act.ACCEPTED: _accepted,
    Act.DECLINED: _declined,
    Act.LAPSED: _lapsed,
    Act.LEFT: _left,
    Act.CHANGED: _changed,
    Act.ADMITTED: _admitted,
}


def _take(so_far: Retraced, line: Line, entry: Entry) -> None:
    """Take the places that a line gives, after comparing them with those that the rule would give."""
    found = so_far.there.fit(entry.party, line.at)
    logged = line.detail["places"]
    _expect(
        so_far, line, logged, not isinstance(found, Obstacle) and counted(found) == logged, _readable(found)
    )
    so_far.there.take(entry.party, _places(logged))


def _give_back(so_far: Retraced, line: Line, entry: Entry) -> None:
    so_far.there.give_back(entry.party, _places(line.detail["places"]))


def _expect(so_far: Retraced, line: Line, logged: Any, holds: bool, by_the_rule: Any) -> None:
    if not holds:
        so_far.differences.append(Difference(line.number, line.act.value, by_the_rule, logged))


def _entry(so_far: Retraced, line: Line) -> Entry:
    """Find the party that a line is about; the first line about one says who it is."""
    assert line.party_id, "only arrangements are about nobody"
    if line.party_id not in so_far.parties:
        so_far.parties[line.party_id] = Entry(_party(line), line.at, Stand.APPROVED)
    return so_far.parties[line.party_id]


def _party(line: Line) -> Party:
    assert line.party_id
    said = line.detail
    organisation = said.get("organisation_id")
    return Party(
        id=line.party_id,
        size=said["size"],
        sector=said["sector"],
        area=said.get("area"),
        size_band=said.get("size_band"),
        organisation_id=UUID(organisation) if organisation else None,
        sessions=frozenset(map(UUID, said.get("sessions", ()))),
    )


def _places(by_pool: dict[str, int]) -> Taken:
    return tuple(_pool(name) for name, count in by_pool.items() for _ in range(count))


def _pool(name: str) -> UUID | None:
    return UUID(name) if name else None


def _readable(found: Taken | Obstacle) -> Any:
    return found.value if isinstance(found, Obstacle) else counted(found)


def unread(lines: Sequence[Line]) -> list[int]:
    """Give the numbers that are missing from a log: none, unless somebody took lines out of it."""
    there = {line.number for line in lines}
    return [number for number in range(1, max(there, default=0) + 1) if number not in there]
