"""What looks like spam is marked for moderators, never lost; a room full of people is not held back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.form import rooms, suspicions
from engage.feedback.models import Draft, Response
from engage.web.networks import network
from engage.workshops import arrangements
from tests.browser import Browser
from tests.factories import Facilitator, Manager, OpenConsultation, OpenWorkshop
from tests.feedback.visitor import answered, begun, sent

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
TEXT = "The first bus on our route comes too late for the early shift, every day of the week."


def _marks(consultation: Consultation) -> list[list[str]]:
    of_it = select(Response.suspicions).where(Response.consultation_id == consultation.id)
    return list(db.session.scalars(of_it.order_by(Response.received_at, Response.id)))


def _slowly(browser: Browser, consultation: Consultation, text: str = TEXT, **form: str) -> None:
    """Respond as a person does, who needs two minutes."""
    with time_machine.travel(clock.now(), tick=False) as now:
        begun(browser, consultation, text=text)
        now.shift(timedelta(minutes=2))
        answered(browser)
        browser.submit(form, button="Send my response")


def test_somebody_who_takes_their_time_is_not_marked(client: Browser) -> None:
    consultation = OpenConsultation()
    _slowly(client, consultation, f"{TEXT} " + "https://example.org/a " * 5)
    assert client.at.endswith("/receipt")
    assert _marks(consultation) == [[]]


@pytest.mark.parametrize(
    ("text", "form", "mark"),
    [
        (TEXT, {"website": "https://shop.example"}, "honeypot"),
        ("See https://a.example and www.b.example " * 3, {}, "links"),
        (TEXT * 100 + "x" * 1_000, {}, None),
    ],
)
def test_what_looks_like_spam_is_kept_and_marked(
    client: Browser, text: str, form: dict[str, str], mark: str | None
) -> None:
    consultation = OpenConsultation()
    _slowly(client, consultation, text, **form)
    assert client.at.endswith("/receipt")
    assert _marks(consultation) == [[mark] if mark else []]


def test_what_is_sent_faster_than_people_write_is_marked(client: Browser) -> None:
    consultation = OpenConsultation()
    sent(client, consultation)
    assert _marks(consultation) == [["fast"]]


def test_moderators_see_the_mark_with_its_reason_and_can_ask_for_it(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation()
    _slowly(client, consultation, "Nothing to see here")
    sent(Browser(app), consultation, text="Buy my pills")
    browser = Browser(app)
    browser.become(Facilitator(consultation))
    browser.get("/moderation")
    assert "Nothing to see here" in browser.text()
    assert browser.page
    pills = [pill.to_text() for pill in browser.page.query(".queue .pill")]
    assert pills == ["Suspicious"]
    browser.submit({"suspicious": "yes"}, form="form.filter")
    assert "Nothing to see here" not in browser.text()
    assert "Buy my pills" in browser.text()
    browser.submit(form='form[action^="/moderation/next"]')
    assert "Marked as suspicious: Written faster than people write" in browser.text()


def _from(app: Flask, address: str) -> Browser:
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def test_the_same_text_many_times_from_one_network_is_marked(limited: Flask) -> None:
    consultation = OpenConsultation()
    for last in range(5):
        _slowly(_from(limited, f"203.0.113.{last}"), consultation)
    _slowly(_from(limited, "198.51.100.7"), consultation)
    assert sorted(_marks(consultation)) == [[], [], [], [], [], ["repeated"]]


def test_many_from_one_network_are_marked_and_then_asked_to_wait(
    limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspicions, "NETWORK", (1, 2))
    consultation = OpenConsultation()
    for number in range(2):
        _slowly(_from(limited, "203.0.113.9"), consultation, f"Text {number}")
    third = _from(limited, "203.0.113.10")
    _slowly(third, consultation, "Text 3")
    assert third.at.endswith("/check")
    assert third.page
    told = third.page.query(".govuk-error-summary")[0].to_text()
    assert "all that you wrote is saved. Press the button again after" in " ".join(told.split())
    assert "Text 3" in third.text()
    draft = db.session.scalars(select(Draft).where(Draft.response_id.is_(None))).one()
    assert [one["text"] for one in draft.answers["texts"].values()] == ["Text 3"]
    assert sorted(_marks(consultation)) == [[], ["network"]]
    _slowly(_from(limited, "198.51.100.7"), consultation, "From elsewhere")
    assert len(_marks(consultation)) == 3


def _room(consultation: Consultation, day: datetime) -> str:
    workshop = OpenWorkshop(consultation=consultation)
    rooms.give(consultation.id, workshop.id, day, day + timedelta(hours=2))
    room = rooms.of(workshop.id)
    assert room
    return room.code


def test_a_hundred_phones_in_one_room_all_get_through_and_are_marked(
    limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspicions, "NETWORK", (1, 2))
    consultation = OpenConsultation()
    code = _room(consultation, clock.now())
    phones = [_from(limited, "203.0.113.9") for _ in range(5)]
    for number, phone in enumerate(phones):
        phone.get(f"/room/{code[:4].upper()}-{code[4:]}")
        assert phone.at.endswith("/respond")
        _slowly(phone, consultation, f"Text {number}")
        assert phone.at.endswith("/receipt")
    assert sorted(_marks(consultation)) == [[], *[["network"]] * 4]


def test_a_code_opens_nothing_on_another_day_or_for_another_consultation(limited: Flask) -> None:
    consultation, other = OpenConsultation(), OpenConsultation()
    yesterday, elsewhere = _room(consultation, clock.now() - timedelta(days=1)), _room(other, clock.now())
    for code in (yesterday, elsewhere, "none", "\0"):
        browser = Browser(limited)
        browser.get(f"/consultations/{consultation.slug}/respond", query_string={"room": code})
        assert "works on its day only. You can respond all the same" in browser.text()
        with browser.client.session_transaction() as session:
            assert "rooms" not in session


def test_a_published_workshop_has_a_code_for_its_day_that_moves_with_it(app: Flask) -> None:
    consultation = OpenConsultation()
    workshop = OpenWorkshop(consultation=consultation, published_at=None)
    person = Manager(consultation)
    arrangements.publish(workshop.id, by=person)
    room = rooms.of(workshop.id)
    assert room
    assert room.is_valid(workshop.starts_at)
    assert not room.is_valid(workshop.starts_at - timedelta(days=1))
    browser = Browser(app)
    browser.become(person)
    browser.get(f"/desk/workshops/{workshop.id}")
    assert f"/room/{room.code}" in browser.text()
    assert browser.page
    assert browser.page.query("img.scan")[0].attrs["src"].startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.250", True),
        ("203.0.113.9", "203.0.114.9", False),
        ("::ffff:203.0.113.9", "203.0.113.1", True),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::4", True),
        ("2001:db8:1::3", "2001:db8:2::3", False),
    ],
)
def test_a_network_is_a_hash_that_its_addresses_share(app: Flask, one: str, other: str, same: bool) -> None:
    names = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            names.append(network())
    assert (names[0] == names[1]) is same
    assert not {"203", "2001"} & set(names[0].split("."))


def test_no_network_is_kept_in_the_database(limited: Flask) -> None:
    consultation = OpenConsultation()
    _slowly(_from(limited, "203.0.113.9"), consultation)
    with limited.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        name = network()
    for table in db.metadata.sorted_tables:
        told = str(db.session.execute(select(table)).all())
        assert name not in told, table.name
        assert "203.0.113.9" not in told, table.name
