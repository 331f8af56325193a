"""The seating plan as people read it: who sits at which table, what to look at there, who sits nowhere."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.db import db
from engage.organisations.labels import SECTORS_OF_MANY
from engage.organisations.models import Sector
from engage.workshops import queries as workshops
from engage.workshops.models import Attendee, Registration
from engage.workshops.tables.models import Seat, Table


@dataclass
class Laid:
    """A table with those who sit there, by name."""

    table: Table
    seats: list[Seat] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    """What a facilitator may want to change, in words."""

    @property
    def mix(self) -> list[str]:
        """Say how many of each sector sit there, the most first."""
        count = Counter(seat.registration.sector for seat in self.seats)
        return [f"{SECTORS_OF_MANY[sector]} {number}" for sector, number in sorted(count.items(), key=_most)]

    @property
    def free(self) -> int:
        """How many seats are free."""
        return self.table.seats - len(self.seats)


@dataclass(frozen=True)
class SeatingPlan:
    """Everybody who comes, at the tables or without a seat."""

    laid: Sequence[Laid]
    unseated: Sequence[Registration]

    @property
    def seats(self) -> int:
        """How many seats there are."""
        return sum(one.table.seats for one in self.laid)

    @property
    def seated(self) -> int:
        """How many people have one."""
        return sum(len(one.seats) for one in self.laid)


def of(workshop_id: UUID) -> SeatingPlan:
    """Read the seating plan of a workshop."""
    tables = select(Table).where(Table.workshop_id == workshop_id).order_by(Table.number)
    with_theme = tables.options(joinedload(Table.theme))
    laid = {table.id: Laid(table) for table in db.session.scalars(with_theme)}
    for seat in db.session.scalars(_seats(workshop_id)):
        laid[seat.table_id].seats.append(seat)
    sectors = {seat.registration.sector for one in laid.values() for seat in one.seats}
    for one in laid.values():
        one.flaws = list(_flaws([seat.registration for seat in one.seats], mixed=len(sectors) > 1))
    sits = select(Seat.registration_id).where(Seat.workshop_id == workshop_id)
    without = workshops.attendees(workshop_id).where(
        Registration.id.not_in(sits), Registration.absent_at.is_(None)
    )
    return SeatingPlan(list(laid.values()), db.session.scalars(without).all())


def by_name(workshop_id: UUID) -> Sequence[tuple[Registration, Table | None]]:
    """List everybody who comes by name, with the table of each."""
    with_table = (
        workshops.attendees(workshop_id)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Table, Table.id == Seat.table_id)
        .add_columns(Table)
    )
    return [(registration, table) for registration, table in db.session.execute(with_table)]


def tables_for(registration: Registration) -> Mapping[UUID, str]:
    """Name the other tables that somebody could be moved to, with what there is to know before."""
    plan = of(registration.workshop_id)
    tables = {}
    for one in plan.laid:
        if all(seat.registration_id != registration.id for seat in one.seats) and one.free > 0:
            tables[one.table.id] = _described(one, registration)
    return tables


def others_for(registration: Registration) -> Mapping[UUID, str]:
    """Name the people at other tables with whom somebody could change seats, table by table."""
    plan = of(registration.workshop_id)
    elsewhere = (
        one for one in plan.laid if all(seat.registration_id != registration.id for seat in one.seats)
    )
    return {
        seat.registration_id: _("Table %(number)s: %(name)s", number=one.table.number, name=name_of(seat))
        for one in elsewhere
        for seat in one.seats
    }


def name_of(seat: Seat) -> str:
    """Name who sits there, and whom they come for."""
    attendee, body = seat.registration.attendee, seat.registration.organisation
    name = attendee.name if attendee else str(_("Somebody whose data is erased"))
    return f"{name}, {body}" if body else name


def _described(one: Laid, registration: Registration) -> str:
    told = ngettext(
        "Table %(number)s, %(num)d free seat",
        "Table %(number)s, %(num)d free seats",
        one.free,
        number=one.table.number,
    )
    body = registration.organisation_id
    if body and any(seat.registration.organisation_id == body for seat in one.seats):
        return str(_("%(table)s (a colleague sits there)", table=told))
    return str(told)


def _seats(workshop_id: UUID) -> Select[Seat]:
    return (
        select(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .outerjoin(Attendee, Attendee.registration_id == Registration.id)
        .where(Seat.workshop_id == workshop_id)
        .options(contains_eager(Seat.registration).contains_eager(Registration.attendee))
        .order_by(func.lower(Attendee.name), Seat.registration_id)
    )


def _most(counted: tuple[Sector, int]) -> tuple[int, str]:
    sector, number = counted
    return -number, sector.value


def _flaws(people: Sequence[Registration], *, mixed: bool) -> Iterator[str]:
    bodies = defaultdict(list)
    for one in people:
        if one.organisation_id:
            bodies[one.organisation_id].append(one)
    for those in bodies.values():
        if len(those) > 1:
            yield ngettext(
                "%(num)d person from %(body)s sits here",
                "%(num)d people from %(body)s sit here",
                len(those),
                body=those[0].organisation or "",
            )
    parties = Counter(one.party_id for one in people if not one.organisation_id)
    for size in parties.values():
        if size > 1:
            yield _("%(num)s people who booked together sit here", num=size)
    only = {one.sector for one in people}
    if mixed and len(people) > 1 and len(only) == 1:
        yield _("All who sit here are from one sector: %(sector)s", sector=SECTORS_OF_MANY[only.pop()])
