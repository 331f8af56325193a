"""Asking for a place."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Update, func, select, update
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.workshops import leaving, queries
from engage.workshops.allocation import places
from engage.workshops.allocation.models import Place
from engage.workshops.models import Attendee, Registration, Standing, Workshop
from engage.workshops.registration import register
from tests.factories import DraftWorkshop, OpenWorkshop, Registered, RequestOf


def _letters_to(registration: Registration) -> list[str]:
    assert registration.attendee
    sent = select(Message).where(Message.recipient == registration.attendee.email).order_by(Message.id)
    return [message.key.split(":")[1] for message in db.session.scalars(sent)]


def _owed(job: Job) -> int:
    return db.session.scalar(select(func.count()).select_from(QueuedJob).where(QueuedJob.job == job)) or 0


def _give_the_first_place(workshop: Workshop, to: Registration) -> Update:
    first = update(Place).where(Place.workshop_id == workshop.id, Place.number == 1)
    return first.values(registration_id=to.id, taken_at=clock.now())


def test_who_registers_gets_a_place_and_a_letter_with_a_calendar_file() -> None:
    registration = Registered(OpenWorkshop())
    assert registration.standing is Standing.PLACE
    message = db.session.scalars(select(Message)).one()
    assert message.key == f"workshop:place:{registration.id}"
    assert message.attachments[0]["name"] == "workshop.ics"


def test_who_comes_when_it_is_full_stands_on_the_waiting_list_in_turn() -> None:
    workshop = OpenWorkshop(capacity=1)
    Registered(workshop)
    second, third = Registered(workshop), Registered(workshop)
    assert [second.standing, third.standing] == [Standing.WAITING, Standing.WAITING]
    assert [queries.position(second), queries.position(third)] == [1, 2]
    assert _letters_to(third) == ["waiting"]


def test_a_newcomer_does_not_take_a_freed_place_over_the_heads_of_those_who_wait() -> None:
    workshop = OpenWorkshop(capacity=1)
    holder, first = Registered(workshop), Registered(workshop)
    leaving.leave(holder.id)
    assert Registered(workshop).standing is Standing.WAITING
    assert first.standing is Standing.OFFERED


def test_a_form_sent_twice_makes_one_registration() -> None:
    workshop, request, key = OpenWorkshop(), RequestOf(), new_id()
    answers = {register(workshop.id, request, submission_key=key) for _ in range(2)}
    assert answers == {Standing.PLACE}
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_an_address_registers_once_and_is_told_so_by_letter() -> None:
    workshop = OpenWorkshop()
    registration = Registered(workshop, email="ann@home.example")
    register(workshop.id, RequestOf(email="Ann@Home.example "), submission_key=new_id())
    register(workshop.id, RequestOf(email="ann@home.example"), submission_key=new_id())
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert _letters_to(registration) == ["place", "again"]


def test_the_answer_to_an_address_that_registered_before_does_not_give_it_away() -> None:
    workshop = OpenWorkshop(capacity=1)
    Registered(workshop, email="ann@home.example")
    assert register(workshop.id, RequestOf(email="ann@home.example")) is Standing.WAITING
    assert register(workshop.id, RequestOf(email="ben@home.example")) is Standing.WAITING


def test_who_left_can_register_again() -> None:
    workshop = OpenWorkshop()
    leaving.leave(Registered(workshop, email="ann@home.example").id)
    assert Registered(workshop, email="ann@home.example").standing is Standing.PLACE


def test_registrations_are_taken_only_while_they_are_open() -> None:
    workshop = OpenWorkshop()
    for at in (workshop.registration_opens_at - timedelta(seconds=1), workshop.registration_closes_at):
        with time_machine.travel(at, tick=False), pytest.raises(RuleBroken, match="not open"):
            register(workshop.id, RequestOf())
    with pytest.raises(RuleBroken, match="not open"):
        register(DraftWorkshop().id, RequestOf())


def test_personal_data_stands_apart_and_goes_without_the_place() -> None:
    registration = Registered(OpenWorkshop(), access_needs="A hearing loop", organisation="Hexton Foods")
    db.session.delete(db.session.scalars(select(Attendee)).one())
    db.session.flush()
    db.session.expire_all()
    assert registration.organisation == "Hexton Foods"
    assert registration.standing is Standing.PLACE


def test_the_database_refuses_a_place_beyond_the_capacity() -> None:
    workshop = OpenWorkshop(capacity=2)
    db.session.add(Place(workshop_id=workshop.id, number=3))
    with pytest.raises(IntegrityError, match="beyond the capacity"):
        db.session.flush()


def test_the_database_refuses_a_capacity_below_the_places_there_are() -> None:
    workshop = OpenWorkshop(capacity=2)
    with pytest.raises(IntegrityError, match="still has places"):
        db.session.execute(update(Workshop).where(Workshop.id == workshop.id).values(capacity=1))


def test_the_database_refuses_a_second_place_for_one_registration() -> None:
    workshop = OpenWorkshop()
    registration = Registered(workshop)
    second = update(Place).where(Place.workshop_id == workshop.id, Place.number == 2)
    with pytest.raises(IntegrityError, match="uq_place_registration_id"):
        db.session.execute(second.values(registration_id=registration.id, taken_at=clock.now()))


def test_the_database_refuses_to_give_away_somebodys_place() -> None:
    workshop = OpenWorkshop()
    _holder, other = Registered(workshop), Registered(workshop)
    places.free([other])
    with pytest.raises(IntegrityError, match="freed before it is given"):
        db.session.execute(_give_the_first_place(workshop, other))


def test_the_database_refuses_a_place_to_somebody_who_waits() -> None:
    workshop = OpenWorkshop(capacity=1)
    holder, waits = Registered(workshop), Registered(workshop)
    places.free([holder])
    with pytest.raises(IntegrityError, match="waits no longer"):
        db.session.execute(_give_the_first_place(workshop, waits))


def test_the_database_refuses_a_place_to_somebody_of_another_workshop() -> None:
    workshop, elsewhere = OpenWorkshop(), Registered(OpenWorkshop())
    places.free([elsewhere])
    with pytest.raises(IntegrityError, match="fk_place_registration"):
        db.session.execute(_give_the_first_place(workshop, elsewhere))


def test_the_database_lets_nobody_leave_with_their_place() -> None:
    registration = Registered(OpenWorkshop())
    leave = update(Registration).where(Registration.id == registration.id)
    with pytest.raises(IntegrityError, match="must be freed first"):
        db.session.execute(leave.values(left_at=clock.now()))
