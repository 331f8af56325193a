"""The public pages of workshops."""

from typing import Any

from flask import Flask
from icalendar import Calendar
from sqlalchemy import func, select

from engage.db import db
from engage.mail.models import Message
from engage.workshops import arrangements, leaving, links
from engage.workshops.models import Registration, Standing, Workshop
from tests.browser import Browser
from tests.factories import DraftWorkshop, Manager, OpenWorkshop, Registered

FILLED = {
    "name": "Ann Archer",
    "email": "ann@home.example",
    "sector": "business",
    "organisation": "Hexton Foods",
}


def _book(client: Browser, workshop: Workshop, **fields: Any) -> None:
    client.get(f"/workshops/{workshop.slug}/register")
    client.submit(FILLED | fields)


def _registrations() -> int:
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


def _page_of(registration: Registration) -> str:
    return f"/registrations/{links.private_key(registration.id)}"


def test_workshops_to_come_are_listed_and_drafts_are_not(client: Browser) -> None:
    shown, draft = OpenWorkshop(), DraftWorkshop()
    client.get("/workshops")
    assert shown.title in client.text()
    assert "3 of 3 places left" in client.text()
    assert draft.title not in client.text()
    client.get(f"/workshops/{draft.slug}", expect=404)


def test_an_empty_list_says_what_will_be_there(client: Browser) -> None:
    client.get("/workshops")
    assert "No workshops are planned" in client.text()


def test_somebody_books_a_place(client: Browser) -> None:
    workshop = OpenWorkshop()
    client.get(f"/workshops/{workshop.slug}")
    client.follow("Book a place")
    client.submit(FILLED | {"access_needs": "A hearing loop"})
    assert "You have a place" in client.text()
    assert "ann@home.example" in client.text()
    registration = db.session.scalars(select(Registration)).one()
    assert registration.attendee
    assert (registration.organisation, registration.attendee.access_needs) == (
        "Hexton Foods",
        "A hearing loop",
    )


def test_somebody_comes_too_late_and_is_told_the_rule(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=1)
    Registered(workshop)
    client.get(f"/workshops/{workshop.slug}")
    client.follow("Join the waiting list")
    client.submit(FILLED)
    assert "You are on the waiting list" in client.text()
    assert "Number 1" in client.text()
    assert "All places are taken for now" in client.text()
    assert "offered to the first on the list whom they fit" in client.text()


def test_a_mistake_loses_nothing_that_was_typed(client: Browser) -> None:
    _book(client, OpenWorkshop(), email="ann at home", diet="No nuts")
    text = client.answer.text if client.answer else ""
    assert "There is a problem" in text
    assert 'value="ann at home"' in text
    assert 'value="No nuts"' in text
    assert _registrations() == 0


def test_a_sign_that_cannot_be_kept_is_said_and_costs_nothing_that_was_typed(client: Browser) -> None:
    workshop = OpenWorkshop()
    _book(client, workshop, name="Ann\0 Archer", access_needs="A loop\0")
    assert "Your text held 1 character that cannot be kept" in client.text()
    client.submit()
    assert _registrations() == 1
    _book(client, workshop, name=" \0 ", email="other@home.example")
    assert "Enter your name" in client.text()


def test_going_back_and_sending_the_form_again_changes_nothing(client: Browser) -> None:
    workshop = OpenWorkshop()
    client.get(f"/workshops/{workshop.slug}/register")
    page, at = client.page, client.at
    client.submit(FILLED)
    client.page, client.at = page, at
    client.submit(FILLED)
    assert "You have a place" in client.text()
    assert (_registrations(), db.session.scalar(select(func.count()).select_from(Message))) == (1, 1)


def test_the_page_is_the_same_for_an_address_that_is_registered(client: Browser, app: Flask) -> None:
    workshop = OpenWorkshop(capacity=5)
    Registered(workshop, email="ann@home.example")
    _book(client, workshop)
    other = Browser(app)
    _book(other, workshop, email="ben@home.example")
    assert client.text().replace("ann@", "") == other.text().replace("ben@", "")


