"""Who comes against the balance aimed for, and who has not been heard from."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Sector
from engage.organisations.registering import known_as
from engage.workshops.preparing import balance
from engage.workshops.preparing.models import Dimension
from tests.browser import Browser
from tests.factories import ContributionTo, DraftWorkshop, Manager, OpenWorkshop, Registered

SignIn = Callable[[Person], Browser]
BUSINESS = (Dimension.SECTOR, "business")


def test_who_comes_is_counted_against_the_aim_and_who_waits_beside_it() -> None:
    workshop = OpenWorkshop(capacity=4, areas=["Hexton", "Marle"])
    balance.aim(workshop.id, {BUSINESS: 50, (Dimension.AREA, "Marle"): 25}, by=None)
    Registered(workshop, sector=Sector.BUSINESS, area="Marle")
    for _ in range(3):
        Registered(workshop, area="Hexton")
    Registered(workshop, sector=Sector.BUSINESS, area="Hexton")
    found = balance.of(workshop)
    firms = next(one for one in found[Dimension.SECTOR] if one.value == "business")
    assert (firms.coming, firms.total, firms.percent, firms.aim, firms.short, firms.waiting) == (
        1,
        4,
        25,
        50,
        1,
        1,
    )
    assert [(one.value, one.coming, one.short) for one in found[Dimension.AREA]] == [
        ("Hexton", 3, -3),
        ("Marle", 1, 0),
    ]


def test_shares_cannot_be_more_than_the_whole() -> None:
    shares = {BUSINESS: 60, (Dimension.SECTOR, "public"): 50}
    with pytest.raises(RuleBroken, match="100 %"):
        balance.aim(DraftWorkshop().id, shares, by=None)


def test_organisations_that_took_part_and_have_nobody_here_are_named_once() -> None:
    workshop = OpenWorkshop()
    theme = workshop.consultation.themes[0]
    for name in ("Hexton Foods", "Marle Mills"):
        response = ContributionTo(theme=theme).response
        response.organisation_id = known_as(name, sector=Sector.BUSINESS)
    earlier = OpenWorkshop(
        consultation=workshop.consultation, starts_at=workshop.starts_at - timedelta(hours=2)
    )
    for name in ("Age Concern", "hexton foods"):
        Registered(earlier, organisation=name).checked_in_at = clock.now()
    db.session.flush()
    Registered(workshop, organisation="MARLE MILLS")
    found = [(one.name, one.responded) for one in balance.unheard(workshop)]
    assert found == [("Age Concern", False), ("Hexton Foods", True)]


def test_a_manager_says_which_balance_is_aimed_for_and_sees_what_is_missing(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(areas=["Marle"])
    Registered(workshop, area="Marle")
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/balance")
    browser.follow("Say which balance")
    browser.submit({"sector-0": "70", "sector-1": "40"})
    assert "more than 100 %" in browser.text()
    browser.submit({"sector-0": "200"})
    assert "between 0 and 100" in browser.text()
    browser.submit({"sector-0": "50", "sector-1": "30"})
    assert "1 of 1, 100 %; aimed for 50 %" in browser.text()
    assert "Nobody comes yet of these: Businesses" in browser.text()
