"""Name badges as a PDF: eight on a page, each with name, organisation, table and ticket."""

from importlib.resources import files
from typing import Any

from flask_babel import gettext as _

from engage import audit, clock
from engage.accounts import Person
from engage.web import typesetting
from engage.web.templating import day, language
from engage.workshops.door import tickets
from engage.workshops.models import Registration, Workshop
from engage.workshops.pictures import drawn
from engage.workshops.tables import seating_plan
from engage.workshops.tables.models import Table


def pdf(workshop: Workshop, *, by: Person) -> bytes:
    """Set a badge for each who comes, by name; it leaves a mark in the trail."""
    people = seating_plan.by_name(workshop.id)
    audit.record("badges.printed", workshop, by=by, people=len(people))
    told = {
        "language": language().partition("-")[0],
        "title": _("Name badges: %(workshop)s", workshop=workshop.title),
        "workshop": workshop.title,
        "day": day(workshop.starts_at),
        "badges": [_badge(registration, table) for registration, table in people if registration.attendee],
    }
    return typesetting.pdf(files("engage.workshops.tables").joinpath("badges.typ"), told, dated=clock.now())


def _badge(registration: Registration, table: Table | None) -> dict[str, Any]:
    assert registration.attendee
    return {
        "name": registration.attendee.name,
        "by-hand": typesetting.lacks(registration.attendee.name),
        "organisation": registration.organisation or "",
        "table": _("Table %(number)s", number=table.number) if table else "",
        "ticket": drawn(tickets.MARK + tickets.code_of(registration), border=0),
        "ticket_told": _("Ticket %(code)s", code=tickets.written(registration)),
    }
