"""The pages of those who set workshops up and run them."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.jobs import Job, QueuedJob
from engage.organisations.models import Sector
from engage.web import spreadsheets
from engage.workshops import erasure
from engage.workshops.models import Attendee, Registration, Workshop
from tests.browser import Browser
from tests.factories import (
    DraftWorkshop,
    Facilitator,
    Manager,
    OpenConsultation,
    OpenWorkshop,
    Registered,
)

SignIn = Callable[[Person], Browser]


def _acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def _moment(name: str, days: int, time: str) -> dict[str, str]:
    at = clock.today() + timedelta(days=days)
    return {
        f"{name}-day": str(at.day),
        f"{name}-month": str(at.month),
        f"{name}-year": str(at.year),
        f"{name}-time": time,
    }


PLAN = {
    "title": "Growth over lunch",
    "description": "What would help firms here?",
    "venue": "Town hall",
    "address": "1 High Street",
    "capacity": "40",
    "slug": "growth",
}


def test_a_manager_sets_up_a_workshop_and_publishes_it(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    browser = signed_in_as(Manager(consultation))
    browser.get("/desk/workshops")
    browser.follow("Set up a workshop")
    when = _moment("starts_at", 30, "9.30am") | _moment("ends_at", 30, "4pm")
    window = _moment("registration_opens_at", -1, "9am") | _moment("registration_closes_at", 29, "5pm")
    browser.submit(PLAN | when | window)
    browser.submit(form="main form", button="Publish the workshop")
    workshop = db.session.scalars(select(Workshop)).one()
    assert workshop.takes_registrations(clock.now())
    assert _acts() == ["workshop.set_up", "workshop.published"]
    browser.get("/workshops/growth")
    assert "40 of 40 places left" in browser.text()


def test_a_mistake_in_setting_up_stands_next_to_its_field(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    browser = signed_in_as(Manager(consultation))
    browser.get(f"/desk/consultations/{consultation.id}/workshops/new")
    when = _moment("starts_at", 30, "4pm") | _moment("ends_at", 30, "9.30am")
    window = _moment("registration_opens_at", -1, "9am") | _moment("registration_closes_at", 29, "5pm")
    browser.submit(PLAN | when | window)
    assert "The end must be after the start" in browser.text()
    assert db.session.scalars(select(Workshop)).all() == []


def test_changing_the_venue_has_everybody_told(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/change")
    browser.submit({"venue": "Town hall"})
    changed = db.session.get_one(Workshop, workshop.id)
    assert (changed.venue, changed.sequence) == ("Town hall", 1)
    assert db.session.scalars(select(QueuedJob.job)).all() == [Job.TELL_OF_CHANGE]


def test_saving_without_a_change_tells_nobody(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/change")
    browser.submit()
    assert db.session.get_one(Workshop, workshop.id).sequence == 0


def test_places_are_added_and_cannot_go_below_what_is_taken(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=2)
    Registered(workshop), Registered(workshop)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/places")
    browser.submit({"capacity": "1"})
    assert "2 places are taken" in browser.text()
    browser.submit({"capacity": "6"})
    assert db.session.get_one(Workshop, workshop.id).capacity == 6


def test_a_workshop_is_cancelled_with_a_reason(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/cancel")
    browser.submit({"reason": ""})
    assert "Say why it is cancelled" in browser.text()
    browser.submit({"reason": "The hall is flooded."})
    assert db.session.get_one(Workshop, workshop.id).cancelled_at


def test_managers_see_who_comes_with_what_they_need_and_who_waits(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=1)
    Registered(workshop, name="Ann Archer", access_needs="A hearing loop")
    Registered(workshop, name="Ben Baker")
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/attendees")
    for words in ("Ann Archer", "A hearing loop", "Ben Baker"):
        assert words in browser.text()


@pytest.mark.parametrize("page", ["", "/change", "/places", "/cancel", "/attendees"])
def test_facilitators_do_not_set_up_and_do_not_see_needs(page: str, signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    signed_in_as(Facilitator(workshop.consultation)).get(f"/desk/workshops/{workshop.id}{page}", expect=403)


def test_the_exported_list_carries_no_formulas_and_leaves_a_mark(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    Registered(workshop, name='=HYPERLINK("https://evil.example")', sector=Sector.BUSINESS)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/attendees")
    answer = browser.submit(button="Take away as a spreadsheet (CSV)")
    (row,) = csv.DictReader(StringIO(answer.data.decode("utf-8-sig")))
    assert row["name"] == '\'=HYPERLINK("https://evil.example")'
    assert row["sector"] == "business"
    assert "workshop.exported" in _acts()


@pytest.mark.no_database
@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_what_looks_like_a_formula_becomes_text(cell: str) -> None:
    assert spreadsheets.harmless(cell) == f"'{cell}"
    assert spreadsheets.harmless("Hexton Foods") == "Hexton Foods"


def _ended(registration: Registration, ago: timedelta) -> Registration:
    workshop, at = registration.workshop, clock.now() - ago
    workshop.registration_opens_at = at - timedelta(days=9)
    workshop.registration_closes_at = workshop.starts_at = at - timedelta(hours=3)
    workshop.ends_at = at
    db.session.flush()
    return registration


def test_needs_are_erased_a_week_after_the_workshop_and_nothing_else() -> None:
    _ended(Registered(OpenWorkshop(), diet="No nuts"), timedelta(days=8))
    _ended(Registered(OpenWorkshop(), diet="No eggs"), timedelta(days=6))
    assert (erasure.erase_needs(), erasure.erase_people()) == (1, 0)
    assert set(db.session.scalars(select(Attendee.diet))) == {"", "No eggs"}


def test_names_and_addresses_are_erased_when_the_consultation_says() -> None:
    past, recent = Registered(OpenWorkshop()), Registered(OpenWorkshop())
    past.workshop.consultation.kept_for_months = recent.workshop.consultation.kept_for_months = 12
    _ended(past, timedelta(days=370)), _ended(recent, timedelta(days=350))
    assert erasure.erase_people() == 1
    assert db.session.scalars(select(Attendee.registration_id)).all() == [recent.id]
    db.session.expire_all()
    assert (past.address_key, past.standing) == (None, "place")


def test_a_draft_is_published_only_by_its_managers(signed_in_as: SignIn) -> None:
    workshop = DraftWorkshop()
    stranger = Manager(OpenConsultation())
    signed_in_as(stranger).get(f"/desk/workshops/{workshop.id}", expect=403)
