"""Asking for a place: the next free one, or one on the waiting list."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value

from engage import clock
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.organisations.models import Sector
from engage.web.private_links import key_hash
from engage.workshops import letters, places, queries
from engage.workshops.links import private_key
from engage.workshops.models import Attendee, Place, Registration, Standing, Workshop


@dataclass(frozen=True)
class Request:
    """Who asks for a place, and what they need."""

    name: str
    email: str
    sector: Sector
    organisation: str = ""
    access_needs: str = ""
    diet: str = ""


def register(workshop_id: UUID, request: Request, *, submission_key: UUID | None = None) -> Standing:
    """Give a place, or else one on the waiting list, and say which it was.

    A form sent twice is answered as the first time. An address that registered before keeps what it has
    and is told so by letter alone: the answer is the one that anybody would get now, so that nobody
    learns from it who comes.

    :raises RuleBroken: if registrations are not taken now
    """
    workshop = queries.held_still(workshop_id)
    if sent := _sent_before(submission_key):
        return sent.standing
    at = clock.now()
    if not workshop.takes_registrations(at):
        raise RuleBroken(_l("Registration for this workshop is not open"))
    place = places.lock_for_newcomer(workshop.id)
    registration = _enter(workshop, request, submission_key, at, waits=place is None)
    if registration is None:
        return _answer_again(workshop, request, submission_key, would_get=place)
    # A new row has no attendee to look for first.
    set_committed_value(registration, "attendee", _attendee(registration, request))
    _settle(registration, place, at)
    return registration.standing


def address_key(email: str) -> str:
    """Hash an e-mail address without regard to case."""
    return sha256(email.strip().lower().encode()).hexdigest()


def _enter(
    workshop: Workshop, request: Request, submission_key: UUID | None, at: datetime, *, waits: bool
) -> Registration | None:
    # The database decides by its unique indexes, so that two at once still make one registration.
    registration_id = new_id()
    row = insert(Registration).values(
        id=registration_id,
        workshop_id=workshop.id,
        secret_hash=key_hash(private_key(registration_id)),
        submission_key=submission_key,
        address_key=address_key(request.email),
        registered_at=at,
        waiting_since=at if waits else None,
        sector=request.sector,
        organisation=request.organisation.strip() or None,
    )
    return db.session.scalar(row.on_conflict_do_nothing().returning(Registration))


def _attendee(registration: Registration, request: Request) -> Attendee:
    attendee = Attendee(
        registration_id=registration.id,
        name=request.name.strip(),
        email=request.email.strip(),
        access_needs=request.access_needs.strip(),
        diet=request.diet.strip(),
    )
    db.session.add(attendee)
    return attendee


def _settle(registration: Registration, place: Place | None, at: datetime) -> None:
    if place:
        places.take(place, registration, at)
        letters.confirm(registration)
        return
    db.session.flush()
    letters.tell_of_waiting(registration)
    if queries.has_free_place(registration.workshop_id):
        # Somebody held it while we looked, or those before us wait for it: it must find its person.
        enqueue(Job.OFFER_FREED_PLACES, registration.workshop_id)


def _answer_again(
    workshop: Workshop, request: Request, submission_key: UUID | None, *, would_get: Place | None
) -> Standing:
    if sent := _sent_before(submission_key):
        return sent.standing
    same = select(Registration).where(
        Registration.workshop_id == workshop.id,
        Registration.address_key == address_key(request.email),
        Registration.left_at.is_(None),
    )
    if before := db.session.scalar(same):
        letters.answer_again(before)
    return Standing.PLACE if would_get else Standing.WAITING


def _sent_before(submission_key: UUID | None) -> Registration | None:
    if submission_key is None:
        return None
    return db.session.scalar(select(Registration).where(Registration.submission_key == submission_key))
