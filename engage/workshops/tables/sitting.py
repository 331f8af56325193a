"""Reading who is to sit and who sits where, as the rule that seats people knows them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from engage.db import db
from engage.organisations.models import Organisation
from engage.workshops.allocation.models import Place
from engage.workshops.models import Registration
from engage.workshops.tables.models import Draw, Seat, Table
from engage.workshops.tables.room import Board, Sitter


def expected(workshop_id: UUID) -> Sequence[Sitter]:
    """Give everybody with a place who has not been noted as absent, seated or not."""
    placed = select(Place.registration_id).where(Place.workshop_id == workshop_id)
    comes = Registration.id.in_(placed) & Registration.offered_until.is_(None)
    return _sitters(comes & Registration.absent_at.is_(None))


def at_tables(workshop_id: UUID) -> Mapping[int, Sequence[Sitter]]:
    """Give who sits at each table, by its number; empty while nobody sits anywhere."""
    where = select(Seat.registration_id, Table.number).join(Table, Table.id == Seat.table_id)
    numbers = dict(db.session.execute(where.where(Seat.workshop_id == workshop_id)).all())
    seated = defaultdict(list)
    for sitter in _sitters(Registration.id.in_(list(numbers))):
        seated[numbers[sitter.id]].append(sitter)
    return seated


def as_sitter(registration: Registration) -> Sitter:
    """Give one person as the rule knows them."""
    (sitter,) = _sitters(Registration.id == registration.id)
    return sitter


def boards(tables: Sequence[Table]) -> list[Board]:
    """Give tables as the rule knows them."""
    return [Board(table.number, table.seats) for table in tables]


def last_draw(workshop_id: UUID) -> Draw | None:
    """Give the draw by which people sit now, if tables were drawn."""
    of_it = select(Draw).where(Draw.workshop_id == workshop_id)
    return db.session.scalar(of_it.order_by(Draw.drawn_at.desc(), Draw.id.desc()).limit(1))


def _sitters(which: ColumnElement[bool]) -> list[Sitter]:
    # An organisation that turned out to be another's second name counts as that one.
    body = func.coalesce(Organisation.merged_into_id, Registration.organisation_id)
    found = (
        select(Registration.id, Registration.sector, Registration.area, body, Registration.party_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(which)
        .order_by(Registration.id)
    )
    return [
        Sitter(id_, sector.value, area, frozenset(tie for tie in (body, party) if tie))
        for id_, sector, area, body, party in db.session.execute(found)
    ]
