"""The bar that staff see leads where their roles let them go."""

from flask import Flask
from flask_login import login_user

from engage.accounts import Person
from engage.consultations.doors import opened
from engage.web.access import Access
from tests.factories import Administrator, Facilitator, Lead, Manager, OpenConsultation, Staff

P, S, F, L, M, A = Access


def doors(app: Flask, person: Person) -> set[Access]:
    with app.test_request_context():
        login_user(person)
        return opened()


def test_a_stranger_has_the_public_door_alone(app: Flask) -> None:
    with app.test_request_context():
        assert opened() == {P}


def test_an_account_without_a_role_opens_what_is_its_own(app: Flask) -> None:
    assert doors(app, Staff()) == {P, S}


def test_roles_open_their_doors(app: Flask) -> None:
    consultation = OpenConsultation()
    assert doors(app, Lead(consultation.themes[0])) == {P, S, L}
    assert doors(app, Facilitator(consultation)) == {P, S, L, F}
    assert doors(app, Manager(consultation)) == {P, S, L, F, M}


def test_administrators_set_things_up_and_moderate_nothing(app: Flask) -> None:
    assert doors(app, Administrator()) == {P, S, M, A}
