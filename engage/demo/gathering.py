"""The demo's workshops: one that was, and one to come that is nearly full."""

from datetime import datetime, time, timedelta
from itertools import cycle, islice, product

from engage import clock
from engage.accounts import Person
from engage.clock import LONDON
from engage.consultations.models import Consultation
from engage.db import db
from engage.demo import region
from engage.organisations.models import Sector
from engage.workshops import arrangements, queries
from engage.workshops.arrangements import Plan
from engage.workshops.door import attendance
from engage.workshops.registration import Request, register

CAPACITY, TAKEN = 100, 97
HELD, CAME = 40, 33
SECTORS = (Sector.BUSINESS, Sector.VOLUNTARY, Sector.PUBLIC)
FROM = {
    Sector.BUSINESS: (
        "Hallam & Sons Castings",
        "Vale Precision Gears",
        "Kestrel Software",
        "Saltwick Smokehouse",
    ),
    Sector.VOLUNTARY: ("Hallin Community Transport", "Riverside Carers", "Saltwick Youth Project"),
    Sector.PUBLIC: ("Northmoor National Park", "Merrow Vale NHS Trust", "Estcombe Town Council"),
}


def workshops(consultation: Consultation, staff: dict[str, Person]) -> None:
    """Set up both workshops and fill them."""
    manager = staff["manager@merrowvale.example"]
    to_come = arrangements.set_up(consultation, "corn-exchange", _plan(_on(17, 9, 30)), CAPACITY, by=manager)
    arrangements.publish(to_come.id, by=manager)
    for request in islice(_requests(), TAKEN):
        register(to_come.id, request)
    _past(consultation, staff["facilitator@merrowvale.example"], manager)


def _past(consultation: Consultation, facilitator: Person, manager: Person) -> None:
    """Hold a workshop today and move it to last week, since nobody can register for the past."""
    held = arrangements.set_up(consultation, "saltwick-quay", _quay(_on(3, 13, 0)), HELD, by=manager)
    arrangements.publish(held.id, by=manager)
    for request in islice(_requests(), 50, 50 + CAME):
        register(held.id, request)
    db.session.flush()
    back = timedelta(days=7)
    held.starts_at, held.ends_at = held.starts_at - back, held.ends_at - back
    held.registration_opens_at -= timedelta(days=21)
    held.registration_closes_at = held.starts_at - timedelta(days=1)
    db.session.flush()
    for registration in db.session.scalars(queries.attendees(held.id)).all()[:-4]:
        attendance.check_in(registration, by=facilitator)


def _on(days: int, hour: int, minute: int) -> datetime:
    """Give a moment some days from now, on a weekday."""
    day = clock.london(clock.now()).date() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour, minute), LONDON)


def _plan(starts: datetime) -> Plan:
    return Plan(
        title="A day on the strategy at the Corn Exchange",
        description=(
            "A hundred people from business, the voluntary sector and public bodies work through the five "
            "themes at twelve tables. In the morning: what is in the way. In the afternoon: what to do "
            "first. Lunch is provided. What each table writes goes into the same record as written responses."
        ),
        venue="The Old Corn Exchange",
        address="Weir Road, Merrowbridge MV1 2AB",
        access_information=(
            "Step-free from Weir Road, hearing loop in the main hall, a quiet room, and parking for blue "
            "badge holders behind the building. Tell us what else you need when you book."
        ),
        starts_at=starts,
        ends_at=starts + timedelta(hours=6, minutes=30),
        registration_opens_at=clock.now() - timedelta(days=20),
        registration_closes_at=starts - timedelta(days=2),
    )


def _quay(starts: datetime) -> Plan:
    return Plan(
        title="An afternoon in Saltwick",
        description="What the port, the front and the people of Saltwick need from the strategy.",
        venue="Fishermen's Hall",
        address="North Quay, Saltwick MV9 4QT",
        access_information="Level entrance from the quay. Hearing loop.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        registration_opens_at=clock.now() - timedelta(days=20),
        registration_closes_at=starts - timedelta(hours=2),
    )


def _requests() -> list[Request]:
    """Name everybody who books, the sectors in turn."""
    names = [f"{first} {last}" for last, first in product(region.LAST_NAMES, region.FIRST_NAMES)]
    told = zip(names, cycle(SECTORS), strict=False)
    return [
        Request(
            name=name,
            email=f"{name.lower().replace(' ', '.')}@example.org",
            sector=sector,
            organisation=FROM[sector][number % len(FROM[sector])],
            access_needs="Step-free access" if number % 31 == 0 else "",
            diet="Vegetarian" if number % 7 == 0 else "",
        )
        for number, (name, sector) in enumerate(told)
    ]
