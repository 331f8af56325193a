"""Finding tables, and who sits at them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from engage.db import db
from engage.workshops.tables.models import Seat, Table


def of(workshop_id: UUID) -> Sequence[Table]:
    """List the tables of a workshop, by number."""
    return db.session.scalars(
        select(Table).where(Table.workshop_id == workshop_id).order_by(Table.number)
    ).all()


def seated(workshop_id: UUID) -> Mapping[UUID, Table]:
    """Give the table of each registration that sits at one."""
    where = select(Seat.registration_id, Table).join(Table, Table.id == Seat.table_id)
    return dict(db.session.execute(where.where(Seat.workshop_id == workshop_id)).all())


def table_of(registration_id: UUID) -> Table | None:
    """Give the table that somebody sits at, once the tables are drawn."""
    where = select(Table).join(Seat, Seat.table_id == Table.id)
    return db.session.scalar(where.where(Seat.registration_id == registration_id))
