"""Calendar files through the whole life of a registration."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select

from engage.clock import LONDON
from engage.db import db
from engage.mail.models import Message
from engage.workshops import arrangements, calendar, leaving, links, telling
from engage.workshops.arrangements import Plan
from engage.workshops.models import Registration, Workshop
from tests.factories import Manager, OpenWorkshop, Registered


def _files(registration: Registration) -> list[Calendar]:
    letters = select(Message).where(Message.key.contains(str(registration.id))).order_by(Message.id)
    enclosed = [one for letter in db.session.scalars(letters) for one in letter.attachments]
    return [Calendar.from_ical(one["content"]) for one in enclosed]


def _event(file: Calendar) -> Event:
    (event,) = file.walk("VEVENT")
    return event


def _move(workshop: Workshop, hours: int) -> None:
    plan = Plan(**{name: getattr(workshop, name) for name in Plan.__dataclass_fields__})
    later = Plan(**vars(plan) | {"ends_at": plan.ends_at + timedelta(hours=hours)})
    arrangements.change(workshop.id, later, by=Manager(workshop.consultation))
    telling.tell_everybody(workshop.id)


def test_one_event_is_put_in_updated_and_taken_out() -> None:
    registration = Registered(OpenWorkshop())
    _move(registration.workshop, 1)
    _move(registration.workshop, 2)
    arrangements.cancel(registration.workshop_id, "Flooded", by=Manager(registration.workshop.consultation))
    telling.tell_everybody(registration.workshop_id)
    files = _files(registration)
    assert [str(file["method"]) for file in files] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [_event(file)["sequence"] for file in files] == [0, 1, 2, 3]
    assert {str(_event(file)["uid"]) for file in files} == {str(registration.id)}
    assert str(_event(files[-1])["status"]) == "CANCELLED"


def test_giving_up_a_place_takes_it_out_of_the_calendar() -> None:
    registration = Registered(OpenWorkshop())
    leaving.leave(registration.id)
    put_in, taken_out = _files(registration)
    assert str(taken_out["method"]) == "CANCEL"
    assert _event(taken_out)["sequence"] > _event(put_in)["sequence"]
    assert str(_event(taken_out)["uid"]) == str(_event(put_in)["uid"])


def test_it_says_when_where_and_for_whom_and_how_to_get_out_of_it() -> None:
    registration = Registered(OpenWorkshop(), email="ann@home.example")
    (file,) = _files(registration)
    event = _event(file)
    assert event["dtstart"].dt == registration.workshop.starts_at
    assert str(event["dtstart"].params["TZID"]) == "Europe/London"
    assert str(event["location"]) == "The Old Corn Exchange, 12 Stourbridge Road, Hexton"
    assert links.address_of(registration) in str(event["description"])
    assert str(event["attendee"]) == "mailto:ann@home.example"
    assert str(event["organizer"].params["CN"]) == registration.workshop.consultation.body.name


def test_the_summer_begins_when_the_clocks_say_so() -> None:
    zone = Calendar.from_ical(calendar.LONDON).to_tz()
    for month in range(1, 13):
        for at in (datetime(2027, month, 28, hour, 30, tzinfo=UTC) for hour in range(4)):
            assert at.astimezone(zone).utcoffset() == at.astimezone(LONDON).utcoffset()


def test_a_downloaded_file_names_no_attendee() -> None:
    registration = Registered(OpenWorkshop())
    text = calendar.written(registration, "https://x.example", calendar.Method.PUBLISH)
    assert "METHOD:PUBLISH" in text
    assert "ATTENDEE" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
