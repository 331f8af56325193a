"""Asking again, in one act, after an offer lapsed or was declined, or a place was given up."""

from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage import clock
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops import registration as registering
from engage.workshops.allocation import parties
from engage.workshops.models import Leaving, Registration
from engage.workshops.preparing import asking
from engage.workshops.registration import Guest, Request

OWN_ACCORD = (Leaving.LAPSED, Leaving.DECLINED, Leaving.GAVE_UP, Leaving.LEFT_LIST)
"""How those left who may ask again by themselves."""


def may_rejoin(registration: Registration) -> bool:
    """Say whether somebody who left may ask again without filling in the form."""
    return (
        registration.left_because in OWN_ACCORD
        and registration.attendee is not None
        and bool(registration.attendee.email)
        and registration.workshop.takes_registrations(clock.now())
    )


def rejoin(registration_id: UUID) -> Registration:
    """Ask again for all who left together, as newcomers do; done twice, it is asked once.

    :raises RuleBroken: if they may not, or the address has another registration by now
    """
    left = db.session.get_one(Registration, registration_id)
    if not may_rejoin(left):
        raise RuleBroken(_l("You cannot join again from here: look at the page of the workshop"))
    key = _key(left)
    # Whoever was approved once, or was invited, need not be so again.
    registering.register(left.workshop_id, _request(left), submission_key=key, invited=bool(left.approved_at))
    anew = registering.sent_before(key)
    if anew is None:
        raise RuleBroken(_l("You have registered again already: we have sent you a letter with the link"))
    return anew


def followed_by(registration: Registration) -> Registration | None:
    """Find the registration by which somebody who left asked again from their page."""
    return registering.sent_before(_key(registration)) if registration.left_at else None


def _key(left: Registration) -> UUID:
    return uuid5(left.id, "again")


def _request(left: Registration) -> Request:
    told = left.attendee
    assert told
    return Request(
        name=told.name,
        email=told.email,
        sector=left.sector,
        organisation=left.organisation or "",
        area=left.area,
        size_band=left.size_band,
        guests=tuple(
            Guest(guest.attendee.name, guest.attendee.email)
            for guest in _guests(left)
            if guest.attendee and guest.id != left.id
        ),
        sessions=parties.sessions_of(left.id),
        replies=asking.kept_of(left),
    )


def _guests(left: Registration) -> list[Registration]:
    if not left.leads:
        return []
    together = select(Registration).where(
        Registration.party_id == left.party_id, Registration.left_at == left.left_at
    )
    named = together.options(joinedload(Registration.attendee))
    return list(db.session.scalars(named.order_by(Registration.id)))
