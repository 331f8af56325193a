"""Reading who asks to be approved, who waits and why not yet, and which offers stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from engage import clock
from engage.db import db
from engage.workshops import queries
from engage.workshops.allocation import availability, parties
from engage.workshops.allocation.models import Offer
from engage.workshops.allocation.rule import Obstacle
from engage.workshops.models import Attendee, Registration, Workshop


@dataclass(frozen=True)
class Asking:
    """A party, as a manager sees it: whoever booked or else the first who is left, with the others."""

    first: Registration
    people: int

    @property
    def id(self) -> UUID:
        """What the party is known by."""
        return self.first.party_id


@dataclass(frozen=True)
class Waiting(Asking):
    """A party on the waiting list."""

    obstacle: Obstacle
    """Why it has no places yet."""


@dataclass(frozen=True)
class Offered(Asking):
    """A party for which places are held until it answers."""

    offer: Offer


def asking(workshop_id: UUID) -> list[Asking]:
    """List the parties that wait to be approved, who asked first first."""
    unapproved = _registered(workshop_id).where(Registration.approved_at.is_(None))
    return [Asking(first, people) for first, people in _by_party(unapproved)]


def waiting(workshop: Workshop) -> list[Waiting]:
    """List the parties on the waiting list in their order, and what stands in the way of each."""
    there, at = availability.of(workshop), clock.now()
    fits = {party.id: there.fit(party, at) for party in parties.queue(workshop.id)}
    found = _by_party(_registered(workshop.id).where(*queries.WAITING))
    by_id = {first.party_id: (first, people) for first, people in found}
    return [
        Waiting(*by_id[party_id], obstacle=fit if isinstance(fit, Obstacle) else Obstacle.IN_TURN)
        for party_id, fit in fits.items()
        if party_id in by_id
    ]


def offered(workshop_id: UUID) -> list[Offered]:
    """List the offers that stand, the first to end first."""
    held = _registered(workshop_id).where(Registration.offered_until.is_not(None))
    found = {first.party_id: (first, people) for first, people in _by_party(held)}
    standing = select(Offer).where(Offer.workshop_id == workshop_id, Offer.ended_at.is_(None))
    offers = db.session.scalars(standing.order_by(Offer.expires_at, Offer.id))
    return [Offered(*found[offer.party_id], offer=offer) for offer in offers if offer.party_id in found]


def _registered(workshop_id: UUID) -> Select[Registration]:
    whole = select(Registration).outerjoin(Attendee, Attendee.registration_id == Registration.id)
    with_names = whole.options(contains_eager(Registration.attendee))
    return with_names.where(Registration.workshop_id == workshop_id, Registration.left_at.is_(None))


def _by_party(those: Select[Registration]) -> Sequence[tuple[Registration, int]]:
    ordered = those.order_by(
        Registration.registered_at,
        Registration.party_id,
        Registration.id != Registration.party_id,
        Registration.id,
    )
    found = []
    for _party, members in groupby(db.session.scalars(ordered), lambda one: one.party_id):
        everybody = list(members)
        found.append((everybody[0], len(everybody)))
    return found