def test_a_robot_is_thanked_and_forgotten(client: Browser) -> None:
    _book(client, OpenWorkshop(), website="https://pills.example")
    assert "You have a place" in client.text()
    assert _registrations() == 0


def test_the_answer_is_only_for_who_sent_the_form(client: Browser) -> None:
    workshop = OpenWorkshop()
    client.get(f"/workshops/{workshop.slug}/registered")
    assert client.at == f"/workshops/{workshop.slug}"


def test_registering_when_it_is_closed_is_refused_in_a_sentence(client: Browser) -> None:
    workshop = OpenWorkshop()
    client.get(f"/workshops/{workshop.slug}/register")
    workshop.registration_closes_at = workshop.registration_opens_at.replace(year=2020, month=2)
    workshop.registration_opens_at = workshop.registration_opens_at.replace(year=2020, month=1)
    db.session.commit()
    client.submit(FILLED)
    assert "Registration for this workshop is not open" in client.text()


def test_the_private_page_shows_the_registration_and_gives_the_place_up(client: Browser) -> None:
    registration = Registered(OpenWorkshop())
    client.get(_page_of(registration))
    assert "You have a place" in client.text()
    client.follow("Give up your place")
    assert registration.standing is Standing.PLACE
    client.submit()
    assert "You are no longer registered" in client.text()
    assert db.session.get_one(Registration, registration.id).standing is Standing.LEFT


def test_the_private_page_tells_where_somebody_stands(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=1)
    _holder, first, second = [Registered(workshop) for _ in range(3)]
    client.get(_page_of(second))
    assert "Number 2" in client.text()
    leaving.leave(first.id)
    client.get(_page_of(second))
    assert "Number 1" in client.text()


def test_the_private_page_keeps_its_address_to_itself(client: Browser) -> None:
    answer = client.get(_page_of(Registered(OpenWorkshop())))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    client.get("/registrations/guessed", expect=404)


def test_the_link_to_take_part_is_only_for_those_with_a_place(client: Browser) -> None:
    link = "https://meet.example/growth"
    workshop = OpenWorkshop(capacity=1, joining_link=link, joining_shown_hours=24 * 30)
    holder, waits = Registered(workshop), Registered(workshop)
    for path, shown in ((f"/workshops/{workshop.slug}", 0), (_page_of(waits), 0), (_page_of(holder), 1)):
        client.get(path)
        assert (link in client.text()) is bool(shown), path
    letters = {message.recipient: message for message in db.session.scalars(select(Message))}
    assert holder.attendee
    assert waits.attendee
    assert link in letters[holder.attendee.email].text
    assert link not in letters[waits.attendee.email].text + letters[waits.attendee.email].html


def test_before_its_time_nobody_sees_the_link_but_when_and_where_it_will_be(client: Browser) -> None:
    link = "https://meet.example/growth"
    holder = Registered(OpenWorkshop(joining_link=link, venue="", address="", joining_shown_hours=2))
    client.get(_page_of(holder))
    file = client.client.get(f"{_page_of(holder)}/workshop.ics").text
    (letter,) = db.session.scalars(select(Message))
    for told in (client.text(), letter.text, letter.html, file, str(letter.attachments)):
        assert link not in told
        assert "The link to take part stands on" in " ".join(told.split()).replace("\r\n ", "")


def test_the_calendar_file_can_be_fetched(client: Browser) -> None:
    registration = Registered(OpenWorkshop())
    answer = client.get(f"{_page_of(registration)}/workshop.ics")
    assert answer.mimetype == "text/calendar"
    assert str(Calendar.from_ical(answer.data)["method"]) == "PUBLISH"


def test_a_cancelled_workshop_says_why_wherever_it_is_seen(client: Browser) -> None:
    registration = Registered(OpenWorkshop())
    workshop = registration.workshop
    arrangements.cancel(workshop.id, "The hall is flooded.", by=Manager(workshop.consultation))
    for path in (f"/workshops/{workshop.slug}", _page_of(registration)):
        client.get(path)
        assert "The hall is flooded." in client.text()
    client.get("/workshops")
    assert "Cancelled" in client.text()
