"""Asking for places: those that fit, or ones on the waiting list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm.attributes import set_committed_value

from engage import clock
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.organisations.models import Sector, SizeBand
from engage.organisations.registering import known_as
from engage.web.private_links import key_hash
from engage.workshops import letters, queries
from engage.workshops.allocation import choosing, logbook, outlook, seating
from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import Obstacle, Party, Taken
from engage.workshops.links import private_key
from engage.workshops.models import Admission, Attendee, Registration, Standing, Workshop
from engage.workshops.preparing import asking


@dataclass(frozen=True)
class Guest:
    """Somebody whom another books for."""

    name: str
    email: str = ""
    access_needs: str = ""
    diet: str = ""


@dataclass(frozen=True)
class Request:
    """Who asks for places, and what they need."""

    name: str
    email: str
    sector: Sector
    organisation: str = ""
    access_needs: str = ""
    diet: str = ""
    area: str | None = None
    size_band: SizeBand | None = None
    guests: tuple[Guest, ...] = ()
    sessions: frozenset[UUID] = field(default_factory=frozenset)
    replies: Mapping[UUID, Any] = field(default_factory=dict)
    """What they answered to the workshop's own questions."""


@dataclass(frozen=True)
class Answer:
    """How a party stands once it has asked, as it is told at once."""

    standing: Standing
    number: int | None = None
    """Which of the parties on the waiting list it is."""
    obstacle: Obstacle | None = None
    """What stands in its way."""


def register(
    workshop_id: UUID, request: Request, *, submission_key: UUID | None = None, invited: bool = False
) -> Standing:
    """Give places to all of a party, or else ones on the waiting list, and say which it was.

    :raises RuleBroken: if registrations are not taken now or from them, or the party is too large
    """
    return book(workshop_id, request, submission_key=submission_key, invited=invited).standing


def book(
    workshop_id: UUID, request: Request, *, submission_key: UUID | None = None, invited: bool = False
) -> Answer:
    """Do so, and say where on the list they stand and why, if they do.

    A form sent twice is answered as the first time. An address that booked before keeps what it has
    and is told so by letter alone: the answer is the one that anybody would get now, so that nobody
    learns from it who comes.

    :raises RuleBroken: if registrations are not taken now or from them, or the party is too large
    """
    workshop = queries.locked(workshop_id)
    at = clock.now()
    if not workshop.takes_registrations(at) and (sent := sent_before(submission_key)):
        return _answered(sent)  # while they are taken, the database says so when the row goes in
    _check(workshop, request, at, invited=invited)
    party = _party(request)
    approved = invited or workshop.admission is not Admission.APPROVAL
    found: Taken | Obstacle = seating.found_for(workshop, party, at) if approved else Obstacle.IN_TURN
    waits = isinstance(found, Obstacle)
    those = _enter(workshop, party, request, submission_key, at, waits=waits, approved=approved)
    if those is None:
        return _answer_again(workshop, request, submission_key, found, approved=approved)
    if not approved:
        logbook.note(Act.ASKED, workshop.id, party.id, at=at, **described(party))
        letters.tell_of_asking(those[0])
        return Answer(Standing.ASKED)
    standing = seating.settle(workshop, party, those, found, at, **described(party))
    return _waits(queries.position(those[0]), found) if isinstance(found, Obstacle) else Answer(standing)


def described(party: Party) -> dict[str, Any]:
    """Say what the rule knows of a party, for the log."""
    return {
        "size": party.size,
        "sector": party.sector,
        "area": party.area,
        "size_band": party.size_band,
        "organisation_id": str(party.organisation_id) if party.organisation_id else None,
        "sessions": sorted(map(str, party.sessions)),
    }


def address_key(email: str) -> str:
    """Hash an e-mail address without regard to case."""
    return sha256(email.strip().lower().encode()).hexdigest()


