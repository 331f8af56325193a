"""What people who registered are told."""

import pytest
from flask import render_template
from justhtml import JustHTML
from sqlalchemy import select

from engage.db import db
from engage.mail.models import Message
from engage.workshops import arrangements, leaving, letters, links, telling
from engage.workshops.allocation import offering
from engage.workshops.models import Registration
from tests.factories import Manager, OpenWorkshop, Registered


def _letters(registration: Registration) -> dict[str, Message]:
    written = select(Message).where(Message.key.contains(str(registration.id))).order_by(Message.id)
    return {message.key.split(":")[1]: message for message in db.session.scalars(written)}


@pytest.fixture
def written() -> dict[str, Message]:
    """Every letter there is, from the lives of three people at one workshop."""
    workshop = OpenWorkshop(capacity=2, title="Growth over lunch", joining_link="https://meet.example/x")
    stays, leaves, waits = [Registered(workshop) for _ in range(3)]
    letters.answer_again(stays)
    leaving.leave(leaves.id)
    offering.offer_freed_places(workshop.id)
    offering.accept(waits.id)
    workshop.changed_at, workshop.sequence = waits.registered_at, 1
    telling.tell_everybody(workshop.id)
    arrangements.cancel(workshop.id, "The hall is flooded.", by=Manager(workshop.consultation))
    telling.tell_everybody(workshop.id)
    freed = _letters(waits)
    return _letters(leaves) | _letters(stays) | {"waiting": freed["waiting"], "freed": freed["place"]}


def test_each_cause_has_its_letter_in_text_and_html(written: dict[str, Message]) -> None:
    assert set(written) == {"place", "waiting", "freed", "again", "changed", "cancelled", "left"}
    for message in written.values():
        words = " ".join(JustHTML(message.html).query("body")[0].to_text().split())
        for told in ("Growth over lunch", "The Old Corn Exchange", "12 Stourbridge Road"):
            assert told in words
            assert told in " ".join(message.text.split())
        assert "Growth over lunch" in message.subject


def test_each_letter_but_the_last_carries_the_private_link(written: dict[str, Message]) -> None:
    for cause, message in written.items():
        has_link = "/registrations/" in message.text and "/registrations/" in message.html
        assert has_link is (cause not in ("left", "cancelled")), cause


def test_the_letters_read_as_they_should(written: dict[str, Message]) -> None:
    assert {cause: message.subject.partition(":")[0] for cause, message in written.items()} == {
        "place": "You have a place",
        "waiting": "You are on the waiting list",
        "freed": "You have a place",
        "again": "You have registered already",
        "changed": "New time or place",
        "cancelled": "Cancelled",
        "left": "You are no longer coming",
    }
    assert "You are number 1 on the waiting list" in written["waiting"].text
    assert "first come, first served" in written["waiting"].text
    for message in written.values():
        assert "\n\n\n" not in message.text
        assert "None" not in message.text


def test_a_letter_in_text_is_laid_out_plainly() -> None:
    registration = Registered(OpenWorkshop(title="Growth over lunch"))
    text = _letters(registration)["place"].text
    when = render_template("workshops/calendar.txt", workshop=registration.workshop, link="x")
    assert "Your registration" in when
    assert text.startswith("You have a place.\n\nWe look forward to seeing you.")
    assert "\nThe Old Corn Exchange\n12 Stourbridge Road\nHexton\n" in text
    assert f"\n{links.address_of(registration)}\n" in text


def test_nobody_is_written_to_once_their_data_is_erased() -> None:
    registration = Registered(OpenWorkshop())
    db.session.delete(registration.attendee)
    db.session.flush()
    db.session.expire_all()
    letters.tell_of_change(registration)
    assert set(_letters(registration)) == {"place"}
