"""The list that a device at the door holds: who is expected, who is here, and what is free."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from engage import clock
from engage.db import db
from engage.workshops import queries as workshops
from engage.workshops.door import opening, queries, tickets
from engage.workshops.models import Attendee, Registration, Workshop
from engage.workshops.tables import queries as tables
from engage.workshops.tables.models import Seat, Table


def version(workshop: Workshop) -> str:
    """Name what the list says now: another name when anything in it has changed.

    The database makes it, in one query and without handing over the list, so that asking often is cheap.
    """
    said = func.concat_ws(
        "|",
        *(Registration.id, Registration.checked_in_at, Registration.left_at, Registration.waiting_since),
        *(
            Registration.offered_until,
            Registration.approved_at,
            Registration.organisation,
            Registration.absent_at,
        ),
        *(Attendee.name, Table.number, Table.name),
    )
    whole = func.md5(func.string_agg(said, aggregate_order_by(literal(","), Registration.id)))
    rows = (
        select(whole)
        .select_from(Registration)
        .outerjoin(Attendee, Attendee.registration_id == Registration.id)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Table, Table.id == Seat.table_id)
        .where(Registration.workshop_id == workshop.id)
    )
    free = workshops.seats([workshop])[workshop.id].open
    return f"{db.session.scalar(rows) or 'nobody'}-{free}-{workshop.capacity}-{workshop.sequence}"


def people(workshop: Workshop) -> list[dict[str, Any]]:
    """List everybody for a device: no address, no needs, nothing that opens a page."""
    seated = tables.seated(workshop.id)
    here = {one.id: since for one, since in queries.without_place(workshop.id)}
    return [
        _person(registration, seated.get(registration.id), here.get(registration.id))
        for registration in db.session.scalars(queries.everybody(workshop.id))
    ]


def whole(workshop: Workshop) -> dict[str, Any]:
    """Give all that a device keeps."""
    return {
        "version": version(workshop),
        "now": clock.now().isoformat(),
        "opens": opening.opens_at(workshop).isoformat(),
        "closes": opening.closes_at(workshop).isoformat(),
        "open": opening.is_open(workshop, clock.now()),
        "free": workshops.seats([workshop])[workshop.id].open,
        "people": people(workshop),
    }


def _person(
    registration: Registration, table: Table | None, without_place: datetime | None
) -> dict[str, Any]:
    assert registration.attendee
    at = registration.checked_in_at or without_place
    return {
        "id": str(registration.id),
        "code": tickets.code_of(registration),
        "name": registration.attendee.name,
        "organisation": registration.organisation or "",
        "table": (table.name or str(table.number)) if table else "",
        "standing": registration.standing.value,
        "absent": registration.absent_at is not None,
        "walked_in": registration.walked_in,
        "at": at.isoformat() if at else None,
    }


def by_code(workshop_id: UUID, code: str) -> Registration | None:
    """Find whose ticket it is, among all who ever registered for a workshop."""
    return next(
        (one for one in db.session.scalars(queries.everybody(workshop_id)) if tickets.code_of(one) == code),
        None,
    )
