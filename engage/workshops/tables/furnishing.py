"""Putting tables into the room: how many, how large, what each is called and for, and its code."""

from dataclasses import dataclass
from itertools import count, islice
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops import queries as workshops
from engage.workshops.models import Workshop
from engage.workshops.tables import codes, queries
from engage.workshops.tables.models import Note, Seat, Table

COMFORTABLE: Final = 8
"""How many at a table can still all have a say."""
MOST_TABLES: Final = 100
MOST_SEATS: Final = 30


@dataclass(frozen=True)
class TablePlan:
    """What is said about a table."""

    seats: int
    name: str = ""
    theme_id: UUID | None = None
    facilitator_id: UUID | None = None


def suggested(workshop: Workshop) -> tuple[int, int]:
    """Suggest how many tables, and seats at each: for everybody, with no more than eight at one."""
    tables = min(-(-workshop.capacity // COMFORTABLE), MOST_TABLES)
    return tables, min(-(-workshop.capacity // tables), MOST_SEATS)


def add(workshop_id: UUID, tables: int, seats: int, *, by: Person) -> None:
    """Add tables of a size, with the lowest numbers that are free.

    :raises RuleBroken: if there would be too many
    """
    workshop = workshops.locked(workshop_id)
    there = {table.number for table in queries.of(workshop_id)}
    if len(there) + tables > MOST_TABLES:
        raise RuleBroken(_l("A workshop has at most %(most)s tables", most=MOST_TABLES), field="tables")
    for number in islice((n for n in count(1) if n not in there), tables):
        db.session.add(Table(workshop_id=workshop_id, number=number, seats=seats, code=codes.drawn()))
    db.session.flush()
    audit.record("tables.added", workshop, by=by, tables=tables, seats=seats)


def copy(of: UUID, into: UUID) -> None:
    """Put the same tables into another workshop's room, each with a code of its own."""
    for table in queries.of(of):
        same = {
            name: getattr(table, name) for name in ("number", "name", "seats", "theme_id", "facilitator_id")
        }
        db.session.add(Table(workshop_id=into, code=codes.drawn(), **same))
    db.session.flush()


def change(table: Table, plan: TablePlan, *, by: Person) -> None:
    """Change what is said about a table.

    :raises RuleBroken: if more people sit there than it would have seats
    """
    workshops.locked(table.workshop_id)
    taken = db.session.scalar(select(func.count()).where(Seat.table_id == table.id)) or 0
    if taken > plan.seats:
        told = _l("%(taken)s people sit at this table: move somebody first", taken=taken)
        raise RuleBroken(told, field="seats")
    table.name, table.seats = plan.name, plan.seats
    table.theme_id, table.facilitator_id = plan.theme_id, plan.facilitator_id
    audit.record("table.changed", table, by=by)


def replace_code(table: Table, *, by: Person) -> None:
    """Give a table another code: the old one, and cards that show it, open nothing any more."""
    table.code = codes.drawn()
    audit.record("table.code_replaced", table, by=by)


def remove(table: Table, *, by: Person) -> None:
    """Take a table out of the room; whoever sat there sits nowhere.

    :raises RuleBroken: if something was written there
    """
    workshops.locked(table.workshop_id)
    if db.session.scalar(select(Note.id).where(Note.table_id == table.id).limit(1)):
        raise RuleBroken(_l("This table has notes, so it cannot be removed"))
    audit.record("table.removed", table, by=by, number=table.number)
    db.session.execute(delete(Seat).where(Seat.table_id == table.id))
    db.session.delete(table)
    db.session.flush()
