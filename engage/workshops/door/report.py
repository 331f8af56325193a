"""Who came and who did not, as a spreadsheet."""

import csv
from io import StringIO

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.web.spreadsheets import harmless
from engage.workshops.door import queries
from engage.workshops.models import Registration, Workshop

COLUMNS = ("name", "organisation", "sector", "area", "came", "at", "walked_in")


def attendance(workshop: Workshop, *, by: Person) -> str:
    """Write who came and who did not as CSV, and note who took it away."""
    audit.record("workshop.attendance_exported", workshop, by=by)
    file = StringIO()
    file.write("\N{BYTE ORDER MARK}")  # or Excel reads it as Windows-1252
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for registration in db.session.scalars(queries.expected(workshop.id)).unique():
        writer.writerow([harmless(cell) for cell in _row(registration)])
    return file.getvalue()


def _row(registration: Registration) -> list[str]:
    came = registration.checked_in_at
    return [
        registration.attendee.name if registration.attendee else "",
        registration.organisation or "",
        registration.sector.value,
        registration.area or "",
        "yes" if came else "no",
        f"{clock.london(came):%Y-%m-%d %H:%M}" if came else "",
        "yes" if registration.walked_in else "no",
    ]
