"""The pages of those at the door, without scripts, and what devices ask for and send."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.organisations.models import Sector
from engage.workshops import leaving, queries
from engage.workshops.door import attendance, tickets
from engage.workshops.models import Registration, Workshop
from tests.browser import Browser
from tests.factories import Facilitator, Lead, OpenWorkshop, Registered
from tests.factories.workshops import on_the_day

SignIn = Callable[[Person], Browser]


def _acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def at_the_door(workshop: Workshop, signed_in_as: SignIn) -> Browser:
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/day")
    return browser


@pytest.fixture
def workshop() -> Workshop:
    """A workshop of today, with a place to spare."""
    workshop = OpenWorkshop(capacity=3)
    Registered(workshop, name="Ann Archer", organisation="Hexton Foods", sector=Sector.BUSINESS)
    Registered(workshop, name="Ben Baker", access_needs="A hearing loop")
    return on_the_day(workshop)


def named(name: str) -> Registration:
    return next(
        one for one in db.session.scalars(select(Registration)) if one.attendee and one.attendee.name == name
    )


def test_facilitators_check_people_in_and_undo_it(workshop: Workshop, signed_in_as: SignIn) -> None:
    browser = at_the_door(workshop, signed_in_as)
    assert "A hearing loop" not in browser.text()
    browser.submit(form=f"#r-{named('Ann Archer').id} form")
    assert "1 is here · 1 place is free" in browser.text()
    assert "Here since" in browser.text()
    browser.submit(form=f"#r-{named('Ann Archer').id} form", button="undo=yes")
    assert "0 are here" in browser.text()
    assert _acts()[-2:] == ["registration.checked_in", "registration.check_in_undone"]


def test_people_are_found_by_name_organisation_or_ticket(workshop: Workshop, signed_in_as: SignIn) -> None:
    browser = at_the_door(workshop, signed_in_as)
    for words in (
        "hexton",
        "archer",
        tickets.written(named("Ann Archer")),
        tickets.code_of(named("Ann Archer")).lower(),
    ):
        browser.get(f"/desk/workshops/{workshop.id}/day?q={words}")
        assert "Ann Archer" in browser.text()
        assert "Ben Baker" not in browser.text()


def test_who_waits_or_has_left_is_found_and_said_to_be_so(workshop: Workshop, signed_in_as: SignIn) -> None:
    leaving.leave(named("Ben Baker").id)
    browser = at_the_door(workshop, signed_in_as)
    assert "Ben Baker" not in browser.text()
    browser.submit({"q": "Ben"}, form="form.door__search")
    assert "Gave up their place" in browser.text()
    browser.submit(form=f"#r-{named('Ben Baker').id} form")
    assert "Here since" in browser.text()


def test_somebody_walks_in_and_what_is_missing_is_said_and_kept(
    workshop: Workshop, signed_in_as: SignIn
) -> None:
    browser = at_the_door(workshop, signed_in_as)
    browser.submit({"name": "Wim Walker"}, form="form.door__walk-in")
    assert "Choose who they come as" in browser.text()
    browser.submit({"sector": "voluntary"}, form="form.door__walk-in")
    assert "They have a place, and are checked in" in browser.text()
    wim = named("Wim Walker")
    assert (wim.walked_in, wim.sector, bool(wim.checked_in_at)) == (True, Sector.VOLUNTARY, True)


def test_who_walks_in_beyond_capacity_stands_on_the_list_of_those_without_a_place(
    workshop: Workshop, signed_in_as: SignIn
) -> None:
    browser = at_the_door(workshop, signed_in_as)
    for name in ("Wim Walker", "Wilma Walker"):
        browser.submit({"name": name, "sector": "resident"}, form="form.door__walk-in")
    assert "No place is free" in browser.text()
    assert "Here without a place since" in browser.text()
    browser.submit(form=f"#r-{named('Wim Walker').id} form", button="undo=yes")
    browser.submit(button="Give them the places that are free", form="[data-without] .acts form")
    assert "1 person has a place now" in browser.text()
    assert named("Wilma Walker").checked_in_at


def test_the_places_of_those_who_have_not_come_are_freed(workshop: Workshop, signed_in_as: SignIn) -> None:
    browser = at_the_door(workshop, signed_in_as)
    browser.follow("Free the places of those who have not come")
    assert "2 people with a place have not come yet" in browser.text()
    on_the_day(workshop, started=timedelta(minutes=30))
    browser.get(f"/desk/workshops/{workshop.id}/day/missing")
    browser.submit({"gone": [str(named("Ben Baker").id)]})
    assert "1 place is free for others" in browser.text()
    assert (bool(named("Ben Baker").left_at), named("Ann Archer").left_at) == (True, None)


def test_who_came_is_put_right_and_taken_away(workshop: Workshop, signed_in_as: SignIn) -> None:
    officer = Facilitator(workshop.consultation)
    attendance.check_in(named("Ann Archer"), by=officer)
    on_the_day(workshop, started=timedelta(days=2))
    browser = signed_in_as(officer)
    browser.get(f"/desk/workshops/{workshop.id}/attendance")
    browser.submit(form=f"#r-{named('Ben Baker').id} form")
    assert browser.at.endswith("/attendance")
    answer = browser.submit(button="Take away as a spreadsheet (CSV)")
    rows = {row["name"]: row["came"] for row in csv.DictReader(StringIO(answer.data.decode("utf-8-sig")))}
    assert rows == {"Ann Archer": "yes", "Ben Baker": "yes"}
    assert _acts()[-1] == "workshop.attendance_exported"


def test_a_door_that_is_not_open_says_from_when_it_is(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    registration = Registered(workshop, name="Ann Archer")
    browser = at_the_door(workshop, signed_in_as)
    assert "People can be checked in from" in browser.text()
    assert not browser.page or not browser.page.query(f"#r-{registration.id} form")


def test_the_lead_of_one_theme_does_not_run_the_day(workshop: Workshop, signed_in_as: SignIn) -> None:
    lead = Lead(workshop.consultation.themes[0])
    for page in ("day", "day/list", "day/offline", "day/worker.js", "day/missing", "attendance"):
        signed_in_as(lead).get(f"/desk/workshops/{workshop.id}/{page}", expect=403)


class Device:
    """A phone at the door."""

    def __init__(self, browser: Browser, workshop: Workshop) -> None:
        self.browser, self.here = browser, f"/desk/workshops/{workshop.id}/day"
        self.list: dict[str, Any] = browser.get(f"{self.here}/list").get_json()

    def send(self, *acts: dict[str, Any], expect: int = 200, token: str | None = None) -> TestResponse:
        body = {"sent_at": clock.now().isoformat(), "acts": list(acts)}
        headers = {"X-CSRFToken": token or self.list["token"], "Accept": "application/json"}
        return self.browser._send("POST", f"{self.here}/acts", expect, json=body, headers=headers)

    def done(
        self, kind: str, registration: object, at: datetime | None = None, **more: Any
    ) -> dict[str, Any]:
        moment = (at or clock.now()).isoformat()
        return {"id": str(uuid4()), "kind": kind, "registration_id": str(registration), "at": moment, **more}


@pytest.fixture
def device(workshop: Workshop, signed_in_as: SignIn) -> Device:
    """A phone that has opened the page of the door."""
    return Device(at_the_door(workshop, signed_in_as), workshop)


def test_a_device_is_told_names_and_tickets_and_nothing_that_is_not_needed(device: Device) -> None:
    told = {one["name"]: one for one in device.list["people"]}
    assert told["Ann Archer"]["code"] == tickets.code_of(named("Ann Archer"))
    assert "hearing" not in str(device.list)
    assert "home.example" not in str(device.list)
    assert device.list["free"] == 1


def test_a_list_that_has_not_changed_is_not_handed_over_again(device: Device) -> None:
    known = {"If-None-Match": f'"{device.list["version"]}"'}
    device.browser.get(f"{device.here}/list", expect=304, headers=known)
    device.send(device.done("check_in", named("Ann Archer").id))
    answer = device.browser.get(f"{device.here}/list", headers=known)
    assert [one["at"] is not None for one in answer.get_json()["people"]] == [True, False]


def test_what_a_device_sends_is_kept_once_and_it_is_told_so(device: Device, workshop: Workshop) -> None:
    key = str(uuid4())
    acts = [
        device.done("check_in", named("Ann Archer").id),
        device.done("walk_in", key, name="Wim", organisation="", sector="resident"),
    ]
    for _ in range(2):
        assert device.send(*acts).get_json() == {"kept": [one["id"] for one in acts], "refused": {}}
    assert queries.came(workshop.id) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "dance"}, {"at": "yesterday"}, {"registration_id": "Ann"}, {"registration_id": str(uuid4())}],
)
def test_what_makes_no_sense_is_refused_and_does_not_stop_the_rest(
    device: Device, wrong: dict[str, str]
) -> None:
    right = device.done("check_in", named("Ann Archer").id)
    bad = device.done("check_in", named("Ben Baker").id) | wrong
    told = device.send(bad, right).get_json()
    assert (told["kept"], list(told["refused"])) == ([right["id"]], [bad["id"]])
    assert named("Ann Archer").checked_in_at


@pytest.mark.parametrize("body", ["[]", "{}", '{"acts": 3, "sent_at": "now"}', "no"])
def test_what_no_page_of_ours_sends_is_answered_calmly(device: Device, body: str) -> None:
    headers = {
        "X-CSRFToken": device.list["token"],
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    answer = device.browser.client.post(f"{device.here}/acts", data=body, headers=headers)
    assert answer.status_code in (400, 409)


def test_acts_need_the_token_of_the_session(device: Device) -> None:
    device.send(device.done("check_in", named("Ann Archer").id), expect=400, token="made up")
    assert not named("Ann Archer").checked_in_at


def test_a_clock_that_is_ahead_is_put_back_and_the_order_of_acts_stays(
    device: Device, workshop: Workshop
) -> None:
    ann, ahead = named("Ann Archer").id, clock.now() + timedelta(hours=2)
    acts = [
        device.done("check_in", ann, ahead - timedelta(minutes=3)),
        device.done("undo", ann, ahead - timedelta(minutes=2)),
        device.done("check_in", ann, ahead - timedelta(minutes=1)),
    ]
    headers = {"X-CSRFToken": device.list["token"], "Accept": "application/json"}
    body = {"sent_at": ahead.isoformat(), "acts": acts}
    device.browser._send("POST", f"{device.here}/acts", 200, json=body, headers=headers)
    came = named("Ann Archer").checked_in_at
    assert came
    assert timedelta(seconds=50) < clock.now() - came < timedelta(seconds=90)


def test_the_page_that_a_device_keeps_names_nobody_and_may_use_the_camera(device: Device) -> None:
    answer = device.browser.get(f"{device.here}/offline")
    assert "Ann Archer" not in answer.text
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    elsewhere = device.browser.get("/desk/workshops")
    assert "camera=()" in elsewhere.headers["Permissions-Policy"]


def test_the_worker_keeps_to_the_page_of_its_workshop(device: Device) -> None:
    answer = device.browser.get(f"{device.here}/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == device.here
    assert answer.mimetype == "text/javascript"
