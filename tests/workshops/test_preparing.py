"""Keeping places, and sessions inside a workshop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob
from engage.organisations.models import Sector
from engage.workshops import arrangements, leaving
from engage.workshops.allocation import sessions
from engage.workshops.allocation.arranging import PoolPlan, keep
from engage.workshops.allocation.models import Act, Logged, Place, Pool, Session, SessionPlace
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.models import Workshop
from engage.workshops.preparing import pools
from tests.browser import Browser
from tests.factories import DraftWorkshop, Manager, OpenWorkshop, Registered
from tests.workshops.test_arrangements import _as_it_is

SignIn = Callable[[Person], Browser]


def _boxes(name: str, at: datetime) -> dict[str, str]:
    here = clock.london(at)
    return {
        f"{name}-day": str(here.day),
        f"{name}-month": str(here.month),
        f"{name}-year": str(here.year),
        f"{name}-time": f"{here:%H:%M}",
    }


def _plan(workshop: Workshop, **values: object) -> SessionPlan:
    plan = SessionPlan("Skills", workshop.starts_at, workshop.starts_at + timedelta(hours=1), 2)
    return replace(plan, **values)


def _session(workshop: Workshop, **values: object) -> Session:
    return sessions.add(workshop.id, _plan(workshop, **values), by=Manager(workshop.consultation))


def _arranged(workshop: Workshop) -> int:
    lines = select(func.count()).where(Logged.workshop_id == workshop.id, Logged.act == Act.ARRANGED)
    return db.session.scalar(lines) or 0


def _numbers(session: Session) -> list[int]:
    of_it = select(SessionPlace.number).where(SessionPlace.session_id == session.id)
    return list(db.session.scalars(of_it.order_by(SessionPlace.number)))


def test_a_manager_keeps_places_in_two_pools_until_a_week_before(signed_in_as: SignIn) -> None:
    workshop = DraftWorkshop(capacity=10, areas=["Hexton", "Marle"])
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/pools")
    browser.submit({"pools-0-name": "Firms", "pools-0-places": "4"}, button="Add another pool")
    assert db.session.scalar(select(func.count()).select_from(Pool)) == 0
    browser.submit(
        {
            "pools-0-sectors": ["business"],
            "pools-1-name": "Marle",
            "pools-1-places": "2",
            "pools-1-areas": ["Marle"],
        },
        button="Save the pools",
    )
    first, second = pools.of(workshop.id)
    assert (first.name, first.sectors, first.areas, first.places) == ("Firms", ["business"], [], 4)
    assert (second.name, second.sectors, second.areas, second.places) == ("Marle", [], ["Marle"], 2)
    assert first.released_at == workshop.starts_at - timedelta(days=7)
    assert "4 kept, 0 taken, 4 free" in browser.text()


def test_a_pool_is_taken_out_and_its_places_are_open_again(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=10)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/pools")
    browser.submit(
        {"pools-0-name": "A", "pools-0-places": "4", "pools-0-sectors": ["business"]}, button="add=yes"
    )
    browser.submit({"pools-1-name": "B", "pools-1-places": "3", "pools-1-sectors": ["public"]})
    browser.submit(button="remove=0")
    browser.submit(button="Save the pools")
    (left,) = pools.of(workshop.id)
    assert (left.name, left.position) == ("B", 1)
    kept = select(func.count()).where(Place.workshop_id == workshop.id, Place.pool_id.is_not(None))
    assert db.session.scalar(kept) == 3


def test_mistakes_in_a_pool_stand_next_to_their_fields_and_lose_nothing(signed_in_as: SignIn) -> None:
    workshop = DraftWorkshop(capacity=3)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/pools")
    browser.submit({"pools-0-name": "", "pools-0-places": "many", "pools-0-released_at-day": "32"})
    for words in ("Give the pool a name", "whole number between 1", "Say whom", "real date"):
        assert words in browser.text(), words
    assert browser.page
    assert browser.page.query("#pools-0-places")[0].attrs["value"] == "many"
    typed = {"pools-0-name": "Firms", "pools-0-places": "9", "pools-0-sectors": ["business"]}
    browser.submit(typed | _boxes("pools-0-released_at", workshop.starts_at))
    assert "“Firms” cannot keep 9 places" in browser.text()
    browser.submit({"pools-0-places": "2"} | _boxes("pools-0-released_at", workshop.ends_at))
    assert "released by the start" in browser.text()


def test_a_pool_counts_who_holds_a_place_already_and_says_when_it_was_released(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=4)
    Registered(workshop, sector=Sector.BUSINESS)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/pools")
    firms = {"pools-0-name": "Firms", "pools-0-places": "3", "pools-0-sectors": ["business"]}
    browser.submit(firms | _boxes("pools-0-released_at", clock.now() - timedelta(hours=1)))
    assert "3 kept, 1 taken, 2 free" in browser.text()
    assert "Released on" in browser.text()


def test_a_session_is_added_with_its_places_and_stands_in_the_log() -> None:
    workshop = DraftWorkshop(capacity=3)
    before = _arranged(workshop)
    session = _session(workshop)
    assert (_numbers(session), _arranged(workshop)) == ([1, 2], before + 1)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"capacity": 4}, "as many as the workshop"),
        ({"starts_at": clock.now()}, "cannot begin before"),
        ({"ends_at": clock.now() + timedelta(days=60)}, "cannot end after"),
        ({"ends_at": clock.now()}, "must be after the start"),
        ({"title": " "}, "Enter a title"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(values: dict[str, object], refusal: str) -> None:
    with pytest.raises(RuleBroken, match=refusal):
        _session(DraftWorkshop(capacity=3), **values)


def test_a_session_is_made_larger_and_smaller_but_never_below_who_has_a_place_in_it() -> None:
    workshop = OpenWorkshop(capacity=6)
    manager = Manager(workshop.consultation)
    session = _session(workshop, capacity=4)
    people = [Registered(workshop, sessions=frozenset([session.id])) for _ in range(3)]
    leaving.leave(people[0].id)
    for capacity in (6, 2):
        sessions.change(workshop.id, session.id, _plan(workshop, capacity=capacity), by=manager)
        assert _numbers(session) == list(range(1, capacity + 1))
    with pytest.raises(RuleBroken, match="2 places are taken"):
        sessions.change(workshop.id, session.id, _plan(workshop, capacity=1), by=manager)


def test_a_session_is_removed_only_while_nobody_registered_has_chosen_it(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    session = _session(workshop)
    chooser = Registered(workshop, sessions=frozenset([session.id]))
    browser = signed_in_as(manager := Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/sessions")
    assert "1 of 2 places are taken" in browser.text()
    assert "cannot be removed" in browser.text()
    with pytest.raises(RuleBroken, match="have chosen"):
        sessions.remove(workshop.id, session.id, by=manager)
    leaving.leave(chooser.id)
    browser.get(f"/desk/workshops/{workshop.id}/sessions")
    browser.submit()
    assert db.session.scalars(select(Session)).all() == []


def test_moving_a_session_that_people_chose_has_them_told_and_puts_nobody_in_two_at_once() -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    hour = timedelta(hours=1)
    first = _session(workshop)
    second = _session(workshop, starts_at=workshop.starts_at + hour, ends_at=workshop.starts_at + 2 * hour)
    Registered(workshop, sessions=frozenset([first.id, second.id]))
    with pytest.raises(RuleBroken, match="in another session"):
        sessions.change(workshop.id, second.id, _plan(workshop), by=manager)
    later = _plan(workshop, starts_at=workshop.starts_at + 2 * hour, ends_at=workshop.ends_at)
    sessions.change(workshop.id, second.id, later, by=manager)
    assert workshop.sequence == 1
    assert Job.TELL_OF_CHANGE in db.session.scalars(select(QueuedJob.job)).all()


def test_sessions_and_the_release_of_places_move_along_with_the_workshop() -> None:
    workshop = OpenWorkshop()
    session = _session(workshop)
    manager, later = Manager(workshop.consultation), timedelta(days=7)
    release = workshop.starts_at - timedelta(days=5)
    keep(workshop.id, [PoolPlan("Firms", 1, release, sectors=("business",))], by=manager)
    begins = session.starts_at
    moved = _as_it_is(workshop, starts_at=workshop.starts_at + later, ends_at=workshop.ends_at + later)
    arrangements.change(workshop.id, moved, by=manager)
    assert session.starts_at == begins + later
    assert pools.of(workshop.id)[0].released_at == release + later
    shorter = _as_it_is(workshop, ends_at=session.starts_at + timedelta(minutes=10))
    with pytest.raises(RuleBroken, match="“Skills” would lie outside"):
        arrangements.change(workshop.id, shorter, by=manager)


def test_a_manager_adds_and_changes_a_session(signed_in_as: SignIn) -> None:
    workshop = DraftWorkshop(capacity=9)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/sessions")
    browser.follow("Add a session")
    browser.submit({"title": "Skills", "capacity": "12"})
    assert "as many as the workshop: 9" in browser.text()
    browser.submit({"capacity": "5", "room": "Hall"})
    browser.follow("Change Skills")
    browser.submit({"room": "Cellar"})
    assert "Cellar" in browser.text()
