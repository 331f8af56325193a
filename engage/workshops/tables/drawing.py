"""Drawing the tables: everybody who comes is given a seat, by a rule and a seed that are kept."""

import secrets
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, false, insert, or_, select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.workshops import queries as workshops
from engage.workshops.models import Registration
from engage.workshops.tables import queries, rule, sitting
from engage.workshops.tables.models import Draw, Seat, Table
from engage.workshops.tables.room import Seating, Unseated

LARGEST_SEED: Final = 999_999


def draw(
    workshop_id: UUID,
    *,
    by: Person | None,
    seed: int | None = None,
    leave_by_hand: bool = True,
    leave_arrived: bool = False,
) -> Draw:
    """Seat everybody who comes anew, but for those whom one leaves where they are.

    :raises RuleBroken: if there are no tables, or fewer seats than people
    """
    workshop = workshops.locked(workshop_id)
    tables, people = queries.of(workshop_id), sitting.expected(workshop_id)
    if not tables:
        raise RuleBroken(_l("Set up the tables first"))
    comes = {one.id for one in people}
    stays = _staying(workshop_id, by_hand=leave_by_hand, arrived=leave_arrived)
    kept = {one: number for one, number in stays.items() if one in comes}
    drawn = Draw(
        workshop_id=workshop_id,
        drawn_at=clock.now(),
        by_id=by.id if by else None,
        seed=secrets.randbelow(LARGEST_SEED + 1) if seed is None else seed,
        rule=rule.RULE,
    )
    try:
        found = rule.draw(people, sitting.boards(tables), drawn.seed, kept)
    except Unseated as short:
        seats = sum(table.seats for table in tables)
        told = _l("%(people)s people come, and there are %(seats)s seats", people=len(people), seats=seats)
        raise RuleBroken(told) from short
    _seat(workshop_id, tables, found, kept)
    db.session.add(drawn)
    audit.record("tables.drawn", workshop, by=by, seed=drawn.seed, rule=drawn.rule, people=len(found))
    return drawn


def _staying(workshop_id: UUID, *, by_hand: bool, arrived: bool) -> Seating:
    sits = (
        select(Seat.registration_id, Table.number)
        .join(Table, Table.id == Seat.table_id)
        .join(Registration, Registration.id == Seat.registration_id)
        .where(Seat.workshop_id == workshop_id)
    )
    stays = or_(
        Seat.by_hand if by_hand else false(),
        Registration.checked_in_at.is_not(None) if arrived else false(),
    )
    return dict(db.session.execute(sits.where(stays)).all())


def _seat(workshop_id: UUID, tables: Sequence[Table], found: Seating, kept: Seating) -> None:
    goes = delete(Seat).where(Seat.workshop_id == workshop_id, Seat.registration_id.not_in(list(kept)))
    db.session.execute(goes, execution_options={"synchronize_session": "fetch"})
    ids = {table.number: table.id for table in tables}
    rows = [
        {
            "id": new_id(),
            "workshop_id": workshop_id,
            "table_id": ids[number],
            "registration_id": one,
            "by_hand": False,
        }
        for one, number in sorted(found.items())
        if one not in kept
    ]
    if rows:
        db.session.execute(insert(Seat), rows)
