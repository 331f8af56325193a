"""Finding workshops, how full they are, and who comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, with_expression
from sqlalchemy.sql.base import ExecutableOption

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Role, RoleHeld
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Sector
from engage.web.private_links import key_hash
from engage.workshops.allocation.models import Place, Pool, Session, SessionChoice
from engage.workshops.models import Attendee, Facilitator, Registration, Workshop
from engage.workshops.preparing.models import WorkshopQuestion


@dataclass(frozen=True)
class Seats:
    """How full a workshop is, counted in people."""

    capacity: int
    taken: int
    """Held by those who come."""
    offered: int
    """Held for people on the waiting list, who have not answered yet."""
    kept: int
    """Free, but kept for some until their release."""
    waiting: int

    @property
    def left(self) -> int:
        """How many places are free, for some or for all."""
        return self.capacity - self.taken - self.offered

    @property
    def open(self) -> int:
        """How many places are free for anybody."""
        return self.left - self.kept


def coming(at: datetime) -> Select[Workshop]:
    """Select the published workshops that are not over, the next one first."""
    return _whole().where(Workshop.published_at.is_not(None), Workshop.ends_at > at).order_by(*_BY_DATE)


def coming_of(consultation: Consultation, at: datetime) -> Sequence[Workshop]:
    """List the published workshops of a consultation that are to come and not cancelled."""
    of_it = coming(at).where(Workshop.consultation_id == consultation.id, Workshop.cancelled_at.is_(None))
    return db.session.scalars(of_it).all()


def published_by_slug(slug: str) -> Workshop:
    """Get one workshop that the public may see.

    :raises NoResultFound: if there is none, or it is still a draft
    """
    public = _whole().options(*_what_there_is()).where(Workshop.slug == slug)
    public = public.where(Workshop.published_at.is_not(None))
    return db.session.scalars(public).one()


def by_slug(slug: str) -> Workshop:
    """Get one workshop, published or not, by its web address.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(_whole().where(Workshop.slug == slug)).one()


