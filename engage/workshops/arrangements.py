"""Setting up a workshop, putting it before the public, moving it, cancelling it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.form import rooms
from engage.jobs import Job, enqueue
from engage.web.addresses import demand_part
from engage.workshops import places, queries
from engage.workshops.models import Place, Workshop

LARGEST = 5000
"""More places than this are a slip of the finger."""
TOLD = ("starts_at", "ends_at", "venue", "address", "joining_link")
"""What people have in their calendars: when it changes they are told."""


@dataclass(frozen=True)
class Plan:
    """What a manager says about a workshop, and may say differently later."""

    title: str
    starts_at: datetime
    ends_at: datetime
    registration_opens_at: datetime
    registration_closes_at: datetime
    description: str = ""
    venue: str = ""
    address: str = ""
    access_information: str = ""
    joining_link: str = ""


def set_up(
    consultation: Consultation, slug: str, plan: Plan, capacity: int, *, by: Person | None
) -> Workshop:
    """Draft a workshop with all its places.

    :raises RuleBroken: if the plan makes no sense, or its address is taken, or is none
    """
    demand_part(slug)
    _check(plan)
    _check_capacity(capacity)
    workshop = Workshop(
        consultation=consultation, slug=slug, capacity=capacity, created_at=clock.now(), **asdict(plan)
    )
    try:
        with db.session.begin_nested():
            db.session.add(workshop)
    except IntegrityError as clash:
        raise RuleBroken(_l("Another workshop has this web address"), field="slug") from clash
    places.lay_out(workshop.id, range(1, capacity + 1))
    audit.record("workshop.set_up", workshop, by=by, capacity=capacity)
    return workshop


def change(workshop_id: UUID, plan: Plan, *, by: Person) -> None:
    """Change what is said about a workshop; if that is when or where, tell everybody who registered.

    :raises RuleBroken: if the plan makes no sense, or the workshop is over or cancelled
    """
    workshop = _still_to_come(workshop_id)
    _check(plan)
    moved = any(getattr(workshop, name) != getattr(plan, name) for name in TOLD)
    for name, value in asdict(plan).items():
        setattr(workshop, name, value)
    if moved and workshop.published_at:
        workshop.sequence += 1
        workshop.changed_at = clock.now()
        _give_code(workshop)
        enqueue(Job.TELL_OF_CHANGE, workshop.id)
    audit.record("workshop.changed", workshop, by=by, moved=moved, sequence=workshop.sequence)


def publish(workshop_id: UUID, *, by: Person | None) -> None:
    """Put a draft before the public.

    :raises RuleBroken: if it was published, or is over or cancelled
    """
    workshop = _still_to_come(workshop_id)
    if workshop.published_at:
        raise RuleBroken(_l("This workshop has already been published"))
    workshop.published_at = clock.now()
    _give_code(workshop)
    audit.record("workshop.published", workshop, by=by)


def cancel(workshop_id: UUID, reason: str, *, by: Person) -> None:
    """Call a workshop off, and tell everybody who registered why.

    :raises RuleBroken: if it is over or cancelled already
    """
    workshop = _still_to_come(workshop_id)
    workshop.cancelled_at = clock.now()
    workshop.cancellation_reason = reason.strip()
    workshop.sequence += 1
    enqueue(Job.TELL_OF_CHANGE, workshop.id)
    audit.record("workshop.cancelled", workshop, by=by)


def resize(workshop_id: UUID, capacity: int, *, by: Person) -> None:
    """Change the number of places: new ones go to those who wait; only free ones can be taken away.

    :raises RuleBroken: if more places are taken than would be left
    """
    workshop = _still_to_come(workshop_id)
    _check_capacity(capacity)
    before = workshop.capacity
    if capacity < before:
        _take_away(workshop, capacity)
    workshop.capacity = capacity
    db.session.flush()
    if capacity > before:
        places.lay_out(workshop.id, range(before + 1, capacity + 1))
        enqueue(Job.OFFER_FREED_PLACES, workshop.id)
    audit.record("workshop.resized", workshop, by=by, before=before, capacity=capacity)


def _take_away(workshop: Workshop, capacity: int) -> None:
    of_it = select(Place).where(Place.workshop_id == workshop.id)
    taken = of_it.where(Place.registration_id.is_not(None))
    count = db.session.scalar(select(func.count()).select_from(taken.subquery())) or 0
    if count > capacity:
        raise RuleBroken(
            _l("%(count)s places are taken, so there cannot be fewer than that", count=count),
            field="capacity",
        )
    # Who holds one of the highest numbers moves down to a free one; then the highest are empty.
    for place in db.session.scalars(taken.where(Place.number > capacity).order_by(Place.number)).all():
        _move_down(place)
    for place in db.session.scalars(of_it.where(Place.number > capacity)).all():
        db.session.delete(place)
    db.session.flush()


def _move_down(place: Place) -> None:
    lower = places.lock_free(place.workshop_id)
    assert lower, "fewer are taken than will be left, so a lower one is free"
    holder, taken_at = place.registration_id, place.taken_at
    place.registration_id = place.taken_at = None
    db.session.flush()
    lower.registration_id, lower.taken_at = holder, taken_at
    db.session.flush()


def _give_code(workshop: Workshop) -> None:
    rooms.give(workshop.consultation_id, workshop.id, workshop.starts_at, workshop.ends_at)


def _still_to_come(workshop_id: UUID) -> Workshop:
    workshop = queries.locked(workshop_id)
    if workshop.cancelled_at:
        raise RuleBroken(_l("This workshop has been cancelled"))
    if workshop.ends_at <= clock.now():
        raise RuleBroken(_l("This workshop is over"))
    return workshop


def _check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= LARGEST:
        raise RuleBroken(
            _l("Enter a number of places between 1 and %(most)s", most=LARGEST), field="capacity"
        )


def _check(plan: Plan) -> None:
    if not (plan.venue or plan.joining_link):
        raise RuleBroken(_l("Enter a venue, or a link for taking part online"), field="venue")
    if plan.starts_at >= plan.ends_at:
        raise RuleBroken(_l("The end must be after the start"), field="ends_at")
    if plan.starts_at <= clock.now():
        raise RuleBroken(_l("The start must be in the future"), field="starts_at")
    if plan.registration_opens_at >= plan.registration_closes_at:
        raise RuleBroken(_l("Registration must close after it opens"), field="registration_closes_at")
    if plan.registration_closes_at > plan.starts_at:
        raise RuleBroken(
            _l("Registration must close by the start of the workshop"), field="registration_closes_at"
        )
