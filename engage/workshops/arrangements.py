"""Setting up a workshop, putting it before the public, moving it, cancelling it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.form import rooms
from engage.jobs import Job, enqueue
from engage.web.addresses import demand_part
from engage.workshops import queries
from engage.workshops.allocation import arranging, offering, sessions
from engage.workshops.models import Admission, Workshop

TOLD = ("starts_at", "ends_at", "venue", "address", "joining_link")
"""What people have in their calendars: when it changes they are told."""
LIMITS = ("starts_at", "per_organisation", "offer_hours")
"""What the rule by which places are given goes by."""


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
    map_link: str = ""
    joining_shown_hours: int = 24
    admission: Admission = Admission.OPEN
    per_organisation: int | None = None
    most_together: int = 6
    offer_hours: int = 48
    areas: list[str] = field(default_factory=list)
    reminder_hours: list[int] = field(default_factory=lambda: [168, 24])
    asks_diet: bool = True
    wall_is_moderated: bool = True
    what_follows: str = ""


def set_up(
    consultation: Consultation, slug: str, plan: Plan, capacity: int, *, by: Person | None
) -> Workshop:
    """Draft a workshop with all its places.

    :raises RuleBroken: if the plan makes no sense, or its address is taken, or is none
    """
    demand_part(slug)
    _check(plan)
    arranging.check_capacity(capacity)
    workshop = Workshop(
        consultation=consultation, slug=slug, capacity=capacity, created_at=clock.now(), **asdict(plan)
    )
    try:
        with db.session.begin_nested():
            db.session.add(workshop)
    except IntegrityError as clash:
        raise RuleBroken(_l("Another workshop has this web address"), field="slug") from clash
    arranging.lay_out(workshop, by=by)
    audit.record("workshop.set_up", workshop, by=by, capacity=capacity)
    return workshop


def change(workshop_id: UUID, plan: Plan, *, by: Person) -> None:
    """Change what is said about a workshop; if that is when or where, tell everybody who registered.

    Its sessions, and the release of places that are still kept, move along with its start.

    :raises RuleBroken: if the plan makes no sense, or the workshop is over or cancelled
    """
    workshop = queries.still_to_come(workshop_id)
    _check(plan)
    _move_along(workshop, plan)
    moved = any(getattr(workshop, name) != getattr(plan, name) for name in TOLD)
    limits = [getattr(workshop, name) for name in LIMITS]
    for name, value in asdict(plan).items():
        setattr(workshop, name, value)
    if limits != [getattr(workshop, name) for name in LIMITS]:
        db.session.flush()
        arranging.note(workshop, by=by)
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
    workshop = queries.still_to_come(workshop_id)
    if workshop.published_at:
        raise RuleBroken(_l("This workshop has already been published"))
    workshop.published_at = clock.now()
    _give_code(workshop)
    audit.record("workshop.published", workshop, by=by)


def cancel(workshop_id: UUID, reason: str, *, by: Person) -> None:
    """Call a workshop off, and tell everybody who registered why.

    :raises RuleBroken: if it is over or cancelled already
    """
    workshop = queries.still_to_come(workshop_id)
    workshop.cancelled_at = clock.now()
    workshop.cancellation_reason = reason.strip()
    workshop.sequence += 1
    offering.withdraw_all(workshop)
    enqueue(Job.TELL_OF_CHANGE, workshop.id)
    audit.record("workshop.cancelled", workshop, by=by)


def _move_along(workshop: Workshop, plan: Plan) -> None:
    later = plan.starts_at - workshop.starts_at
    if later:
        sessions.shift(workshop.id, later)
        arranging.put_off(workshop.id, later)
    if beyond := sessions.outside(workshop.id, plan.starts_at, plan.ends_at):
        raise RuleBroken(
            _l("The session “%(title)s” would lie outside: change it first", title=beyond.title),
            field="ends_at",
        )


def _give_code(workshop: Workshop) -> None:
    rooms.give(workshop.consultation_id, workshop.id, workshop.starts_at, workshop.ends_at)


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
