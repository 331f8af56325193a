"""Workshops in each state, with all their places."""

from datetime import datetime, timedelta
from typing import Any

import factory

from engage import clock
from engage.db import db
from engage.organisations.models import Sector
from engage.workshops import registration
from engage.workshops.allocation import arranging
from engage.workshops.models import Registration, Workshop
from engage.workshops.registration import Request
from engage.workshops.tables.models import Exercise, ExerciseKind, Note, Table
from tests.factories.base import Factory
from tests.factories.consultations import OpenConsultation


def _in_four_weeks(hours: int) -> datetime:
    whole_minute = clock.now().replace(second=0, microsecond=0)
    return whole_minute + timedelta(days=28, hours=hours)


class DraftWorkshop(Factory):
    """A workshop in four weeks that nobody outside can see yet; `capacity` places, three unless given."""

    class Meta:
        model = Workshop

    consultation = factory.SubFactory(OpenConsultation)
    slug = factory.Sequence(lambda n: f"workshop-{n}")
    title = factory.Sequence(lambda n: f"Growth in place {n}")
    description = "Tell us over lunch what would help firms here."
    venue = "The Old Corn Exchange"
    address = "12 Stourbridge Road\nHexton"
    access_information = "Step-free from the car park; a hearing loop in the hall."
    starts_at = factory.LazyFunction(lambda: _in_four_weeks(0))
    ends_at = factory.LazyFunction(lambda: _in_four_weeks(3))
    registration_opens_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    registration_closes_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=27))
    capacity = 3
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def laid_out(self: Workshop, create: bool, extracted: object, **kwargs: object) -> None:
        """Give it its places."""
        if create:
            arranging.lay_out(self, by=None)


class OpenWorkshop(DraftWorkshop):
    """A workshop that takes registrations."""

    published_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))


_seen = iter(range(10**9))


def RequestOf(**values: Any) -> Request:  # noqa: N802 - reads as the factories do
    """What somebody says who asks for a place."""
    number = next(_seen)
    plain = {"name": f"Person {number}", "email": f"person{number}@home.example", "sector": Sector.RESIDENT}
    return Request(**plain | values)


def Registered(workshop: Workshop, **values: Any) -> Registration:  # noqa: N802
    """Somebody who registered for a workshop, and got a place or stands on the waiting list."""
    request = RequestOf(**values)
    registration.register(workshop.id, request)
    made = db.session.query(Registration).filter_by(address_key=registration.address_key(request.email))
    return made.filter_by(workshop_id=workshop.id, left_at=None).one()


class TableOf(Factory):
    """A table of a workshop, for eight."""

    class Meta:
        model = Table

    workshop = factory.SubFactory(OpenWorkshop)
    workshop_id = factory.SelfAttribute("workshop.id")
    number = factory.Sequence(lambda n: n + 1)
    seats = 8
    code = factory.Sequence(lambda n: f"table{n}")


class ExerciseOf(Factory):
    """An exercise that the tables are at: plain notes, unless another kind is given."""

    class Meta:
        model = Exercise

    workshop = factory.SubFactory(OpenWorkshop)
    workshop_id = factory.SelfAttribute("workshop.id")
    position = factory.Sequence(lambda n: n + 1)
    kind = ExerciseKind.NOTES
    title = factory.Sequence(lambda n: f"What would help? {n}")
    opened_at = factory.LazyFunction(clock.now)


class NoteAt(Factory):
    """A note of a table in an exercise."""

    class Meta:
        model = Note
        exclude = ("at", "under")

    at = factory.SubFactory(TableOf)
    under = factory.SubFactory(ExerciseOf, workshop=factory.SelfAttribute("..at.workshop"))
    workshop_id = factory.SelfAttribute("at.workshop_id")
    table_id = factory.SelfAttribute("at.id")
    exercise_id = factory.SelfAttribute("under.id")
    text = factory.Sequence(lambda n: f"Buses that meet the last train {n}")
    change = 1
    written_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyFunction(clock.now)


def on_the_day(workshop: Workshop, *, started: timedelta = -timedelta(hours=1)) -> Workshop:
    """Move a workshop to today: it starts in an hour, or has been going on for as long as is said."""
    workshop.starts_at = clock.now() - started
    workshop.ends_at = workshop.starts_at + timedelta(hours=3)
    workshop.registration_opens_at = workshop.starts_at - timedelta(days=9)
    workshop.registration_closes_at = workshop.starts_at - timedelta(hours=1)
    arranging.note(workshop, by=None)
    db.session.flush()
    return workshop
