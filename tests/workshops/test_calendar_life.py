"""The calendar files of whole lives of registrations, read by two parsers and kept by a calendar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

import icalendar
import pytest
import time_machine
from ical.calendar_stream import CalendarStream
from ical.event import EventStatus
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.mail.models import Message
from engage.workshops import arrangements, leaving, reminding, telling
from engage.workshops.allocation import choosing, offering, sessions
from engage.workshops.arrangements import Plan
from engage.workshops.models import Registration, Workshop
from tests.factories import Manager, OpenWorkshop, Registered


@dataclass(frozen=True)
class Entry:
    """What a calendar knows of an event."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    cancelled: bool
    description: str


def _by_icalendar(text: str) -> Entry:
    file = icalendar.Calendar.from_ical(text)
    (event,) = file.walk("VEVENT")
    return Entry(
        uid=str(event["uid"]),
        sequence=int(event["sequence"]),
        stamp=event["dtstamp"].dt,
        start=event["dtstart"].dt,
        end=event["dtend"].dt,
        cancelled=str(file["method"]) == "CANCEL" and str(event["status"]) == "CANCELLED",
        description=str(event["description"]),
    )


def _by_ical(text: str) -> Entry:
    (file,) = CalendarStream.from_ics(text).calendars
    (event,) = file.events
    assert isinstance(event.dtend, datetime)
    assert isinstance(event.dtstamp, datetime)
    return Entry(
        uid=event.uid or "",
        sequence=event.sequence or 0,
        stamp=event.dtstamp,
        start=event.start_datetime,
        end=event.dtend,
        cancelled=file.method == "CANCEL" and event.status == EventStatus.CANCELLED,
        description=event.description or "",
    )


PARSERS = pytest.mark.parametrize("parse", [_by_icalendar, _by_ical])


class Client:
    """A calendar that does as RFC 5546 says: of what has one UID, the highest SEQUENCE counts."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def take(self, entry: Entry) -> None:
        """Take in what came with a letter, unless something newer is known."""
        known = self.entries.get(entry.uid)
        if known is None or (entry.sequence, entry.stamp) >= (known.sequence, known.stamp):
            self.entries[entry.uid] = entry

    @property
    def shown(self) -> list[Entry]:
        """The events that it shows."""
        return [entry for entry in self.entries.values() if not entry.cancelled]


def _files(registration: Registration) -> list[str]:
    letters = select(Message).where(Message.key.contains(str(registration.id))).order_by(Message.id)
    return [str(one["content"]) for letter in db.session.scalars(letters) for one in letter.attachments]


def _move(workshop: Workshop, days: int) -> None:
    plan = Plan(**{name: getattr(workshop, name) for name in Plan.__dataclass_fields__})
    at = {name: getattr(plan, name) + timedelta(days=days) for name in ("starts_at", "ends_at")}
    arrangements.change(workshop.id, Plan(**vars(plan) | at), by=Manager(workshop.consultation))
    telling.tell_everybody(workshop.id)


def _give_up(registration: Registration) -> None:
    leaving.leave(registration.id)


def _cancel(registration: Registration) -> None:
    arrangements.cancel(registration.workshop_id, "Flooded", by=Manager(registration.workshop.consultation))
    telling.tell_everybody(registration.workshop_id)


def _lived(end: Callable[[Registration], None]) -> tuple[Registration, list[str]]:
    """Live through a registration, a second for each step; give it, and the files of its letters."""
    began = clock.now().replace(microsecond=0)
    with time_machine.travel(began, tick=False) as time:
        workshop = OpenWorkshop(joining_link="https://meet.example/x", joining_shown_hours=24)
        manager = Manager(workshop.consultation)
        plan = sessions.SessionPlan("Skills, and ; work", workshop.starts_at, workshop.ends_at, 3)
        session = sessions.add(workshop.id, plan, by=manager)
        registration = Registered(workshop)
        steps: list[Callable[[], object]] = [
            lambda: _move(workshop, 1),
            lambda: choosing.choose(registration.id, frozenset({session.id})),
            lambda: choosing.choose(registration.id, frozenset()),
            lambda: _move(workshop, 2),
        ]
        for step in steps:
            time.shift(1)
            step()
        time.move_to(workshop.starts_at - timedelta(hours=24), tick=False)
        reminding.remind(workshop.id)
        time.shift(1)
        end(registration)
    return registration, _files(registration)


@PARSERS
@pytest.mark.parametrize("end", [_give_up, _cancel])
def test_a_whole_life_is_one_event_updated_and_then_cancelled(
    parse: Callable[[str], Entry], end: Callable[[Registration], None]
) -> None:
    registration, files = _lived(end)
    entries = [parse(file) for file in files]
    assert len(entries) == 7
    assert [entry.sequence for entry in entries] == list(range(7))
    assert {entry.uid for entry in entries} == {str(registration.id)}
    client = Client()
    for entry in entries[:-1]:
        client.take(entry)
        assert client.shown == [entry]
    assert client.shown[0].start == registration.workshop.starts_at
    assert client.shown[0].end == registration.workshop.ends_at
    assert "https://meet.example/x" in client.shown[0].description
    assert "Skills, and ; work" in entries[2].description
    client.take(entries[-1])
    assert client.shown == []


@PARSERS
def test_in_whatever_order_its_files_arrive_the_calendar_ends_the_same(parse: Callable[[str], Entry]) -> None:
    _registration, files = _lived(_give_up)
    entries = [parse(file) for file in files]
    for order in permutations(entries):
        assert _after(order).shown == []
    for order in permutations(entries[:-1]):
        assert _after(order).shown == [entries[-2]]


def _after(order: Iterable[Entry]) -> Client:
    client = Client()
    for entry in order:
        client.take(entry)
    return client


def test_both_parsers_read_the_same() -> None:
    for file in _lived(_cancel)[1]:
        assert _by_icalendar(file) == _by_ical(file)


def test_whoever_waits_has_nothing_in_the_calendar_until_they_hold_a_place() -> None:
    workshop = OpenWorkshop(capacity=1)
    holder, waits = Registered(workshop), Registered(workshop)
    _move(workshop, 1)
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    assert _files(waits) == []
    offering.accept(waits.id)
    (entry,) = [_by_ical(file) for file in _files(waits)]
    assert (entry.sequence, entry.start) == (1, workshop.starts_at)
