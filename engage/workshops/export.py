"""The list of attendees as a spreadsheet that carries no formulas."""

import csv
from collections.abc import Iterable
from io import StringIO

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.web.spreadsheets import harmless
from engage.workshops import queries
from engage.workshops.models import Registration, Workshop

COLUMNS = ("name", "email", "organisation", "sector", "registered", "came", "access_needs", "diet")


def attendees(workshop: Workshop, *, by: Person) -> str:
    """Write everybody with a place as CSV, and note who took it away."""
    audit.record("workshop.exported", workshop, by=by)
    everybody = db.session.scalars(queries.attendees(workshop.id)).unique()
    return written([_row(registration) for registration in everybody])


def written(rows: Iterable[Iterable[str]]) -> str:
    """Write rows as CSV under the heading; what looks like a formula is made text by an apostrophe."""
    file = StringIO()
    file.write("\N{BYTE ORDER MARK}")  # or Excel reads it as Windows-1252
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _row(registration: Registration) -> list[str]:
    attendee, came = registration.attendee, registration.checked_in_at
    return [
        attendee.name if attendee else "",
        attendee.email if attendee else "",
        registration.organisation or "",
        registration.sector.value,
        f"{clock.london(registration.registered_at):%Y-%m-%d %H:%M}",
        f"{clock.london(came):%Y-%m-%d %H:%M}" if came else "",
        attendee.access_needs if attendee else "",
        attendee.diet if attendee else "",
    ]
