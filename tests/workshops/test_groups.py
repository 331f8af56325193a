"""Booking for more people than oneself, and what each of them sees and may do."""

from typing import Any

import pytest
from sqlalchemy import func, select

from engage.db import db
from engage.mail.models import Message
from engage.workshops import leaving, links, queries
from engage.workshops.allocation import offering
from engage.workshops.models import Attendee, Registration, Standing, Workshop
from engage.workshops.registration import Guest
from engage.workshops.tables.models import Seat, Table
from tests.browser import Browser
from tests.factories import OpenWorkshop, Registered

ANN = {
    "name": "Ann Archer",
    "email": "ann@home.example",
    "sector": "business",
    "organisation": "Hexton Foods",
}
BOTH = {
    "guests-0-name": "Ben Baker",
    "guests-0-email": "ben@home.example",
    "guests-0-access_needs": "A hearing loop",
    "guests-1-name": "Cat Cook",
    "guests-1-diet": "No nuts",
}


def _page_of(registration: Registration) -> str:
    return f"/registrations/{links.private_key(registration.id)}"


def _fill(client: Browser, workshop: Workshop, count: int = 3) -> None:
    client.get(f"/workshops/{workshop.slug}/register")
    client.submit({**ANN, "places": str(count)}, button="people=1")


def _named(name: str) -> Registration:
    named = select(Registration).join(Attendee, Attendee.registration_id == Registration.id)
    return db.session.scalars(named.where(Attendee.name == name)).one()


def _letters() -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for message in db.session.scalars(select(Message).order_by(Message.id)):
        sent.setdefault(message.recipient, []).append(message.key.split(":")[1])
    return sent


@pytest.fixture
def party() -> list[Registration]:
    """Ann, who booked for Ben, who has an address, and for Cat, who has none."""
    guests = (Guest("Ben Baker", "ben@home.example"), Guest("Cat Cook"))
    ann = Registered(OpenWorkshop(capacity=3), name="Ann Archer", email="ann@home.example", guests=guests)
    return list(queries.party(ann))


def test_somebody_books_for_three_without_losing_what_was_typed_first(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=3)
    _fill(client, workshop)
    assert "Person 3" in client.text()
    assert 'value="Hexton Foods"' in str(client.answer and client.answer.text)
    client.submit(BOTH)
    assert "You have 3 places" in client.text()
    those = [_named(name) for name in ("Ann Archer", "Ben Baker", "Cat Cook")]
    assert {one.party_id for one in those} == {those[0].id}
    assert queries.party(those[0]) == those
    assert [one.organisation for one in those] == ["Hexton Foods"] * 3
    assert [one.attendee and one.attendee.access_needs for one in those] == ["", "A hearing loop", ""]
    assert _letters() == {"ann@home.example": ["place"], "ben@home.example": ["place"]}


def test_boxes_that_were_not_shown_are_asked_for(client: Browser) -> None:
    client.get(f"/workshops/{OpenWorkshop().slug}/register")
    client.submit({**ANN, "places": "2"})
    assert "Enter the name" in client.text()
    assert "Person 2" in client.text()
    client.submit({"guests-0-name": "Ben Baker", "guests-0-email": "ben at home"})
    assert "Enter an e-mail address in the right form" in client.text()
    client.submit({"guests-0-email": ""})
    assert "You have 2 places" in client.text()


def test_nobody_books_for_more_than_the_workshop_lets(client: Browser) -> None:
    client.get(f"/workshops/{OpenWorkshop(most_together=2).slug}/register")
    client.submit({**ANN, "places": "3"})
    assert "Choose one of the answers" in client.text()
    client.get(f"/workshops/{OpenWorkshop(most_together=1).slug}/register")
    assert "How many places" not in client.text()


def test_a_party_waits_until_there_is_room_for_all_of_it(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=3)
    Registered(workshop)
    _fill(client, workshop)
    client.submit(BOTH)
    assert "not enough for all of you" in client.text()
    assert "You wait for 3 places together" in client.text()
    assert queries.seats([workshop])[workshop.id].taken == 1


def test_an_organisation_at_its_limit_waits_and_is_told_why(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=5, per_organisation=2)
    Registered(workshop, organisation="Hexton Foods", guests=(Guest("Dan"),))
    client.get(f"/workshops/{workshop.slug}/register")
    client.submit(ANN)
    assert "One organisation can have at most 2 places here" in client.text()
    _fill(client, workshop)
    client.submit(BOTH)
    assert "One organisation can have at most 2 places here" in client.text()
    assert "There is a problem" in client.text()


