"""The demo's workshops: one that was, one today, a small one with a waiting list, one that is nearly full."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import cycle, islice, product

from engage import clock
from engage.accounts import Person
from engage.clock import LONDON
from engage.consultations.models import Consultation
from engage.db import db
from engage.demo import at_the_quay, region
from engage.organisations.models import Sector, SizeBand
from engage.workshops import arrangements, leaving, queries
from engage.workshops.allocation import arranging, offering, sessions
from engage.workshops.allocation.arranging import PoolPlan
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.arrangements import Plan
from engage.workshops.door import attendance
from engage.workshops.models import Workshop
from engage.workshops.preparing import assigning, balance
from engage.workshops.preparing.models import Dimension
from engage.workshops.registration import Request, register
from engage.workshops.tables import drawing, exercises, furnishing
from engage.workshops.tables import queries as tables
from engage.workshops.tables.exercises import ExercisePlan
from engage.workshops.tables.models import ExerciseKind

CAPACITY, TAKEN = 100, 97
KEPT = (
    ("Businesses", Sector.BUSINESS, 35),
    ("Voluntary and community bodies", Sector.VOLUNTARY, 30),
    ("Public bodies", Sector.PUBLIC, 20),
)
AIMS = ((Sector.BUSINESS, 35), (Sector.VOLUNTARY, 30), (Sector.PUBLIC, 20), (Sector.RESIDENT, 15))
WORK = (
    (
        ExerciseKind.HOPES_AND_FEARS,
        "Ten years from now",
        "What do you hope for here, and what do you fear?",
        0,
    ),
    (ExerciseKind.NOTES, "What is in the way", "What keeps you, or those you work with, from more?", 0),
    (ExerciseKind.IDEAS, "What to do first", "One thing that could begin within a year.", 3),
    (ExerciseKind.HOW_MIGHT_WE, "Questions to take along", "What should the strategy find out?", 0),
)
SESSIONS = (
    ("A walk along the weir", "Meet at the front steps", 40),
    ("What the figures say", "Committee room", 40),
)
HELD, CAME = 40, 33
SECTORS = (
    *(Sector.BUSINESS, Sector.VOLUNTARY, Sector.PUBLIC, Sector.BUSINESS, Sector.VOLUNTARY),
    *(Sector.BUSINESS, Sector.PUBLIC, Sector.RESIDENT, Sector.BUSINESS, Sector.VOLUNTARY),
)
FROM = {
    Sector.BUSINESS: (
        *("Hallam & Sons Castings", "Vale Precision Gears", "Kestrel Software", "Saltwick Smokehouse"),
        *("Brightwell Homecare", "Calloway's Bakery", "Fellside Wool", "Greenway Hydraulics"),
        *("Hallin Bridge Garage", "Mill Lane Studios", "Tannery Road Motors", "Pier View Hotel"),
    ),
    Sector.VOLUNTARY: (
        *("Hallin Community Transport", "Riverside Carers", "Saltwick Youth Project", "Access Merrow Vale"),
        *("Friends of the North Pier", "Merrowbridge Foodbank", "Vale Refugee Welcome"),
        *("Women into Trades Merrow Vale", "Estcombe Repair Café", "Merrow Vale Green Forum"),
    ),
    Sector.PUBLIC: (
        *("Northmoor National Park", "Merrow Vale NHS Trust", "Estcombe Town Council"),
        *("Merrow Vale Fire and Rescue", "Saltwick Harbour Board", "Hallin Parish Council"),
        *("Merrowbridge Library", "Northmoor Housing Trust"),
    ),
}
SIZES = (SizeBand.MICRO, SizeBand.SMALL, SizeBand.SMALL, SizeBand.MEDIUM, SizeBand.LARGE)


def workshops(consultation: Consultation, staff: dict[str, Person]) -> None:
    """Set up all of them and fill them."""
    manager, facilitator = staff["manager@merrowvale.example"], staff["facilitator@merrowvale.example"]
    _nearly_full(consultation, manager)
    _small(consultation, manager)
    _today(consultation, facilitator, manager)
    _past(consultation, facilitator, manager)


def _nearly_full(consultation: Consultation, manager: Person) -> None:
    """Keep places for each side, aim for a balance, and let people choose what to do after lunch."""
    to_come = arrangements.set_up(consultation, "corn-exchange", _plan(_on(17, 9, 30)), CAPACITY, by=manager)
    arrangements.publish(to_come.id, by=manager)
    release = to_come.starts_at - timedelta(days=5)
    pools = [PoolPlan(name, places, release, (sector.value,)) for name, sector, places in KEPT]
    arranging.keep(to_come.id, pools, by=manager)
    balance.aim(to_come.id, {(Dimension.SECTOR, one.value): share for one, share in AIMS}, by=manager)
    afternoon = to_come.starts_at + timedelta(hours=4)
    chosen = []
    for title, room, capacity in SESSIONS:
        plan = SessionPlan(title, afternoon, afternoon + timedelta(hours=1), capacity, room=room)
        chosen.append(sessions.add(to_come.id, plan, by=manager).id)
    for number, request in enumerate(islice(_requests(), TAKEN)):
        wants = frozenset(chosen[number % 3 : number % 3 + 1])
        register(to_come.id, replace(request, sessions=wants))
    _furnish(to_come, 13, 8, manager)


def _small(consultation: Consultation, manager: Person) -> None:
    """Fill a small workshop, have people wait for it, and one of them be offered a place."""
    starts = _on(9, 8, 0)
    workshop = arrangements.set_up(consultation, "breakfast", _breakfast(starts), 12, by=manager)
    arrangements.publish(workshop.id, by=manager)
    for request in islice(_requests(), 200, 216):
        register(workshop.id, request)
    leaving.leave(db.session.scalars(queries.attendees(workshop.id)).all()[0].id)
    offering.offer_freed_places(workshop.id)


def _today(consultation: Consultation, facilitator: Person, manager: Person) -> None:
    """Have one begin within two hours: its tables are drawn, exercises open, and some have come."""
    starts = (clock.now() + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    today = arrangements.set_up(consultation, "evening-at-the-mill", _mill(starts), 40, by=manager)
    arrangements.publish(today.id, by=manager)
    for request in islice(_requests(), 100, 136):
        register(today.id, request)
    assigning.assign(today, facilitator.email, facilitator.name, by=manager)
    _furnish(today, 6, 7, manager)
    for exercise in tables.exercises(today.id)[:2]:
        exercises.open_now(exercise, by=facilitator)
    for registration in db.session.scalars(queries.attendees(today.id)).all()[:9]:
        attendance.check_in(registration, by=facilitator)


def _past(consultation: Consultation, facilitator: Person, manager: Person) -> None:
    """Hold a workshop today and move it to last week, since nobody can register for the past."""
    held = arrangements.set_up(consultation, "saltwick-quay", _quay(_on(3, 13, 0)), HELD, by=manager)
    arrangements.publish(held.id, by=manager)
    for request in islice(_requests(), 50, 50 + CAME):
        register(held.id, request)
    db.session.flush()
    at_the_quay.sit_down(held, by=manager)
    back = timedelta(days=7)
    held.starts_at, held.ends_at = held.starts_at - back, held.ends_at - back
    held.registration_opens_at -= timedelta(days=21)
    held.registration_closes_at = held.starts_at - timedelta(days=1)
    db.session.flush()
    for registration in db.session.scalars(queries.attendees(held.id)).all()[:-4]:
        attendance.check_in(registration, by=facilitator)
    held.thanked_at = held.ends_at + timedelta(days=1)
    at_the_quay.write_and_agree(held, by=facilitator)


def _furnish(workshop: Workshop, count: int, seats: int, manager: Person) -> None:
    furnishing.add(workshop.id, count, seats, by=manager)
    drawing.draw(workshop.id, by=manager, seed=2030)
    for kind, title, prompt, dots in WORK:
        exercises.add(workshop.id, kind, ExercisePlan(title, prompt, dots=dots), by=manager)


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


def _breakfast(starts: datetime) -> Plan:
    return Plan(
        title="Breakfast with employers",
        description="Twelve employers and those who train for them, around one table, before the day begins.",
        venue="Merrow Mill",
        address="Mill Lane, Merrowbridge MV1 5HT",
        access_information="Lift to the first floor.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        registration_opens_at=clock.now() - timedelta(days=12),
        registration_closes_at=starts - timedelta(hours=12),
        per_organisation=2,
        offer_hours=24,
    )


def _mill(starts: datetime) -> Plan:
    return Plan(
        title="An evening on homes and getting around",
        description="What would make it easier to live here and get about without a car? At six tables.",
        venue="Merrow Mill",
        address="Mill Lane, Merrowbridge MV1 5HT",
        access_information="Lift to the first floor, hearing loop, a quiet room.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        registration_opens_at=clock.now() - timedelta(days=12),
        registration_closes_at=starts,
        what_follows="You get the notes of your table, can put them right, and see what becomes of them.",
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
            organisation=_organisation(sector, number),
            size_band=SIZES[number // 5 % len(SIZES)] if sector in FROM else None,
            access_needs="Step-free access" if number % 31 == 0 else "",
            diet="Vegetarian" if number % 7 == 0 else "",
        )
        for number, (name, sector) in enumerate(told)
    ]


def _organisation(sector: Sector, number: int) -> str:
    there = FROM.get(sector, ("",))
    return there[number // 3 % len(there)]
