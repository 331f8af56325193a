"""What somebody does on their own page: answers an offer, asks again, chooses sessions, changes details."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from engage.db import db
from engage.errors import RuleBroken
from engage.mail.models import Message
from engage.workshops import leaving, links, queries, rejoining
from engage.workshops.allocation import choosing, offering, replaying, sessions
from engage.workshops.allocation.models import Session
from engage.workshops.models import Admission, Registration, Standing, Workshop
from engage.workshops.registration import Guest
from tests.browser import Browser
from tests.factories import Manager, OpenWorkshop, Registered


def _page_of(registration: Registration) -> str:
    return f"/registrations/{links.private_key(registration.id)}"


def _offered(**values: object) -> tuple[Workshop, Registration]:
    workshop = OpenWorkshop(capacity=1, **values)
    holder, waits = Registered(workshop), Registered(workshop, diet="No nuts")
    leaving.leave(holder.id)
    offering.offer_freed_places(workshop.id)
    return workshop, waits


def _session(workshop: Workshop, title: str, capacity: int, hour: int = 0) -> Session:
    begins = workshop.starts_at + timedelta(hours=hour)
    plan = sessions.SessionPlan(title, begins, begins + timedelta(hours=1), capacity)
    return sessions.add(workshop.id, plan, by=Manager(workshop.consultation))


def _registrations() -> int:
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


def test_an_offer_says_how_long_it_stands_and_is_taken_up(client: Browser) -> None:
    _workshop, waits = _offered()
    client.get(_page_of(waits))
    assert "A place is held for you" in client.text()
    assert "You have 47 hours to answer" in client.text()
    client.submit(form="form[action$=accept]")
    assert "The place is yours" in client.text()
    assert "You have a place" in client.text()


def test_an_offer_is_declined_and_asked_for_again_in_one_act(client: Browser) -> None:
    workshop, waits = _offered()
    client.get(_page_of(waits))
    client.submit(form="form[action$=decline]")
    assert "You have declined the place" in client.text()
    assert Registered(workshop).standing is Standing.PLACE
    client.get(_page_of(waits))
    client.submit()
    assert "You have asked again" in client.text()
    assert "You are on the waiting list" in client.text()
    client.get(_page_of(waits))
    client.follow("You have asked again since")
    assert client.at != _page_of(waits)


def test_an_offer_that_lapsed_says_so_kindly_and_lets_them_join_at_the_end(client: Browser) -> None:
    workshop, waits = _offered()
    assert waits.offered_until
    with time_machine.travel(waits.offered_until - timedelta(minutes=1), tick=False) as time:
        client.get(_page_of(waits))
        assert "You have 1 minute to answer" in client.text()
        time.shift(60)
        client.submit(form="form[action$=accept]")
        assert "The time for this offer is over" in client.text()
        offering.offer_freed_places(workshop.id)
        others = [Registered(workshop) for _ in range(2)]
        time.shift(1)
        client.get(_page_of(waits))
        assert "That is easily done" in client.text()
        page, at = client.page, client.at
        for _ in range(2):
            client.page, client.at = page, at
            client.submit()
            assert "You are on the waiting list" in client.text()
    assert _registrations() == 5
    assert [one.standing for one in others] == ["place", "waiting"]
    anew = rejoining.followed_by(waits)
    assert anew
    assert queries.position(anew) == 2
    assert replaying.replay(workshop).differences == []


def test_asking_again_twice_at_once_asks_once() -> None:
    _workshop, waits = _offered()
    offering.decline(waits.id)
    assert len({rejoining.rejoin(waits.id).id for _ in range(2)}) == 1
    assert _registrations() == 3


def test_who_registered_again_by_the_form_cannot_do_so_from_the_old_page_too() -> None:
    workshop, waits = _offered()
    offering.decline(waits.id)
    assert waits.attendee
    Registered(workshop, email=waits.attendee.email)
    with pytest.raises(RuleBroken, match="have registered again already"):
        rejoining.rejoin(waits.id)
    assert _registrations() == 3


def test_all_who_left_together_ask_together_with_what_they_said(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=2, areas=["North"])
    session = _session(workshop, "Skills", 2)
    ann = Registered(
        workshop,
        organisation="Hexton Foods",
        area="North",
        guests=(Guest("Ben Baker"),),
        sessions=frozenset({session.id}),
    )
    leaving.leave_together(ann.id)
    client.get(_page_of(ann))
    client.submit()
    anew = rejoining.followed_by(ann)
    assert anew
    assert anew.standing is Standing.PLACE
    assert (anew.area, anew.organisation) == ("North", "Hexton Foods")
    assert [one.attendee and one.attendee.name for one in queries.party(anew)][1] == "Ben Baker"
    assert queries.sessions_of(anew) == [session]


def test_who_was_removed_or_refused_does_not_ask_again_by_themselves(client: Browser) -> None:
    registration = Registered(OpenWorkshop())
    leaving.remove(registration.id, "A mistake", by=Manager(registration.workshop.consultation))
    client.get(_page_of(registration))
    assert "The organisers have taken back your registration" in client.text()
    assert "Ask again" not in client.text()
    with pytest.raises(RuleBroken):
        rejoining.rejoin(registration.id)


def test_somebody_who_waits_reads_why(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=2)
    session = _session(workshop, "Skills", 1)
    Registered(workshop, sessions=frozenset({session.id}))
    waits = Registered(workshop, sessions=frozenset({session.id}))
    client.get(_page_of(waits))
    assert "A session that you chose has no room for you" in client.text()
    client.follow("Change your sessions")
    client.submit({"sessions": []})
    offering.offer_freed_places(workshop.id)
    client.get(_page_of(waits))
    assert "A place is held for you" in client.text()
    assert replaying.replay(workshop).differences == []


def test_sessions_are_changed_within_their_room(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=3)
    full, open_ = _session(workshop, "Skills", 1), _session(workshop, "Homes", 2, hour=1)
    Registered(workshop, sessions=frozenset({full.id}))
    registration = Registered(workshop)
    client.get(f"{_page_of(registration)}/sessions")
    assert "Full. If you choose it" in client.text()
    client.submit({"sessions": [str(full.id), str(open_.id)]})
    assert "“Skills” has no room for you" in client.text()
    assert "There is a problem" in client.text()
    client.submit({"sessions": [str(open_.id)]})
    assert "Homes" in client.text()
    assert {room.session.title: room.left for room in choosing.rooms(workshop)} == {
        "Skills": 0,
        "Homes": 1,
    }
    letter = select(Message).where(Message.key.startswith(f"workshop:chose:{registration.id}"))
    assert "Homes" in db.session.scalars(letter).one().attachments[0]["content"]
    assert replaying.replay(workshop).differences == []


def test_two_sessions_at_one_time_are_refused_at_the_field(client: Browser) -> None:
    workshop = OpenWorkshop()
    chosen = [str(_session(workshop, title, 2).id) for title in ("Skills", "Homes")]
    registration = Registered(workshop)
    client.get(f"{_page_of(registration)}/sessions")
    client.submit({"sessions": chosen})
    assert "Two of these sessions are at the same time" in client.text()


def test_a_place_in_a_session_that_comes_free_goes_first_to_who_waits_for_it() -> None:
    workshop = OpenWorkshop(capacity=3)
    session = _session(workshop, "Skills", 1)
    holder = Registered(workshop, sessions=frozenset({session.id}))
    waits = Registered(workshop, sessions=frozenset({session.id}))
    other = Registered(workshop)
    choosing.choose(holder.id, frozenset())
    with pytest.raises(RuleBroken, match="has no room"):
        choosing.choose(other.id, frozenset({session.id}))
    assert waits.standing is Standing.OFFERED


def test_details_are_changed_until_it_is_over(client: Browser) -> None:
    registration = Registered(OpenWorkshop(), name="Ann Archre")
    client.get(f"{_page_of(registration)}/details/{registration.id}")
    client.submit({"name": "", "diet": "No nuts"})
    assert "Enter the name" in client.text()
    client.submit({"name": "Ann Archer"})
    assert registration.attendee
    assert (registration.attendee.name, registration.attendee.diet) == ("Ann Archer", "No nuts")
    with time_machine.travel(registration.workshop.ends_at, tick=False):
        client.get(f"{_page_of(registration)}/details/{registration.id}")
        client.submit({"name": "Somebody"})
        assert "cannot be changed any more" in client.text()


def test_a_stranger_is_no_guest_of_theirs(client: Browser) -> None:
    workshop = OpenWorkshop()
    ann, stranger = Registered(workshop), Registered(workshop)
    client.get(f"{_page_of(ann)}/details/{stranger.id}", expect=403)
    client.get(f"{_page_of(ann)}/details/{Registered(OpenWorkshop()).id}", expect=404)


def test_who_asked_sees_that_the_organisers_decide(client: Browser) -> None:
    registration = Registered(OpenWorkshop(admission=Admission.APPROVAL))
    client.get(_page_of(registration))
    assert "We have your request" in client.text()
    client.follow("Take your request back")
    client.submit()
    assert "You are no longer registered" in client.text()


def test_the_ticket_is_shown_to_those_with_a_place(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=1)
    holder, waits = Registered(workshop), Registered(workshop)
    client.get(_page_of(holder))
    assert "Your ticket" in client.text()
    client.get(_page_of(waits))
    assert "Your ticket" not in client.text()
    client.get(f"{_page_of(waits)}/workshop.ics", expect=404)
