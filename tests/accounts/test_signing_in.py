"""Every page of signing in is one of ours, and does what it says."""

import re

import pyotp
import pytest
from flask import Flask
from flask_security.utils import hash_password, verify_password
from sqlalchemy import select

from engage.accounts import Person
from engage.db import db
from engage.mail.models import Message
from tests.browser import Browser
from tests.factories import Staff

PASSWORD = "correct horse battery staple"


@pytest.fixture
def person() -> Person:
    somebody: Person = Staff(password=hash_password(PASSWORD))
    db.session.commit()
    return somebody


def test_a_person_signs_in(client: Browser, person: Person) -> None:
    client.get("/sign-in?next=/account/password")
    client.submit({"email": person.email, "password": PASSWORD})
    assert client.at == "/account/password"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Browser, person: Person) -> None:
    client.get("/sign-in")
    client.submit({"email": person.email, "password": "wrong"})
    assert "There is a problem" in client.text()
    assert client.page
    assert client.page.query("#email")[0].attrs["value"] == person.email


def test_a_forgotten_password_is_replaced_through_the_link_in_the_letter(
    client: Browser, person: Person
) -> None:
    client.get("/sign-in/reset")
    client.submit({"email": person.email})
    letter = db.session.scalars(select(Message).where(Message.recipient == person.email)).one()
    link = re.search(r"http\S+(/sign-in/reset/\S+)", letter.text)
    assert link
    client.get(link.group(1))
    assert client.page
    token = client.page.query("main input[name=csrf_token]")[0].attrs["value"]
    new = dict.fromkeys(("password", "password_confirm"), "another horse entirely")
    client.client.post(link.group(1), data={"csrf_token": token, **new})
    db.session.expire_all()
    assert verify_password("another horse entirely", person.password)


def test_an_app_for_codes_is_set_up_and_asked_for(client: Browser, app: Flask, person: Person) -> None:
    client.become(person)
    client.get("/account/second-factor")
    client.submit({"password": PASSWORD})
    client.submit(button="setup=authenticator")
    assert client.page
    key = "".join(client.page.query("p.reference")[0].to_text().split()).replace("-", "")
    client.submit({"code": pyotp.TOTP(key).now()})
    other = Browser(app)
    other.get("/sign-in")
    other.submit({"email": person.email, "password": PASSWORD})
    assert "Enter your code" in other.text()


@pytest.mark.parametrize("path", ["/account/password", "/sign-in/again"])
def test_the_pages_of_an_account_open(client: Browser, person: Person, path: str) -> None:
    client.become(person)
    client.get(path)
    assert client.at == path


def test_recovery_codes_are_shown_once_the_password_is_confirmed(client: Browser, person: Person) -> None:
    client.become(person)
    client.get("/account/recovery-codes")
    client.submit({"password": PASSWORD})
    client.submit(form="main form[method=post]", button="generate_new_codes=1")
    assert "keep them apart from your phone" in client.text()


def test_nothing_but_a_session_signs_anybody_in(app: Flask, person: Person) -> None:
    token = person.get_auth_token()
    visitor = app.test_client()
    assert visitor.get("/account", headers={"Authentication-Token": token}).status_code == 302
    assert visitor.get(f"/account?auth_token={token}").status_code == 302
    assert visitor.get("/account", auth=(person.email, PASSWORD)).status_code == 302
