"""The list of attendees as a spreadsheet that carries no formulas."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from uuid import UUID

from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.web.spreadsheets import harmless
from engage.workshops import queries
from engage.workshops.allocation.models import Session, SessionChoice
from engage.workshops.models import Registration, Workshop
from engage.workshops.preparing import asking
from engage.workshops.preparing.models import WorkshopQuestion

Answers = Mapping[UUID, list[tuple[WorkshopQuestion, str]]]

COLUMNS = (
    "name",
    "email",
    "organisation",
    "sector",
    "registered",
    "came",
    "access_needs",
    "diet",
    "area",
    "size",
    "sessions",
    "booked_by",
)


def attendees(workshop: Workshop, *, by: Person) -> str:
    """Write everybody with a place as CSV, and note who took it away."""
    audit.record("workshop.exported", workshop, by=by)
    everybody = db.session.scalars(queries.attendees(workshop.id)).unique().all()
    names = {one.id: one.attendee.name for one in everybody if one.attendee}
    chosen = _chosen(workshop.id)
    answers = asking.answers(one.id for one in everybody)
    asked = _asked(answers)
    rows = [
        [*_row(one), *_booking(one, chosen, names), *_answered(answers.get(one.id, ()), asked)]
        for one in everybody
    ]
    return written(rows, (*COLUMNS, *asked.values()))


def written(rows: Iterable[Iterable[str]], headings: Iterable[str] = COLUMNS) -> str:
    """Write rows as CSV under headings; what looks like a formula is made text by an apostrophe."""
    file = StringIO()
    file.write("\N{BYTE ORDER MARK}")  # or Excel reads it as Windows-1252
    writer = csv.writer(file)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _asked(answers: Answers) -> dict[UUID, str]:
    """Give the workshop's own questions that somebody answered, in their order."""
    questions = {question for said in answers.values() for question, _words in said}
    return {one.id: one.text for one in sorted(questions, key=lambda one: (one.position, one.id))}


def _answered(said: Iterable[tuple[WorkshopQuestion, str]], asked: Mapping[UUID, str]) -> list[str]:
    words = {question.id: answer for question, answer in said}
    return [words.get(question_id, "") for question_id in asked]


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


def _booking(
    registration: Registration, chosen: Mapping[UUID, list[str]], names: Mapping[UUID, str]
) -> list[str]:
    return [
        registration.area or "",
        registration.size_band.value if registration.size_band else "",
        "; ".join(chosen.get(registration.id, ())),
        "" if registration.leads else names.get(registration.party_id, ""),
    ]


def _chosen(workshop_id: UUID) -> dict[UUID, list[str]]:
    """Read the sessions of everybody, in their order."""
    titles = select(SessionChoice.registration_id, Session.title).join(
        Session, Session.id == SessionChoice.session_id
    )
    of_it = titles.where(Session.workshop_id == workshop_id).order_by(Session.starts_at, Session.id)
    found: dict[UUID, list[str]] = {}
    for registration_id, title in db.session.execute(of_it):
        found.setdefault(registration_id, []).append(title)
    return found
