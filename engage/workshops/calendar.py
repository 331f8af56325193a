"""Calendar files (RFC 5545, 5546): one event for a registration, which clients update and then cancel."""

from collections.abc import Sequence
from email.utils import parseaddr
from enum import StrEnum

from flask import current_app, render_template
from flask_babel import gettext
from icalendar import Event, vCalAddress, vText

from engage import clock
from engage.mail import Attachment
from engage.web.addresses import address
from engage.workshops.allocation.models import Session
from engage.workshops.models import Registration, Workshop

# Written out: the rules that the library derives from the zone data start the summer an hour late.
LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
HEAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Engage//Workshops//EN
CALSCALE:GREGORIAN
METHOD:{method}
{zone}"""


class Method(StrEnum):
    """What a calendar file asks of the calendar that reads it."""

    PUBLISH = "PUBLISH"
    """Put it in, for whoever downloads it."""
    REQUEST = "REQUEST"
    """Put it in, or bring it up to date, as an engagement of the person it is mailed to."""
    CANCEL = "CANCEL"
    """Take it out."""


def attached(
    registration: Registration, link: str, method: Method, sessions: Sequence[Session] = ()
) -> Attachment:
    """Make the calendar file of a letter."""
    media_type = f"text/calendar; method={method}; charset=utf-8"
    return Attachment("workshop.ics", media_type, written(registration, link, method, sessions))


def written(registration: Registration, link: str, method: Method, sessions: Sequence[Session] = ()) -> str:
    """Write the event of a registration.

    Its UID is the registration's id and never changes; its SEQUENCE rises with each change of the workshop's
    and of their own, to the last, by which the event goes.
    """
    event: bytes = _event(registration, link, method, sessions).to_ical()
    head = HEAD.format(method=method.value, zone=LONDON).replace("\n", "\r\n")
    return f"{head}{event.decode()}END:VCALENDAR\r\n"


def _event(registration: Registration, link: str, method: Method, sessions: Sequence[Session]) -> Event:
    workshop = registration.workshop
    description = render_template(
        "workshops/calendar.txt",
        workshop=workshop,
        link=link,
        sessions=sessions,
        shown=method is not Method.CANCEL,
    )
    event = Event()
    event.add("uid", str(registration.id))
    event.add("sequence", workshop.sequence + registration.changes)
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.london(workshop.starts_at))
    event.add("dtend", clock.london(workshop.ends_at))
    event.add("summary", workshop.title)
    event.add("location", _location(workshop))
    event.add("description", description.strip())
    event.add("url", address("workshops.show", slug=workshop.slug))
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")
    event["organizer"] = _organiser(workshop)
    if method is not Method.PUBLISH and registration.attendee and registration.attendee.email:
        event["attendee"] = _attendee(registration.attendee.email)
    return event


def _location(workshop: Workshop) -> str:
    lines = [workshop.venue, *workshop.address.splitlines()]
    return ", ".join(line.strip(" ,") for line in lines if line.strip()) or gettext("Online")


def _organiser(workshop: Workshop) -> vCalAddress:
    # The sender of the letter, or mail programs distrust it; under the name of the body that invites.
    sender = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["cn"] = vText(workshop.consultation.body.name)
    return organiser


def _attendee(email: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{email}")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee
