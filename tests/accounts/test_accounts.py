"""Invitations, closed accounts, sign-out, and guessing slowed down."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_security.utils import hash_password, verify_password
from sqlalchemy import select

from engage import create_app
from engage.accounts import Person, people
from engage.accounts.queries import by_email
from engage.db import db
from engage.mail.models import Message
from engage.settings import Settings
from engage.web.security import limiter
from tests.browser import Browser
from tests.factories import Administrator, Staff
from tests.factories.accounts import PASSWORD


def _link(person: Person) -> str:
    letter = db.session.scalars(select(Message).where(Message.recipient == person.email)).one()
    found = re.search(r"http://127\.0\.0\.1:8000(/sign-in/reset/\S+)", letter.text)
    assert found
    return found.group(1)


def test_an_invitation_leads_to_a_password_and_onto_the_desk(client: Browser) -> None:
    person = people.add("ana@council.example", "Ana Rao", password=None, administrator=False, by=None)
    people.invite(person, by=None)
    db.session.commit()
    client.get(_link(person))
    client.submit({"password": PASSWORD, "password_confirm": PASSWORD})
    db.session.expire_all()
    assert verify_password(PASSWORD, person.password)
    client.get("/sign-in")
    client.submit({"email": person.email, "password": PASSWORD})
    assert client.at == "/desk"


def test_an_invitation_works_once(client: Browser) -> None:
    person = people.add("ana@council.example", "Ana Rao", password=None, administrator=False, by=None)
    people.invite(person, by=None)
    db.session.commit()
    link = _link(person)
    client.get(link)
    client.submit({"password": PASSWORD, "password_confirm": PASSWORD})
    client.get(link)
    assert client.at != link


def test_whoever_lost_the_invitation_asks_for_another(client: Browser) -> None:
    person = people.add("ana@council.example", "Ana Rao", password=None, administrator=False, by=None)
    db.session.commit()
    client.get("/sign-in/reset")
    client.submit({"email": person.email})
    assert _link(person)


def test_nobody_learns_who_has_an_account(client: Browser) -> None:
    known = Staff(password=hash_password(PASSWORD))
    db.session.commit()
    told = []
    for email in (known.email, "nobody@council.example"):
        client.get("/sign-in")
        client.submit({"email": email, "password": "a wrong password"})
        told.append(client.text().replace(email, ""))
        client.get("/sign-in/reset")
        client.submit({"email": email})
        told.append(client.text().replace(email, ""))
    assert told[:2] == told[2:]


def test_a_closed_account_neither_signs_in_nor_stays_signed_in(client: Browser, app: Flask) -> None:
    person = Staff(password=hash_password(PASSWORD))
    db.session.commit()
    inside = Browser(app)
    inside.become(person)
    inside.get("/desk")
    assert inside.at == "/desk"
    people.set_active(person, False, by=Administrator())
    db.session.commit()
    inside.get("/desk")
    client.get("/sign-in")
    client.submit({"email": person.email, "password": PASSWORD})
    assert "/sign-in" in inside.at
    assert client.at == "/sign-in"


def test_signing_out_takes_a_button(signed_in_as: Callable[[Person], Browser]) -> None:
    browser = signed_in_as(Staff())
    browser.get("/sign-out", expect=405)
    browser.get("/desk")
    browser.submit(form="header form")
    assert browser.at == "/"
    browser.get("/desk")
    assert browser.at == "/sign-in"


def test_people_change_their_own_name(signed_in_as: Callable[[Person], Browser]) -> None:
    person = Staff(email="ana@council.example")
    browser = signed_in_as(person)
    browser.get("/account")
    browser.submit({"name": ""})
    assert "Enter your name" in browser.text()
    browser.submit({"name": "Ana Rao"})
    found = by_email("ana@council.example")
    assert found
    assert found.name == "Ana Rao"


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    """An application of its own that counts how often an address tries."""
    app = create_app(settings.model_copy(update={"rate_limits": True}))
    yield app
    limiter.reset()
    limiter.enabled = False
    with app.app_context():
        db.engine.dispose()


def test_guessing_passwords_is_slowed_down(limited: Flask) -> None:
    client = limited.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token
    guess = {"csrf_token": token.group(1), "email": "ana@council.example"}
    answers = [client.post("/sign-in", data=guess | {"password": f"guess {n}"}) for n in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert client.get("/sign-in").status_code == 200
