"""Reminders at the times that a workshop sets, the joining link at its time, and thanks afterwards."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from engage.clock import LONDON
from engage.db import db
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.workshops import arrangements, leaving, reminding
from engage.workshops.allocation import offering
from engage.workshops.models import Registration, Workshop
from engage.workshops.registration import Guest
from tests.factories import Manager, OpenWorkshop, Registered

LINK = "https://meet.example/growth"


def _before(workshop: Workshop, hours: float) -> Any:
    return time_machine.travel(workshop.starts_at - timedelta(hours=hours), tick=False)


def _run(workshop: Workshop) -> int:
    """Do what beat and a worker do, and again: nothing more is to come of it."""
    asked = reminding.sweep()
    count = reminding.remind(workshop.id)
    assert asked == bool(count)
    assert reminding.sweep() == reminding.remind(workshop.id) == 0
    return count


def _letters(cause: str = "reminder") -> list[Message]:
    found = select(Message).where(Message.key.startswith(f"workshop:{cause}:"))
    return list(db.session.scalars(found.order_by(Message.id)))


def test_each_is_reminded_once_at_each_time_the_workshop_sets() -> None:
    workshop = OpenWorkshop(reminder_hours=[168, 24])
    registrations = [Registered(workshop) for _ in range(2)]
    counts = []
    for hours in (169, 168, 100, 24, 1):
        with _before(workshop, hours):
            counts.append(_run(workshop))
    assert counts == [0, 2, 0, 2, 0]
    assert len({letter.recipient for letter in _letters()}) == len(registrations)
    assert all("/registrations/" in letter.text and letter.attachments for letter in _letters())


def test_a_job_is_owed_only_where_somebody_is_to_be_reminded() -> None:
    workshop, _other = OpenWorkshop(), OpenWorkshop()
    Registered(workshop)
    with _before(workshop, 24):
        assert reminding.sweep() == 1
    assert db.session.scalars(
        select(QueuedJob.subject_id).where(QueuedJob.job == Job.REMIND_ATTENDEES)
    ).all() == [workshop.id]


def test_of_the_reminders_that_were_missed_only_the_last_is_sent() -> None:
    workshop = OpenWorkshop(reminder_hours=[168, 24])
    Registered(workshop)
    with _before(workshop, 3):
        assert _run(workshop) == 1
    assert ":24:" in _letters()[0].key


def test_who_booked_lately_or_waits_or_has_left_is_not_reminded() -> None:
    workshop = OpenWorkshop(capacity=2, reminder_hours=[24])
    workshop.registration_closes_at = workshop.starts_at
    leaves = Registered(workshop)
    with _before(workshop, 24 + 2):
        Registered(workshop)
    with _before(workshop, 24):
        Registered(workshop)
        leaving.leave(leaves.id)
        assert _run(workshop) == 0


def test_who_took_up_an_offer_after_the_time_is_not_reminded_at_once() -> None:
    workshop = OpenWorkshop(capacity=1, reminder_hours=[80])
    holder, waits = Registered(workshop), Registered(workshop)
    with _before(workshop, 100):
        leaving.leave(holder.id)
        offering.offer_freed_places(workshop.id)
    with _before(workshop, 80):
        assert _run(workshop) == 0
    with _before(workshop, 79):
        offering.accept(waits.id)
        assert waits.waiting_since is None
        assert _run(workshop) == 0


def test_a_workshop_that_is_moved_reminds_of_its_new_time_and_a_cancelled_one_does_not() -> None:
    workshop = OpenWorkshop(reminder_hours=[24])
    Registered(workshop)
    with _before(workshop, 24):
        assert _run(workshop) == 1
    workshop.starts_at += timedelta(days=7)
    workshop.ends_at += timedelta(days=7)
    with _before(workshop, 24):
        assert _run(workshop) == 1
        arrangements.cancel(workshop.id, "Flooded", by=Manager(workshop.consultation))
        workshop.reminder_hours = [12]
    with _before(workshop, 12):
        assert _run(workshop) == 0


def test_guests_without_an_address_are_named_in_the_reminder_of_who_booked() -> None:
    workshop = OpenWorkshop(reminder_hours=[24])
    guests = (Guest("Ben Baker", "ben@home.example"), Guest("Cat Cook"))
    ann = Registered(workshop, name="Ann Archer", email="ann@home.example", guests=guests)
    with _before(workshop, 24):
        assert _run(workshop) == 2
    told = {letter.recipient: letter.text for letter in _letters()}
    assert "Who: Ann Archer, " in told["ann@home.example"]
    assert "Cat Cook" in told["ann@home.example"]
    assert "Who:" not in told["ben@home.example"]
    workshop.reminder_hours = [12]
    leaving.leave(ann.id)
    with _before(workshop, 12):
        assert _run(workshop) == 2
    later = {letter.recipient for letter in _letters() if ":12:" in letter.key}
    assert later == {"ann@home.example", "ben@home.example"}


@pytest.mark.parametrize("hours", [[24], [24, 2], []])
def test_the_link_comes_when_its_time_comes_and_calendars_take_it_up(hours: list[int]) -> None:
    workshop = OpenWorkshop(reminder_hours=hours, joining_link=LINK, joining_shown_hours=2)
    registration = Registered(workshop)
    with _before(workshop, 24):
        assert _run(workshop) == bool(hours)
    with _before(workshop, 2):
        assert _run(workshop) == 1
    *earlier, last = _letters()
    assert LINK in last.text
    assert "Here is the link to take part" in last.text
    assert LINK in last.attachments[0]["content"].replace("\r\n ", "")
    assert registration.changes == 1
    assert all(LINK not in letter.text for letter in earlier)


def test_those_who_came_are_thanked_on_the_morning_after_and_told_what_follows() -> None:
    ends = datetime(2027, 3, 19, 16, tzinfo=LONDON)
    workshop = OpenWorkshop(what_follows="We write the summary by May.")
    came, _absent = Registered(workshop), Registered(workshop)
    workshop.registration_closes_at = workshop.starts_at = ends - timedelta(hours=3)
    workshop.ends_at = ends
    came.checked_in_at = workshop.starts_at
    for at, count in ((ends.replace(hour=23), 0), (datetime(2027, 3, 20, 9, tzinfo=LONDON), 1)):
        with time_machine.travel(at, tick=False):
            assert _run(workshop) == count
    (letter,) = _letters("thanks")
    assert came.attendee
    assert letter.recipient == came.attendee.email
    assert "We write the summary by May." in letter.text
    assert "Thank you for coming" in letter.subject


def test_after_a_workshop_online_where_nobody_was_ticked_off_all_are_told_what_follows() -> None:
    workshop = OpenWorkshop(venue="", address="", joining_link=LINK, capacity=1)
    registrations: list[Registration] = [Registered(workshop) for _ in range(2)]
    with time_machine.travel(workshop.ends_at + timedelta(days=2), tick=False):
        assert _run(workshop) == 1
    (letter,) = _letters("thanks")
    assert registrations[0].attendee
    assert letter.recipient == registrations[0].attendee.email
    assert "What follows" in letter.subject
    assert LINK not in letter.text
