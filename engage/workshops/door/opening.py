"""From when to when people are checked in, and the attendance of a workshop can be put right."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from engage.errors import RuleBroken
from engage.workshops.models import Workshop

BEFORE = timedelta(hours=24)
"""How long before the start a door can be opened: to try it out, and for those who come early."""
AFTER = timedelta(days=7)
"""How long after the end the list of who came can still be put right."""
GRACE = timedelta(minutes=15)
"""How long after the start people are waited for."""


def opens_at(workshop: Workshop) -> datetime:
    """Tell from when people can be checked in."""
    return workshop.starts_at - BEFORE


def closes_at(workshop: Workshop) -> datetime:
    """Tell until when it can be put right who came."""
    return workshop.ends_at + AFTER


def is_open(workshop: Workshop, at: datetime) -> bool:
    """Say whether people can be checked in at a moment."""
    held = workshop.published_at and not workshop.cancelled_at
    return bool(held) and opens_at(workshop) <= at < closes_at(workshop)


def demand_open(workshop: Workshop, at: datetime) -> None:
    """Make sure that people can be checked in.

    :raises RuleBroken: if it is too early or too late, or the workshop does not take place
    """
    if workshop.cancelled_at or not workshop.published_at:
        raise RuleBroken(_l("This workshop does not take place, so nobody can be checked in"))
    if at < opens_at(workshop):
        raise RuleBroken(_l("People can be checked in from a day before the workshop starts"))
    if at >= closes_at(workshop):
        raise RuleBroken(_l("It can be put right who came until a week after the workshop, and not later"))


def gives_up_waiting_at(workshop: Workshop) -> datetime:
    """Tell from when the places of those who have not come can be given to others."""
    return workshop.starts_at + GRACE
