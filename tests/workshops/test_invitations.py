"""The list of those who are invited, as managers keep it."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from engage.accounts import Person
from engage.db import db
from engage.mail.models import Message
from engage.organisations.models import Sector
from engage.workshops.preparing import guest_list, invitations, inviting
from engage.workshops.preparing.guest_list import Guest
from engage.workshops.preparing.models import Invitation
from tests.browser import Browser
from tests.factories import DraftWorkshop, Manager, OpenWorkshop, Registered

SignIn = Callable[[Person], Browser]


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("line", "guest"),
    [
        ("Ada Archer, ada@firm.example, Archer Ltd", Guest("Ada Archer", "ada@firm.example", "Archer Ltd")),
        ("ada@firm.example; Ada Archer", Guest("Ada Archer", "ada@firm.example")),
        ("Ada Archer <ada@firm.example>", Guest("Ada Archer", "ada@firm.example")),
        (
            'Ada\tada@firm.example\t"Archer, Sons"\tBusiness',
            Guest("Ada", "ada@firm.example", "Archer, Sons", Sector.BUSINESS),
        ),
    ],
)
def test_a_line_is_read_however_its_cells_are_parted(line: str, guest: Guest) -> None:
    assert guest_list.read(f"Name,E-mail,Organisation\n\n{line}\n") == ([guest], [])


@pytest.mark.no_database
def test_what_cannot_be_read_is_named_by_its_line() -> None:
    guests, wrong = guest_list.read("Ada, ada@firm.example\nBen\nCem, cem@\n, dan@firm.example")
    assert [guest.name for guest in guests] == ["Ada"]
    assert [(one.line, str(one.why).split()[-2:]) for one in wrong] == [
        (2, ["in", "it"]),
        (3, ["like", "name@example.com"]),
        (4, ["in", "it"]),
    ]


@pytest.mark.no_database
def test_what_excel_on_windows_writes_is_read_too() -> None:
    assert guest_list.decoded("Zoë".encode("cp1252")) == guest_list.decoded("\ufeffZoë".encode()) == "Zoë"


def test_a_list_with_a_mistake_loses_nothing_and_a_file_is_put_into_the_box(signed_in_as: SignIn) -> None:
    workshop = DraftWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/invitations/new")
    file = (BytesIO(b"Ben, ben@firm.example\nCem"), "guests.csv")
    browser.submit({"people": "Ada, ada@firm.example", "file": file})
    assert "1 line cannot be read" in browser.text()
    assert browser.page
    typed = browser.page.query("textarea")[0].to_text(strip=False)
    assert [line for line in typed.splitlines() if line] == [
        "Ada, ada@firm.example",
        "Ben, ben@firm.example",
        "Cem",
    ]
    browser.submit({"people": typed + ", cem@firm.example"})
    assert "3 people are new on the list" in browser.text()
    assert len(db.session.scalars(select(Invitation)).all()) == 3


def test_letters_go_once_the_workshop_is_public(signed_in_as: SignIn) -> None:
    workshop = DraftWorkshop()
    manager = Manager(workshop.consultation)
    inviting.add(workshop.id, [Guest("Ada", "ada@firm.example")], by=manager)
    browser = signed_in_as(manager)
    browser.get(f"/desk/workshops/{workshop.id}/invitations")
    browser.submit(form="main form[action$=send]")
    assert "Publish the workshop first" in browser.text()
    browser.get(f"/desk/workshops/{workshop.id}")
    browser.submit(button="Publish the workshop")
    browser.get(f"/desk/workshops/{workshop.id}/invitations")
    browser.submit(form="main form[action$=send]")
    assert "1 letter is on its way" in browser.text()
    inviting.post_letters(workshop.id)
    assert db.session.scalars(select(Message.recipient)).all() == ["ada@firm.example"]


def test_what_became_of_each_is_shown_and_one_is_withdrawn(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    inviting.add(workshop.id, [Guest(name, f"{name}@firm.example") for name in "abcd"], by=manager)
    inviting.send(workshop.id, by=manager)
    inviting.post_letters(workshop.id)
    first, second, _third, _fourth = db.session.scalars(inviting.everybody(workshop.id))
    inviting.answered(first, Registered(workshop))
    inviting.decline(second)
    Registered(workshop, email="C@firm.example")
    browser = signed_in_as(manager)
    browser.get(f"/desk/workshops/{workshop.id}/invitations")
    states = [state for _, state in db.session.execute(invitations.listed(workshop.id))]
    assert states == ["registered", "declined", "registered", "silent"]
    browser.submit(form="main tr:last-child form")
    assert invitations.counted(workshop.id)[invitations.State.WITHDRAWN] == 1
