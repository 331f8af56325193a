"""Seating one person, or two: late, by hand, in each other's seats, or nowhere."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, delete, func, select, update

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops import queries as workshops
from engage.workshops.models import Registration, Standing
from engage.workshops.tables import queries, rule, sitting
from engage.workshops.tables.models import Seat, Table


def seat_late(registration: Registration) -> Table | None:
    """Seat somebody who comes after the tables were drawn at the best table there is, and give it.

    Who sits already stays there. None while nobody has been seated, without a place, or if all is full.
    """
    workshops.locked(registration.workshop_id)
    if seat := _seat(registration.id):
        return db.session.get_one(Table, seat.table_id)
    seated = sitting.at_tables(registration.workshop_id)
    if not seated or registration.standing is not Standing.PLACE:
        return None
    tables = queries.of(registration.workshop_id)
    number = rule.late(sitting.as_sitter(registration), seated, sitting.boards(tables))
    best = next((table for table in tables if table.number == number), None)
    if best:
        _sit(registration, best)
    return best


def seat_rest(workshop_id: UUID, *, by: Person) -> int:
    """Seat everybody who comes and has no seat yet, and count them; who sits already stays there."""
    workshop = workshops.locked(workshop_id)
    seated = {one.id for those in sitting.at_tables(workshop_id).values() for one in those}
    late = [one.id for one in sitting.expected(workshop_id) if one.id not in seated]
    found = select(Registration).where(Registration.id.in_(late)).order_by(Registration.id)
    count = sum(1 for registration in db.session.scalars(found).all() if seat_late(registration))
    audit.record("seats.filled", workshop, by=by, people=count)
    return count


def move(registration: Registration, table: Table, *, by: Person) -> None:
    """Seat somebody by hand: drawing again leaves them there.

    :raises RuleBroken: if the table is full, or they have no place
    """
    workshops.locked(registration.workshop_id)
    if registration.standing is not Standing.PLACE:
        raise RuleBroken(_l("This person does not have a place any more"))
    seat = _seat(registration.id)
    if seat is None or seat.table_id != table.id:
        _room_at(table)
    if seat:
        seat.table_id, seat.by_hand = table.id, True
    else:
        _sit(registration, table, by_hand=True)
    audit.record("seat.moved", registration, by=by, table=table.number)


def swap(one: Registration, other: Registration, *, by: Person) -> None:
    """Seat two people in each other's seats.

    :raises RuleBroken: if one of them sits nowhere
    """
    workshops.locked(one.workshop_id)
    first, second = _seat(one.id), _seat(other.id)
    if first is None or second is None or one.id == other.id:
        raise RuleBroken(_l("Choose two people who sit at tables"))
    # In one statement: both tables may be full.
    changed = case((Seat.id == first.id, second.table_id), else_=first.table_id)
    both = update(Seat).where(Seat.id.in_([first.id, second.id]))
    db.session.execute(both.values(table_id=changed, by_hand=True))
    db.session.expire_all()
    audit.record("seat.swapped", one, by=by, with_whom=other.id)


def unseat(registration: Registration, *, by: Person) -> None:
    """Let somebody sit nowhere."""
    workshops.locked(registration.workshop_id)
    db.session.execute(delete(Seat).where(Seat.registration_id == registration.id))
    audit.record("seat.freed", registration, by=by)


def _seat(registration_id: UUID) -> Seat | None:
    return db.session.scalar(select(Seat).where(Seat.registration_id == registration_id))


def _sit(registration: Registration, table: Table, *, by_hand: bool = False) -> None:
    seat = Seat(
        workshop_id=table.workshop_id, table_id=table.id, registration_id=registration.id, by_hand=by_hand
    )
    db.session.add(seat)
    db.session.flush()


def _room_at(table: Table) -> None:
    taken = db.session.scalar(select(func.count()).where(Seat.table_id == table.id)) or 0
    if taken >= table.seats:
        raise RuleBroken(
            _l("Table %(number)s is full: swap two people, or give it a seat", number=table.number)
        )
