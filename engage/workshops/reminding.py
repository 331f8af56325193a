"""Reminding those who come at the times that a workshop sets, and thanking those who came."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from engage import clock
from engage.db import db
from engage.jobs import Job, enqueue
from engage.mail.models import Message
from engage.workshops import letters, queries
from engage.workshops.allocation.models import Offer, Outcome, Place
from engage.workshops.models import Registration, Workshop

FARTHEST = timedelta(days=60)
"""No reminder is set for longer before a workshop than this."""
LATELY = timedelta(hours=12)
"""Who got their place within this time before a reminder has just had a letter with the same words."""
MORNING = time(9)
"""When people are thanked: on the day after, so that what happened at the doors is all in."""
LATEST = timedelta(days=14)
"""Who was not thanked by this time after a workshop never is: the service was not there."""


@dataclass(frozen=True)
class Reminder:
    """A moment before a workshop at which those who come are written to."""

    hours: int
    at: datetime
    has_link: bool
    """Whether the joining link is shown from this moment on."""


def reminders(workshop: Workshop) -> list[Reminder]:
    """List the reminders of a workshop in their order: those it sets, and when the joining link is shown."""
    hours = set(workshop.reminder_hours)
    if workshop.is_online:
        hours.add(workshop.joining_shown_hours)
    link = workshop.joining_shown_hours if workshop.is_online else None
    return [
        Reminder(each, workshop.starts_at - timedelta(hours=each), each == link)
        for each in sorted(hours, reverse=True)
    ]


def due(workshop: Workshop, at: datetime) -> Reminder | None:
    """Give the reminder whose time has come: of several that were missed, the last."""
    if not workshop.gives_places(at):
        return None
    passed = [one for one in reminders(workshop) if one.at <= at]
    return passed[-1] if passed else None


def sweep() -> int:
    """Ask for every workshop with somebody to remind or to thank, and count them."""
    at = clock.now()
    shown = select(Workshop).where(Workshop.published_at.is_not(None), Workshop.cancelled_at.is_(None))
    near = shown.where(
        or_(
            Workshop.starts_at.between(at, at + FARTHEST),
            Workshop.thanked_at.is_(None) & Workshop.ends_at.between(at - LATEST, at),
        )
    )
    owing = [
        one for one in db.session.scalars(near.order_by(Workshop.starts_at, Workshop.id)) if _owes(one, at)
    ]
    for workshop in owing:
        enqueue(Job.REMIND_ATTENDEES, workshop.id)
    return len(owing)


def remind(workshop_id: UUID) -> int:
    """Write to those who come and have not been reminded, or thank those who came; count the letters."""
    workshop, at = queries.locked(workshop_id), clock.now()
    if _thanks_are_due(workshop, at):
        return _thank(workshop, at)
    reminder = due(workshop, at)
    if reminder is None:
        return 0
    found = _unreminded(workshop, reminder)
    for registration in found:
        letters.remind(registration, _key(registration, reminder), first_link=reminder.has_link)
    return len(found)


def _owes(workshop: Workshop, at: datetime) -> bool:
    if _thanks_are_due(workshop, at):
        return True
    reminder = due(workshop, at)
    return reminder is not None and bool(_unreminded(workshop, reminder))


def _unreminded(workshop: Workshop, reminder: Reminder) -> list[Registration]:
    # Who comes to have a place later has the link in the letter about it.
    before = reminder.at if reminder.has_link else reminder.at - LATELY
    accepted_since = select(Offer.id).where(
        Offer.party_id == Registration.party_id,
        Offer.outcome == Outcome.ACCEPTED,
        Offer.ended_at > before,
    )
    holding = (
        select(Registration)
        .join(Place, Place.registration_id == Registration.id)
        .where(Place.workshop_id == workshop.id, Place.taken_at <= before)
        .where(Registration.offered_until.is_(None), ~accepted_since.exists())
    )
    found = _reached(holding)
    keys = [_key(one, reminder) for one in found]
    sent = set(db.session.scalars(select(Message.key).where(Message.key.in_(keys))))
    return [one for one in found if _key(one, reminder) not in sent]


def _key(registration: Registration, reminder: Reminder) -> str:
    return f"workshop:reminder:{_cause(reminder)}:{registration.id}"


def _cause(reminder: Reminder) -> str:
    # Of the moment: a workshop that is moved to another day reminds anew.
    return f"{reminder.hours}:{reminder.at:%Y%m%d%H%M}"


def _thanks_are_due(workshop: Workshop, at: datetime) -> bool:
    if workshop.thanked_at or workshop.cancelled_at or not workshop.published_at:
        return False
    day_after = clock.london(workshop.ends_at).date() + timedelta(days=1)
    from_ = datetime.combine(day_after, MORNING, clock.LONDON)
    return from_ <= at < workshop.ends_at + LATEST


def _thank(workshop: Workshop, at: datetime) -> int:
    """Thank those who came; those who did not are left in peace.

    Online nobody stands at a door: where nobody was ticked off, all who had a place are told what follows.
    """
    of_it = select(Registration).where(Registration.workshop_id == workshop.id)
    found = _reached(of_it.where(Registration.checked_in_at.is_not(None)))
    if not found and not workshop.venue:
        held = of_it.join(Place, Place.registration_id == Registration.id)
        found = _reached(held.where(Registration.offered_until.is_(None)))
    for registration in found:
        letters.thank(registration, f"workshop:thanks:{registration.id}")
    workshop.thanked_at = at
    return len(found)


def _reached(those: Select[Registration]) -> list[Registration]:
    """List those of some registrations who are written to: not guests whose letters go to who booked."""
    named = those.options(joinedload(Registration.attendee))
    ordered = db.session.scalars(named.order_by(Registration.party_id, Registration.id))
    return [
        registration
        for _party, party in groupby(ordered, attrgetter("party_id"))
        for registration in letters.addressed(list(party))
        if registration.attendee and (registration.attendee.email or not registration.leads)
    ]