def get(workshop_id: UUID) -> Workshop:
    """Get one workshop, published or not.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(_whole().where(Workshop.id == workshop_id)).one()


def everything() -> Select[Workshop]:
    """Select all workshops, the latest first."""
    return _whole().order_by(Workshop.starts_at.desc(), Workshop.id)


def run_by(person: Person) -> Select[Workshop]:
    """Select the workshops that a person sets up or runs, the latest first."""
    if person.is_administrator:
        return everything()
    held = select(RoleHeld.consultation_id).where(
        RoleHeld.person_id == person.id,
        (RoleHeld.role == Role.MANAGER) | ((RoleHeld.role == Role.FACILITATOR) & RoleHeld.theme_id.is_(None)),
    )
    assigned = select(Facilitator.workshop_id).where(Facilitator.person_id == person.id)
    return everything().where(Workshop.consultation_id.in_(held) | Workshop.id.in_(assigned))


def is_assigned(person: Person, workshop_id: UUID) -> bool:
    """Say whether somebody is assigned to run a workshop."""
    assigned = select(Facilitator.id).where(
        Facilitator.person_id == person.id, Facilitator.workshop_id == workshop_id
    )
    return db.session.scalar(select(assigned.exists())) or False


def locked(workshop_id: UUID) -> Workshop:
    """Lock a workshop: whoever gives or frees places does so first, and one after the other.

    Taking this lock before those on places and registrations keeps all of them from a deadlock,
    and gives the log of places its order.

    :raises NoResultFound: if there is none
    """
    one = select(Workshop).options(*_what_there_is()).where(Workshop.id == workshop_id)
    lock = one.execution_options(populate_existing=True)
    return db.session.scalars(lock.with_for_update(key_share=True)).one()


def still_to_come(workshop_id: UUID) -> Workshop:
    """Lock a workshop that can still be changed.

    :raises RuleBroken: if it is over or cancelled
    """
    workshop = locked(workshop_id)
    if workshop.cancelled_at:
        raise RuleBroken(_l("This workshop has been cancelled"))
    if workshop.ends_at <= clock.now():
        raise RuleBroken(_l("This workshop is over"))
    return workshop


def seats(workshops: Sequence[Workshop]) -> dict[UUID, Seats]:
    """Count the places of workshops, and who waits for one."""
    of_it = select(func.count()).select_from(Place).where(Place.workshop_id == Workshop.id)
    by_holder = of_it.join(Registration, Registration.id == Place.registration_id)
    taken = by_holder.where(Registration.offered_until.is_(None))
    offered = by_holder.where(Registration.offered_until.is_not(None))
    kept = of_it.join(Pool, Pool.id == Place.pool_id).where(
        Place.registration_id.is_(None), Pool.released_at > clock.now()
    )
    waits = select(func.count()).where(Registration.workshop_id == Workshop.id, *WAITING)
    counts = select(Workshop.id, *(count.scalar_subquery() for count in (taken, offered, kept, waits))).where(
        Workshop.id.in_([workshop.id for workshop in workshops])
    )
    capacities = {workshop.id: workshop.capacity for workshop in workshops}
    return {
        workshop_id: Seats(capacities[workshop_id], *found)
        for workshop_id, *found in db.session.execute(counts)
    }


def anybody_waits(workshop_id: UUID) -> bool:
    """Say whether anybody stands on the waiting list of a workshop."""
    waits = select(Registration.id).where(Registration.workshop_id == workshop_id, *WAITING)
    return db.session.scalar(select(waits.exists())) or False


def position(registration: Registration) -> int:
    """Tell how many parties stand on the waiting list up to and with that of a registration that does."""
    queue = tuple_(Registration.waiting_since, Registration.party_id)
    up_to = select(func.count(Registration.party_id.distinct())).where(
        Registration.workshop_id == registration.workshop_id,
        *WAITING,
        queue <= tuple_(registration.waiting_since, registration.party_id),
    )
    return db.session.scalar(up_to) or 0


def parties_waiting(workshop_id: UUID) -> int:
    """Count the parties on the waiting list of a workshop."""
    count = func.count(Registration.party_id.distinct())
    return db.session.scalar(select(count).where(Registration.workshop_id == workshop_id, *WAITING)) or 0


def pools(workshop: Workshop, at: datetime) -> Sequence[tuple[Pool, int]]:
    """List the pools that have not been released, with how many of their places are free."""
    if workshop.has_pools is False:
        return []
    free = select(func.count()).where(Place.pool_id == Pool.id, Place.registration_id.is_(None))
    of_it = select(Pool, free.scalar_subquery()).where(Pool.workshop_id == workshop.id, Pool.released_at > at)
    found = db.session.execute(of_it.order_by(Pool.position)).all()
    return [(pool, count) for pool, count in found]


def party(registration: Registration) -> Sequence[Registration]:
    """List those who booked together and have not left, whoever booked first."""
    of_it = select(Registration).where(
        Registration.party_id == registration.party_id, Registration.left_at.is_(None)
    )
    with_names = of_it.options(joinedload(Registration.attendee))
    first = (Registration.id != registration.party_id, Registration.id)
    return db.session.scalars(with_names.order_by(*first)).all()


def booker(registration: Registration) -> str | None:
    """Name whoever booked for a guest; nobody, for somebody who booked themselves."""
    if registration.leads:
        return None
    name = select(Attendee.name).where(Attendee.registration_id == registration.party_id)
    return db.session.scalar(name)


def sessions_of(registration: Registration) -> Sequence[Session]:
    """List the sessions that somebody chose, the first first."""
    if registration.workshop.has_sessions is False:
        return []
    mine = select(Session).join(SessionChoice, SessionChoice.session_id == Session.id)
    of_it = mine.where(SessionChoice.registration_id == registration.id)
    return db.session.scalars(of_it.order_by(Session.starts_at, Session.title, Session.id)).all()


def by_private_key(key: str) -> Registration:
    """Get the registration that a private link opens, with its workshop.

    :raises NoResultFound: if it opens none
    """
    link = select(Registration).where(Registration.secret_hash == key_hash(key))
    return db.session.scalars(link.options(joinedload(Registration.attendee))).one()


def registration(workshop_id: UUID, registration_id: UUID) -> Registration:
    """Get a registration of a workshop.

    :raises NoResultFound: if there is none such
    """
    of_it = select(Registration).where(
        Registration.workshop_id == workshop_id, Registration.id == registration_id
    )
    return db.session.scalars(of_it).one()


def attendees(workshop_id: UUID) -> Select[Registration]:
    """Select the registrations of those who come, with the attendee of each, by name."""
    return (
        _with_attendee()
        .join(Place, Place.registration_id == Registration.id)
        .where(Registration.workshop_id == workshop_id, Registration.offered_until.is_(None))
        .order_by(func.lower(Attendee.name), Registration.id)
    )


def waiting_people(workshop_id: UUID) -> Select[Registration]:
    """Select those who wait, with their attendees, who came first first."""
    return (
        _with_attendee()
        .where(Registration.workshop_id == workshop_id, *WAITING)
        .order_by(Registration.waiting_since, Registration.party_id, Registration.id)
    )


def came(workshop_id: UUID) -> int:
    """Count who has been checked in."""
    here = select(func.count()).where(
        Registration.workshop_id == workshop_id, Registration.checked_in_at.is_not(None)
    )
    return db.session.scalar(here) or 0


def by_sector(workshop_id: UUID) -> Sequence[tuple[Sector, int]]:
    """Count those with a place by sector, the largest first."""
    count = func.count()
    held = select(Registration.sector, count).join(Place, Place.registration_id == Registration.id)
    of_it = held.where(
        Registration.workshop_id == workshop_id, Registration.offered_until.is_(None)
    ).group_by(Registration.sector)
    found = db.session.execute(of_it.order_by(count.desc(), Registration.sector)).all()
    return [(sector, number) for sector, number in found]


WAITING = (
    Registration.left_at.is_(None),
    Registration.waiting_since.is_not(None),
    Registration.approved_at.is_not(None),
    Registration.offered_until.is_(None),
)
"""Those on the waiting list to whom nothing is offered yet."""
_BY_DATE = (Workshop.starts_at, Workshop.id)


def _whole() -> Select[Workshop]:
    with_body = joinedload(Workshop.consultation).joinedload(Consultation.body)
    return select(Workshop).options(with_body)


def _what_there_is() -> list[ExecutableOption]:
    """Read with a workshop whether it has what most have not."""
    asks = select(WorkshopQuestion.id).where(
        WorkshopQuestion.workshop_id == Workshop.id, WorkshopQuestion.retired_at.is_(None)
    )
    return [
        with_expression(Workshop.has_pools, exists().where(Pool.workshop_id == Workshop.id)),
        with_expression(Workshop.has_sessions, exists().where(Session.workshop_id == Workshop.id)),
        with_expression(Workshop.has_questions, asks.exists()),
    ]


def _with_attendee() -> Select[Registration]:
    joined = select(Registration).outerjoin(Attendee, Attendee.registration_id == Registration.id)
    return joined.options(contains_eager(Registration.attendee))
