"""Offering places that came free to those who wait, for a limited time; accepting, declining, lapsing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select, update

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.workshops import letters, queries
from engage.workshops.allocation import availability, logbook, parties, places
from engage.workshops.allocation.models import Act, Offer, Outcome, Place
from engage.workshops.allocation.rule import Obstacle, Party, Taken, counted, expiry
from engage.workshops.models import Leaving, Registration, Standing, Workshop

ACTS = {Outcome.DECLINED: Act.DECLINED, Outcome.LAPSED: Act.LAPSED}
REASONS = {Outcome.DECLINED: Leaving.DECLINED, Outcome.LAPSED: Leaving.LAPSED}


def offer_freed_places(workshop_id: UUID) -> int:
    """End the offers whose time is up, offer what is free to those who wait and fit, and count the offers."""
    workshop = queries.locked(workshop_id)
    return 0 if workshop.cancelled_at else offer_what_is_free(workshop, clock.now())


def offer_what_is_free(workshop: Workshop, at: datetime) -> int:
    """Do so for a workshop whose lock the caller holds; once it has started, offers only end."""
    for offer in _overdue(workshop.id, at):
        _end(workshop, offer, Outcome.LAPSED, at)
    if not workshop.gives_places(at):
        return 0
    there = availability.of(workshop)
    offered = 0
    if there.total == 0:
        return 0
    # Taking only makes less free: who did not fit before the first offer does not fit after it.
    for party in parties.queue(workshop.id):
        taken = there.fit(party, at)
        if isinstance(taken, Obstacle):
            continue
        _offer(workshop, party, taken, at)
        there.take(party, taken)
        offered += 1
    return offered


def offer_out_of_turn(party_id: UUID, reason: str, *, by: Person) -> None:
    """Offer places to a party that is not the first who fits; the reason stands in the log.

    :raises RuleBroken: if it does not wait, or its places are not there
    """
    first, workshop = _locked(party_id)
    if not reason.strip():
        raise RuleBroken(_l("Say why they come before the others"), field="reason")
    at = clock.now()
    if first.standing is not Standing.WAITING or not workshop.gives_places(at):
        raise RuleBroken(_l("They are not on the waiting list any more"))
    party = parties.party_of(parties.members(party_id), parties.sessions_of(party_id))
    taken = availability.of(workshop).fit(party, at)
    if isinstance(taken, Obstacle):
        raise RuleBroken(_l("There are no free places that they could have"))
    _offer(workshop, party, taken, at, by=by, reason=reason.strip())
    audit.record("registration.offered_out_of_turn", first, by=by)


def accept(party_id: UUID) -> None:
    """Take up an offer: the places are theirs. Done twice, nothing more happens.

    :raises RuleBroken: if there is no offer any more
    """
    first, workshop = _locked(party_id)
    if first.standing is Standing.PLACE:
        return
    at, offer = clock.now(), _open_offer(party_id)
    if offer is None or offer.expires_at <= at or workshop.cancelled_at:
        raise RuleBroken(_l("The time for this offer is over, and the place has gone to the next"))
    those = parties.members(party_id)
    for registration in those:
        registration.waiting_since = registration.offered_until = None
    offer.ended_at, offer.outcome = at, Outcome.ACCEPTED
    db.session.flush()
    logbook.note(Act.ACCEPTED, workshop.id, party_id, at=at)
    letters.confirm(those)


def decline(party_id: UUID) -> None:
    """Turn an offer down: the party leaves the list, and the places are offered to the next.

    :raises RuleBroken: if there is no offer any more
    """
    _first, workshop = _locked(party_id)
    at, offer = clock.now(), _open_offer(party_id)
    if offer is None:
        raise RuleBroken(_l("The time for this offer is over, and the place has gone to the next"))
    _end(workshop, offer, Outcome.DECLINED, at)
    enqueue(Job.OFFER_FREED_PLACES, workshop.id)


def withdraw(party_id: UUID, at: datetime) -> None:
    """End the offer of a party of which nobody is left, if there is one."""
    if offer := _open_offer(party_id):
        offer.ended_at, offer.outcome = at, Outcome.WITHDRAWN


def withdraw_all(workshop: Workshop) -> None:
    """End all offers of a workshop that does not take place."""
    standing = update(Offer).where(Offer.workshop_id == workshop.id, Offer.ended_at.is_(None))
    db.session.execute(standing.values(ended_at=clock.now(), outcome=Outcome.WITHDRAWN))


def sweep() -> int:
    """Ask for every workshop with an offer whose time is up, or with free places and people who wait."""
    at = clock.now()
    free = select(Place.id).where(Place.workshop_id == Workshop.id, Place.registration_id.is_(None))
    waits = select(Registration.id).where(Registration.workshop_id == Workshop.id, *queries.WAITING)
    overdue = select(Offer.id).where(
        Offer.workshop_id == Workshop.id, Offer.ended_at.is_(None), Offer.expires_at <= at
    )
    could_use = and_(Workshop.starts_at > at, free.exists(), waits.exists())
    owing = select(Workshop.id).where(
        Workshop.published_at.is_not(None),
        Workshop.cancelled_at.is_(None),
        or_(overdue.exists(), could_use),
    )
    found = db.session.scalars(owing.order_by(Workshop.starts_at, Workshop.id)).all()
    for workshop_id in found:
        enqueue(Job.OFFER_FREED_PLACES, workshop_id)
    return len(found)


def _offer(
    workshop: Workshop,
    party: Party,
    taken: Taken,
    at: datetime,
    *,
    by: Person | None = None,
    reason: str = "",
) -> None:
    those = parties.members(party.id)
    until = expiry(at, workshop.starts_at, workshop.offer_hours)
    for registration in those:
        registration.offered_until = until
    db.session.flush()
    places.take(those, taken, at, party.sessions)
    offer = Offer(workshop_id=workshop.id, party_id=party.id, made_at=at, expires_at=until)
    db.session.add(offer)
    db.session.flush()
    logbook.note(
        Act.OFFERED,
        workshop.id,
        party.id,
        at=at,
        by=by,
        reason=reason,
        places=counted(taken),
        until=until.isoformat(),
    )
    letters.offer(those[0], offer)
    enqueue(Job.OFFER_FREED_PLACES, workshop.id, due_at=until)


def _end(workshop: Workshop, offer: Offer, outcome: Outcome, at: datetime) -> None:
    those = parties.members(offer.party_id)
    freed = parties.strike_off(those, REASONS[outcome], at)
    offer.ended_at, offer.outcome = at, outcome
    logbook.note(ACTS[outcome], workshop.id, offer.party_id, at=at, places=counted(freed))
    letters.tell_of_lost_offer(those[0], outcome)


def _overdue(workshop_id: UUID, at: datetime) -> Sequence[Offer]:
    due = select(Offer).where(
        Offer.workshop_id == workshop_id, Offer.ended_at.is_(None), Offer.expires_at <= at
    )
    return db.session.scalars(due.order_by(Offer.expires_at, Offer.id)).all()


def _open_offer(party_id: UUID) -> Offer | None:
    return db.session.scalar(select(Offer).where(Offer.party_id == party_id, Offer.ended_at.is_(None)))


def _locked(party_id: UUID) -> tuple[Registration, Workshop]:
    """Lock the workshop of a party; with it, the first of the party who has not left, or its leader."""
    leader = db.session.get_one(Registration, party_id)
    workshop = queries.locked(leader.workshop_id)
    those = parties.members(party_id)
    db.session.refresh(leader)
    return those[0] if those else leader, workshop
