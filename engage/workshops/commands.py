"""`engage workshops …`: setting one up and looking at who comes, from the command line."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from sqlalchemy.exc import NoResultFound

from engage import clock
from engage.consultations.commands import called
from engage.db import db, transaction
from engage.operator import Result, Trouble, operator_command, say
from engage.workshops import arrangements, queries
from engage.workshops.allocation import replaying
from engage.workshops.arrangements import Plan
from engage.workshops.models import Registration, Workshop

LONDON_TIME = click.DateTime(["%Y-%m-%dT%H:%M"])
"""As clocks in London show it, like 2027-03-19T09:30."""


@click.group()
def workshops() -> None:
    """Workshops, and who comes to them."""


@operator_command(workshops, "create")
@click.option("--consultation", "under", required=True, metavar="SLUG")
@click.option("--slug", required=True)
@click.option("--title", required=True)
@click.option("--description", default="")
@click.option("--starts", required=True, type=LONDON_TIME)
@click.option("--ends", required=True, type=LONDON_TIME)
@click.option("--capacity", required=True, type=int)
@click.option("--venue", default="")
@click.option("--address", default="")
@click.option("--joining-link", default="", help="For taking part online.")
@click.option("--closes", type=LONDON_TIME, help="When registration closes; else when it starts.")
@click.option("--publish", "publishes", is_flag=True, help="Take registrations from now.")
def create(
    under: str,
    slug: str,
    starts: datetime,
    ends: datetime,
    capacity: int,
    closes: datetime | None,
    publishes: bool,
    **said: Any,
) -> Result:
    """Set up a workshop."""
    plan = Plan(
        starts_at=_in_london(starts),
        ends_at=_in_london(ends),
        registration_opens_at=clock.now(),
        registration_closes_at=_in_london(closes or starts),
        **said,
    )
    with transaction():
        consultation = called(under)
        workshop = arrangements.set_up(consultation, slug, plan, capacity, by=None)
        if publishes:
            arrangements.publish(workshop.id, by=None)
    say(f"{workshop.title} is {_state(workshop)}: /workshops/{slug}")
    return _told(workshop, queries.seats([workshop])[workshop.id])


@operator_command(workshops, "list")
def list_workshops() -> Result:
    """List all workshops with how full they are, the latest first."""
    found = db.session.scalars(queries.everything()).all()
    seats = queries.seats(found)
    told = [_told(workshop, seats[workshop.id]) for workshop in found]
    for one in told:
        say("{starts_at}  {state}  {taken}/{capacity} taken, {waiting} waiting  {slug}".format(**one))
    return {"workshops": told}


@operator_command(workshops, "attendees")
@click.argument("slug")
def attendees(slug: str) -> Result:
    """List who has a place at the workshop SLUG."""
    workshop = _workshop(slug)
    return {"attendees": _people(db.session.scalars(queries.attendees(workshop.id)).all())}


@operator_command(workshops, "waiting-list")
@click.argument("slug")
def waiting_list(slug: str) -> Result:
    """List who waits for a place at the workshop SLUG, in their turn."""
    workshop = _workshop(slug)
    return {"waiting": _people(db.session.scalars(queries.waiting_people(workshop.id)).all())}


@operator_command(workshops, "replay")
@click.argument("slug")
def replay(slug: str) -> Result:
    """Go through the log of places of SLUG again: was each given by the rule, and is it so now?"""
    found = replaying.replay(_workshop(slug))
    for difference in found.differences:
        say("Line {number}, {act}: the log says {in_the_log}, the rule {by_the_rule}".format(**difference))
    for departure in found.departures:
        say(", ".join(f"{name} {value}" for name, value in departure.items()))
    say(f"{found.lines} lines: rule, log and rows " + ("agree." if found.agrees else "do not agree."))
    return {"agrees": found.agrees, **asdict(found)}


def _in_london(shown: datetime) -> datetime:
    return shown.replace(tzinfo=clock.LONDON)


def _workshop(slug: str) -> Workshop:
    try:
        return queries.by_slug(slug)
    except NoResultFound as none:
        raise Trouble(f"There is no workshop {slug}: `engage workshops list` names them.") from none


def _people(registrations: Any) -> list[dict[str, Any]]:
    told = [_person(registration) for registration in registrations]
    for one in told:
        say("{email}  {name}".format(**one))
    return told


def _person(registration: Registration) -> dict[str, Any]:
    attendee = registration.attendee
    return {
        "id": registration.id,
        "name": attendee and attendee.name,
        "email": attendee and attendee.email,
        "sector": registration.sector,
        "party": registration.party_id,
        "standing": registration.standing,
        "organisation": registration.organisation,
        "registered_at": registration.registered_at.isoformat(),
        "checked_in_at": registration.checked_in_at and registration.checked_in_at.isoformat(),
    }


def _state(workshop: Workshop) -> str:
    if workshop.cancelled_at:
        return "cancelled"
    if not workshop.published_at:
        return "a draft"
    return "open" if workshop.takes_registrations(clock.now()) else "closed"


def _told(workshop: Workshop, seats: queries.Seats) -> dict[str, Any]:
    return {
        "id": workshop.id,
        "slug": workshop.slug,
        "title": workshop.title,
        "state": _state(workshop),
        "starts_at": clock.london(workshop.starts_at).isoformat(timespec="minutes"),
        "capacity": seats.capacity,
        "taken": seats.taken,
        "offered": seats.offered,
        "kept": seats.kept,
        "waiting": seats.waiting,
    }