def _check(workshop: Workshop, request: Request, at: datetime, *, invited: bool) -> None:
    if not workshop.takes_registrations(at):
        raise RuleBroken(_l("Registration for this workshop is not open"))
    if workshop.admission is Admission.INVITATION and not invited:
        raise RuleBroken(_l("This workshop is for people who were invited: use the link in your letter"))
    size = 1 + len(request.guests)
    if size > workshop.most_together:
        raise RuleBroken(_l("You can book at most %(most)s places at once", most=workshop.most_together))
    if request.organisation.strip() and workshop.per_organisation and size > workshop.per_organisation:
        raise RuleBroken(
            _l("One organisation can have at most %(most)s places here", most=workshop.per_organisation),
            field="organisation",
        )
    if request.sessions:
        choosing.check(workshop.id, request.sessions)


def _party(request: Request) -> Party:
    name = request.organisation.strip()
    organisation_id = (
        known_as(name, sector=request.sector, size_band=request.size_band, area=request.area)
        if name
        else None
    )
    return Party(
        id=new_id(),
        size=1 + len(request.guests),
        sector=request.sector.value,
        area=request.area,
        size_band=request.size_band and request.size_band.value,
        organisation_id=organisation_id,
        sessions=request.sessions,
    )


def _enter(
    workshop: Workshop,
    party: Party,
    request: Request,
    submission_key: UUID | None,
    at: datetime,
    *,
    waits: bool,
    approved: bool,
) -> list[Registration] | None:
    # The database decides by its unique indexes, so that two at once still make one registration.
    # Sorted, so that guests stand in the order in which they were named.
    ids = [party.id, *sorted(new_id() for _ in request.guests)]
    alike = {
        "workshop_id": workshop.id,
        "party_id": party.id,
        "registered_at": at,
        "approved_at": at if approved else None,
        "waiting_since": at if waits else None,
        "sector": request.sector,
        "area": request.area,
        "size_band": request.size_band,
        "organisation": request.organisation.strip() or None,
        "organisation_id": party.organisation_id,
    }
    rows = [{"id": one, "secret_hash": key_hash(private_key(one)), **alike} for one in ids]
    rows[0] |= {"submission_key": submission_key, "address_key": address_key(request.email)}
    first = upsert(Registration).values(rows[0]).on_conflict_do_nothing().returning(Registration)
    leader = db.session.scalar(first)
    if leader is None:
        return None
    guests = insert(Registration).returning(Registration)
    those = [leader, *(db.session.scalars(guests, rows[1:]).all() if rows[1:] else ())]
    by_id = {one.id: one for one in those}
    _name([by_id[one] for one in ids], request)
    choosing.keep(workshop.id, ids, request.sessions)
    asking.keep(leader, request.replies)
    return [by_id[one] for one in ids]


def _name(those: list[Registration], request: Request) -> None:
    leader = Guest(request.name, request.email, request.access_needs, request.diet)
    for registration, said in zip(those, (leader, *request.guests), strict=True):
        attendee = Attendee(
            registration_id=registration.id,
            name=said.name.strip(),
            email=said.email.strip(),
            access_needs=said.access_needs.strip(),
            diet=said.diet.strip(),
        )
        db.session.add(attendee)
        # A new row has no attendee to look for first.
        set_committed_value(registration, "attendee", attendee)
    db.session.flush()


def _answer_again(
    workshop: Workshop,
    request: Request,
    submission_key: UUID | None,
    found: Taken | Obstacle,
    *,
    approved: bool,
) -> Answer:
    if sent := sent_before(submission_key):
        return _answered(sent)
    same = select(Registration).where(
        Registration.workshop_id == workshop.id,
        Registration.address_key == address_key(request.email),
        Registration.left_at.is_(None),
    )
    if before := db.session.scalar(same):
        letters.answer_again(before)
    if not approved:
        return Answer(Standing.ASKED)
    if isinstance(found, Obstacle):
        return _waits(queries.parties_waiting(workshop.id) + 1, found)
    return Answer(Standing.PLACE)


def _answered(sent: Registration) -> Answer:
    if sent.standing is not Standing.WAITING:
        return Answer(sent.standing)
    now = outlook.of(sent)
    return _waits(now.number, now.obstacle)


def _waits(number: int, obstacle: Obstacle) -> Answer:
    return Answer(Standing.WAITING, number, obstacle)


def sent_before(submission_key: UUID | None) -> Registration | None:
    """Find the registration that a form was kept as, whatever became of it."""
    if submission_key is None:
        return None
    return db.session.scalar(select(Registration).where(Registration.submission_key == submission_key))
