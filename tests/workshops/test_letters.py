"""What people who registered are told."""

import pytest
from flask import render_template
from justhtml import JustHTML
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.mail.models import Message
from engage.workshops import approving, arrangements, leaving, letters, links, telling
from engage.workshops.allocation import offering
from engage.workshops.models import Admission, Registration, Workshop
from tests.factories import Manager, OpenWorkshop, Registered


def _letters(registration: Registration) -> dict[str, Message]:
    written = select(Message).where(Message.key.contains(str(registration.id))).order_by(Message.id)
    return {message.key.split(":")[1]: message for message in db.session.scalars(written)}


@pytest.fixture
def written() -> dict[str, Message]:
    """Every letter there is, from the lives of some people at three workshops."""
    workshop = OpenWorkshop(capacity=2, title="Growth over lunch", joining_link="https://meet.example/x")
    manager = Manager(workshop.consultation)
    stays, leaves, waits, late = [Registered(workshop) for _ in range(4)]
    letters.answer_again(stays)
    leaving.leave(leaves.id)
    offering.offer_freed_places(workshop.id)
    offered = _offers()
    offering.decline(waits.id)
    offering.offer_freed_places(workshop.id)
    offering.accept(late.id)
    letters.tell_of_choice([stays])
    workshop.changed_at, workshop.sequence = clock.now(), 1
    telling.tell_everybody(workshop.id)
    letters.remind(stays, f"workshop:reminder:{stays.id}", first_link=False)
    letters.remind(late, f"workshop:link:{late.id}", first_link=True)
    stays.checked_in_at = clock.now()
    letters.thank(stays, f"workshop:thanks:{stays.id}")
    arrangements.cancel(workshop.id, "The hall is flooded.", by=manager)
    telling.tell_everybody(workshop.id)
    asks, refused = _asking(workshop)
    approving.refuse(refused.party_id, "There are many from your firm.", by=manager)
    all_of_them = [_letters(one) for one in (leaves, asks, refused, waits, late, stays)]
    found = {cause: letter for theirs in all_of_them for cause, letter in theirs.items()}
    return found | offered | {"accepted": _letters(late)["place"]}


def _offers() -> dict[str, Message]:
    (offer,) = db.session.scalars(select(Message).where(Message.key.startswith("workshop:offered:")))
    return {"offered": offer}


def _asking(like: Workshop) -> list[Registration]:
    workshop = OpenWorkshop(title=like.title, consultation=like.consultation, admission=Admission.APPROVAL)
    return [Registered(workshop) for _ in range(2)]


def test_each_cause_has_its_letter_in_text_and_html(written: dict[str, Message]) -> None:
    assert set(written) == set(SUBJECTS)
    for message in written.values():
        words = " ".join(JustHTML(message.html).query("body")[0].to_text().split())
        for told in ("Growth over lunch", "The Old Corn Exchange", "12 Stourbridge Road"):
            assert told in words
            assert told in " ".join(message.text.split())
        assert "Growth over lunch" in message.subject


def test_each_letter_but_the_last_carries_the_private_link(written: dict[str, Message]) -> None:
    for cause, message in written.items():
        has_link = "/registrations/" in message.text and "/registrations/" in message.html
        assert has_link is (cause not in ("cancelled", "refused")), cause


def test_each_letter_has_one_button_at_most(written: dict[str, Message]) -> None:
    for cause, message in written.items():
        assert message.html.count("display:inline-block;padding:11px") == (
            cause not in ("cancelled", "refused")
        )


SUBJECTS = {
    "place": "You have a place",
    "accepted": "You have a place",
    "waiting": "You are on the waiting list",
    "offered": "Your answer by",
    "lost": "The place goes to the next",
    "again": "You have registered already",
    "chose": "Your sessions have changed",
    "changed": "New time or place",
    "reminder": "On ",
    "link": "Your link for",
    "thanks": "Thank you for coming",
    "cancelled": "Cancelled",
    "left": "You are no longer coming",
    "asked": "Your request for a place",
    "refused": "No place this time",
}
ENCLOSED = {"place", "accepted", "again", "chose", "changed", "reminder", "link", "cancelled", "left"}


def test_the_letters_read_as_they_should(written: dict[str, Message]) -> None:
    for cause, subject in SUBJECTS.items():
        assert written[cause].subject.startswith(subject), written[cause].subject
    assert "You are number 2 on the waiting list. All places are taken for now." in written["waiting"].text
    assert "offered to the first on the list whom they fit" in written["waiting"].text
    assert "They say:\n\nThere are many from your firm." in written["refused"].text
    for message in written.values():
        assert "\n\n\n" not in message.text
        assert "None" not in message.text


def test_only_letters_to_those_with_a_place_carry_a_calendar_file(written: dict[str, Message]) -> None:
    assert {cause for cause, letter in written.items() if letter.attachments} == ENCLOSED


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
