"""Tickets: one a registration, easy to read, and no way to the private page."""

from engage.db import db
from engage.web.private_links import key_hash
from engage.workshops.door import tickets
from engage.workshops.links import private_key
from engage.workshops.models import Registration
from tests.factories import OpenWorkshop, Registered


def test_each_registration_has_a_ticket_of_its_own_that_stays_the_same() -> None:
    workshop = OpenWorkshop(capacity=9)
    those = [Registered(workshop) for _ in range(9)]
    assert len({tickets.code_of(one) for one in those}) == 9
    assert tickets.code_of(those[0]) == tickets.code_of(those[0])


def test_a_ticket_opens_no_private_page() -> None:
    registration = Registered(OpenWorkshop())
    code = tickets.code_of(registration)
    assert code.lower() not in private_key(registration.id).lower()
    assert not db.session.query(Registration).filter_by(secret_hash=key_hash(code)).all()


def test_a_ticket_is_read_however_it_was_typed() -> None:
    registration = Registered(OpenWorkshop())
    code = tickets.code_of(registration)
    for typed in (code, f"T:{code}", tickets.written(registration).lower(), f" {code[:3]} {code[3:]} "):
        assert tickets.read(typed) == code
    assert tickets.read("Ann Archer") is None
    assert tickets.read("https://engage.example/registrations/abc") is None


def test_the_picture_of_a_ticket_is_as_small_as_such_pictures_are() -> None:
    drawn = tickets.scan_of(Registered(OpenWorkshop()))
    assert drawn.startswith("data:image/svg+xml;base64,")
    assert len(drawn) < 6000
