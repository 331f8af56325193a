"""Changing what was said about a person who is registered: their name, and what they need."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage import clock
from engage.errors import RuleBroken
from engage.workshops.models import Registration
from engage.workshops.preparing import asking
from engage.workshops.registration import Guest


def correct(
    registration: Registration, said: Guest, replies: Mapping[UUID, Any] | None = None, *, needs: bool = True
) -> None:
    """Change somebody's name and replies; with `needs` also what they need and cannot eat.

    :raises RuleBroken: if they have left, or the workshop is over
    """
    attendee = registration.attendee
    if registration.left_at or attendee is None or registration.workshop.ends_at <= clock.now():
        raise RuleBroken(_l("This registration cannot be changed any more"))
    attendee.name = said.name.strip()
    if needs:
        attendee.access_needs, attendee.diet = said.access_needs.strip(), said.diet.strip()
    if replies:
        asking.keep(registration, replies)


def may_correct(person: Registration, other: Registration) -> bool:
    """Say whether one may change what is said of another: who booked, of all those they booked for."""
    return person.id == other.id or (person.leads and person.party_id == other.party_id)


def may_see_needs(person: Registration, other: Registration) -> bool:
    """Say whether one sees what another needs: their own, and of guests who have no address of their own."""
    own_page = other.attendee is not None and bool(other.attendee.email)
    return person.id == other.id or (may_correct(person, other) and not own_page)