def test_whoever_booked_sees_and_corrects_all_and_a_guest_only_themselves(
    client: Browser, party: list[Registration]
) -> None:
    ann, ben, cat = (_named(name) for name in ("Ann Archer", "Ben Baker", "Cat Cook"))
    client.get(_page_of(ann))
    assert "Ben Baker" in client.text()
    client.get(f"{_page_of(ann)}/details/{cat.id}")
    client.submit({"name": "Catherine Cook", "diet": "No nuts"})
    assert "Catherine Cook" in client.text()
    assert "No nuts" in client.text()
    client.get(f"{_page_of(ann)}/details/{ben.id}")
    assert "They have a page of their own" in client.text()
    client.submit({"name": "Benjamin Baker", "access_needs": "x"})
    assert ben.attendee
    assert (ben.attendee.name, ben.attendee.access_needs) == ("Benjamin Baker", "")
    client.get(_page_of(ben))
    assert "Ann Archer has booked for you" in client.text()
    assert "Catherine" not in client.text()
    client.get(f"{_page_of(ben)}/details/{cat.id}", expect=403)


@pytest.mark.parametrize(
    ("who", "stay"), [("Ann Archer", 2), ("Ben Baker", 2), ("Cat Cook", 2), ("everybody", 0)]
)
def test_one_of_a_party_gives_up_their_place_or_all_of_it_do(
    client: Browser, party: list[Registration], who: str, stay: int
) -> None:
    ann = _named("Ann Archer")
    client.get(f"{_page_of(ann)}/leave")
    client.submit({"who": who if who == "everybody" else str(_named(who).id)})
    left = select(func.count()).where(Registration.left_at.is_(None))
    assert db.session.scalar(left) == stay
    assert queries.seats([ann.workshop])[ann.workshop_id].taken == stay
    told: dict[str, list[str]] = {
        "Ann Archer": ["ann@home.example"],
        "Ben Baker": ["ben@home.example"],
        "Cat Cook": ["ann@home.example"],
        "everybody": ["ann@home.example", "ben@home.example"],
    }
    assert [to for to, sent in _letters().items() if "left" in sent] == told[who]


def test_a_guest_gives_up_only_their_own_place(client: Browser, party: list[Registration]) -> None:
    ben = _named("Ben Baker")
    client.get(f"{_page_of(ben)}/leave")
    client.submit()
    assert [one.attendee and one.attendee.name for one in queries.party(ben)] == ["Ann Archer", "Cat Cook"]


def test_a_guest_does_not_answer_an_offer_for_all(client: Browser, party: list[Registration]) -> None:
    workshop = party[0].workshop
    guests: tuple[Any, ...] = (Guest("Eve Early", "eve@home.example"),)
    waits = Registered(workshop, name="Dan Dale", guests=guests)
    client.get(_page_of(waits))
    assert "You wait for 2 places together" in client.text()
    client.get(f"{_page_of(party[0])}/leave")
    client.submit({"who": "everybody"})
    offering.offer_freed_places(workshop.id)
    client.get(_page_of(_named("Eve Early")))
    assert "Dan Dale has booked for you, and answers for all of you" in client.text()
    client.get(_page_of(waits))
    client.submit(form="form[action$=accept]")
    assert "The place is yours" in client.text()
    assert {one.standing for one in queries.party(waits)} == {Standing.PLACE}


def test_the_letter_about_a_guest_leads_whoever_booked_to_their_own_page(party: list[Registration]) -> None:
    ann, cat = _named("Ann Archer"), _named("Cat Cook")
    leaving.leave(cat.id)
    letter = db.session.scalars(select(Message).where(Message.key == f"workshop:left:{cat.id}")).one()
    assert letter.subject.startswith("Cat Cook no longer comes")
    assert "Cat Cook no longer comes. Thank you for telling us." in letter.text
    assert links.address_of(ann) in letter.text
    assert links.address_of(ann) in letter.html
    assert letter.attachments == []


def test_the_table_is_shown_once_it_is_drawn(client: Browser, party: list[Registration]) -> None:
    ann = party[0]
    table = Table(workshop_id=ann.workshop_id, number=7, name="Skills", seats=8, code="seven")
    db.session.add(table)
    db.session.flush()
    db.session.add(Seat(workshop_id=ann.workshop_id, table_id=table.id, registration_id=ann.id))
    client.get(_page_of(ann))
    assert "Table 7" in client.text()
    client.get(_page_of(_named("Ben Baker")))
    assert "Table 7" not in client.text()
