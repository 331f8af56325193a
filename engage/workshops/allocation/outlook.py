"""Where somebody on the waiting list stands, and what stands in their way."""

from dataclasses import dataclass

from engage import clock
from engage.workshops import queries
from engage.workshops.allocation import availability, parties
from engage.workshops.allocation.rule import Obstacle
from engage.workshops.models import Registration


@dataclass(frozen=True)
class Outlook:
    """How it looks for a party that waits."""

    number: int
    """Which of the parties on the list it is."""
    obstacle: Obstacle


def of(registration: Registration) -> Outlook:
    """Tell how it looks now for the party of a registration that waits."""
    sessions = parties.sessions_of(registration.party_id)
    party = parties.party_of(queries.party(registration), sessions)
    there = availability.of(
        registration.workshop, organisation_id=party.organisation_id, sessions=bool(sessions)
    )
    found = there.fit(party, clock.now())
    return Outlook(
        number=queries.position(registration),
        obstacle=found if isinstance(found, Obstacle) else Obstacle.IN_TURN,
    )
