"""Approving those who ask, looking after the waiting list, and the log of places."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.mail.models import Message
from engage.organisations.models import Sector
from engage.workshops import leaving, registration
from engage.workshops.allocation import offering
from engage.workshops.allocation.arranging import PoolPlan, keep
from engage.workshops.allocation.models import Act, Logged
from engage.workshops.models import Admission, Registration
from engage.workshops.preparing import queue
from engage.workshops.registration import Guest
from tests.browser import Browser
from tests.factories import Facilitator, Manager, OpenWorkshop, Registered, RequestOf

SignIn = Callable[[Person], Browser]


def _by_name(name: str) -> Registration:
    found = select(Registration).where(Registration.attendee.has(name=name))
    return db.session.scalars(found).one()


def _logged(act: Act) -> list[Logged]:
    return list(db.session.scalars(select(Logged).where(Logged.act == act).order_by(Logged.number)))


def test_several_who_ask_are_approved_at_once_in_the_order_of_their_asking(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(admission=Admission.APPROVAL, capacity=1)
    for name in ("Ann", "Ben", "Cem"):
        registration.register(workshop.id, RequestOf(name=name))
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/approval")
    browser.submit(button="act=approve")
    assert "Tick those whom you decide on" in browser.text()
    both = [str(_by_name(name).id) for name in ("Ann", "Ben")]
    browser.submit({"parties": both}, button="act=approve")
    assert "2 are approved" in browser.text()
    assert [_by_name(name).standing for name in ("Ann", "Ben", "Cem")] == ["place", "waiting", "asked"]


def test_somebody_is_refused_only_with_a_reason_and_gets_it(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(admission=Admission.APPROVAL)
    registration.register(workshop.id, RequestOf(name="Ann", email="ann@home.example"))
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/approval")
    browser.submit({"parties": [str(_by_name("Ann").id)]}, button="act=refuse")
    assert "Say why: they are told" in browser.text()
    assert browser.page
    assert browser.page.query("input[name=parties][checked]")
    browser.submit({"reason": "It is for firms."}, button="act=refuse")
    assert _by_name("Ann").standing == "left"
    texts = db.session.scalars(select(Message.text).where(Message.recipient == "ann@home.example"))
    assert any("It is for firms." in text for text in texts)


def test_the_waiting_list_says_who_is_next_and_what_stands_in_the_way(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=3)
    manager = Manager(workshop.consultation)
    keep(
        workshop.id,
        [PoolPlan("Firms", 2, workshop.starts_at - timedelta(days=1), sectors=("business",))],
        by=manager,
    )
    Registered(workshop, name="Ann")
    Registered(workshop, name="Ben", guests=(Guest("Bea"),))
    Registered(workshop, name="Cem", sector=Sector.BUSINESS, guests=(Guest("Cora"), Guest("Cleo")))
    found = [(one.first.attendee.name, one.people, one.obstacle) for one in queue.waiting(workshop)]
    assert found == [("Ben", 2, "kept"), ("Cem", 3, "too_few")]
    browser = signed_in_as(manager)
    browser.get(f"/desk/workshops/{workshop.id}/waiting-list")
    for words in ("Ben and others, 2 in all", "kept for others until", "too few for all"):
        assert words in browser.text(), words


def test_a_place_is_offered_out_of_turn_for_a_reason_that_the_log_keeps(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=1)
    first, _second, third = [Registered(workshop, name=name) for name in ("Ann", "Ben", "Cem")]
    leaving.leave(first.id)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/waiting-list")
    browser.follow("Offer out of turn Cem")
    browser.submit({"reason": ""})
    assert "Say why" in browser.text()
    browser.submit({"reason": "She interprets for others."})
    assert "Offers that stand" in browser.text()
    (line,) = _logged(Act.OFFERED)
    assert (line.party_id, line.reason, line.by_id is not None) == (
        third.id,
        "She interprets for others.",
        True,
    )


def test_an_offer_that_is_open_shows_the_time_that_is_left(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=1)
    first, _second = Registered(workshop), Registered(workshop, name="Ben")
    leaving.leave(first.id)
    offering.offer_freed_places(workshop.id)
    (offered,) = queue.offered(workshop.id)
    assert offered.first.attendee
    assert offered.first.attendee.name == "Ben"
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/waiting-list")
    assert "in 2 days" in browser.text()


def test_somebody_is_removed_from_the_list_and_told_why(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=1)
    Registered(workshop), Registered(workshop, name="Ben", email="ben@home.example")
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/waiting-list")
    browser.follow("Remove Ben")
    browser.submit({"reason": "Entered twice."})
    assert "Nobody waits" in browser.text()
    assert _by_name("Ben").left_because == "removed"
    last = select(Message.text).where(Message.recipient == "ben@home.example").order_by(Message.id.desc())
    assert "Entered twice." in (db.session.scalar(last.limit(1)) or "")


def test_the_log_is_read_in_words_and_taken_away_without_names(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=1)
    comes, _waits = Registered(workshop, name="Ann Archer"), Registered(workshop, name="Ben Baker")
    leaving.leave(comes.id)
    offering.offer_freed_places(workshop.id)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/log")
    for words in (
        "Ann Archer",
        "Got places at once 1 open place",
        "All places are taken",
        "gave up their place",
    ):
        assert words in browser.text(), words
    as_csv = browser.get(f"/desk/workshops/{workshop.id}/log.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(as_csv)))
    as_json = browser.get(f"/desk/workshops/{workshop.id}/log.json").data.decode()
    told = json.loads(as_json)["log"]
    assert [row["act"] for row in rows] == [line["act"] for line in told]
    assert [line["number"] for line in told] == list(range(1, len(told) + 1))
    assert "Ann" not in as_csv + as_json
    assert clock.now().isoformat()[:4] in as_csv


def test_who_only_runs_the_day_decides_on_nobody(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Facilitator(workshop.consultation))
    for page in ("approval", "waiting-list", "log", "log.csv", "pools", "sessions"):
        browser.get(f"/desk/workshops/{workshop.id}/{page}", expect=403)
