"""Setting up a workshop, moving it, cancelling it, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.mail.models import Message
from engage.workshops import arrangements, leaving, queries, telling
from engage.workshops.allocation import arranging, offering
from engage.workshops.allocation.models import Place
from engage.workshops.arrangements import Plan
from engage.workshops.models import Registration, Workshop
from tests.factories import DraftWorkshop, Manager, OpenConsultation, OpenWorkshop, Registered


def _plan(**values: object) -> Plan:
    start = clock.now() + timedelta(days=20)
    plan = Plan(
        title="Growth over lunch",
        venue="Town hall",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        registration_opens_at=start - timedelta(days=30),
        registration_closes_at=start - timedelta(days=1),
    )
    return replace(plan, **values)


def _as_it_is(workshop: Workshop, **values: object) -> Plan:
    names = Plan.__dataclass_fields__
    return replace(Plan(**{name: getattr(workshop, name) for name in names}), **values)


def _manager(workshop: Workshop) -> Person:
    return Manager(workshop.consultation)


def _told(registration: Registration, cause: str) -> list[Message]:
    letters = select(Message).where(Message.key.startswith(f"workshop:{cause}:{registration.id}"))
    return list(db.session.scalars(letters.order_by(Message.id)))


def test_a_workshop_is_set_up_with_all_its_places() -> None:
    consultation = OpenConsultation()
    workshop = arrangements.set_up(consultation, "growth", _plan(), 40, by=Manager(consultation))
    numbers = select(Place.number).where(Place.workshop_id == workshop.id).order_by(Place.number)
    assert db.session.scalars(numbers).all() == list(range(1, 41))
    assert not workshop.takes_registrations(clock.now())


def test_an_address_that_is_none_is_refused_as_that() -> None:
    consultation = OpenConsultation()
    with pytest.raises(RuleBroken, match="small letters"):
        arrangements.set_up(consultation, "Growth Day", _plan(), 5, by=Manager(consultation))


def test_two_workshops_cannot_have_one_web_address() -> None:
    workshop = DraftWorkshop(slug="growth")
    with pytest.raises(RuleBroken, match="has this web address"):
        arrangements.set_up(workshop.consultation, "growth", _plan(), 5, by=_manager(workshop))


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"venue": ""}, "Enter a venue"),
        ({"ends_at": clock.now()}, "end must be after"),
        ({"starts_at": clock.now()}, "must be in the future"),
        ({"registration_closes_at": clock.now() - timedelta(days=90)}, "close after it opens"),
        ({"registration_closes_at": clock.now() + timedelta(days=21)}, "close by the start"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(values: dict[str, object], refusal: str) -> None:
    with pytest.raises(RuleBroken, match=refusal):
        arrangements.set_up(OpenConsultation(), "growth", _plan(**values), 5, by=None)


def test_a_workshop_is_published_once() -> None:
    workshop = DraftWorkshop()
    arrangements.publish(workshop.id, by=_manager(workshop))
    assert workshop.takes_registrations(clock.now())
    with pytest.raises(RuleBroken, match="already been published"):
        arrangements.publish(workshop.id, by=_manager(workshop))


def test_a_move_is_told_to_all_who_registered_once_and_raises_the_sequence() -> None:
    workshop = OpenWorkshop(capacity=1)
    comes, waits = Registered(workshop), Registered(workshop)
    moved = _as_it_is(workshop, ends_at=workshop.ends_at + timedelta(hours=1))
    arrangements.change(workshop.id, moved, by=_manager(workshop))
    assert [telling.tell_everybody(workshop.id) for _ in range(2)] == [2, 2]
    (to_who_comes,), (to_who_waits,) = _told(comes, "changed"), _told(waits, "changed")
    assert "SEQUENCE:1" in to_who_comes.attachments[0]["content"]
    assert to_who_waits.attachments == []


def test_who_registers_after_a_move_is_not_told_of_it() -> None:
    workshop = OpenWorkshop()
    arrangements.change(workshop.id, _as_it_is(workshop, venue="Town hall"), by=_manager(workshop))
    later = Registered(workshop)
    telling.tell_everybody(workshop.id)
    assert _told(later, "changed") == []


def test_a_new_description_is_told_to_nobody() -> None:
    workshop = OpenWorkshop()
    arrangements.change(workshop.id, _as_it_is(workshop, description="More."), by=_manager(workshop))
    assert (workshop.description, workshop.sequence, workshop.changed_at) == ("More.", 0, None)


def test_a_cancellation_is_told_to_all_with_the_reason_and_takes_it_out_of_calendars() -> None:
    workshop = OpenWorkshop(capacity=1)
    comes, waits = Registered(workshop), Registered(workshop)
    arrangements.cancel(workshop.id, "The hall is flooded.", by=_manager(workshop))
    telling.tell_everybody(workshop.id)
    (letter,) = _told(comes, "cancelled")
    assert "The hall is flooded." in letter.text
    assert "METHOD:CANCEL" in letter.attachments[0]["content"]
    assert len(_told(waits, "cancelled")) == 1
    with pytest.raises(RuleBroken, match="has been cancelled"):
        arrangements.publish(workshop.id, by=_manager(workshop))


def test_more_places_go_to_those_who_wait() -> None:
    workshop = OpenWorkshop(capacity=1)
    _holder, first, second, third = [Registered(workshop) for _ in range(4)]
    arranging.resize(workshop.id, 3, by=_manager(workshop))
    offering.offer_freed_places(workshop.id)
    assert [first.standing, second.standing, third.standing] == ["offered", "offered", "waiting"]


def test_only_free_places_can_be_taken_away_and_who_comes_keeps_theirs() -> None:
    workshop = OpenWorkshop(capacity=5)
    comers = [Registered(workshop) for _ in range(4)]
    for gone in comers[:2]:
        leaving.leave(gone.id)
    arranging.resize(workshop.id, 2, by=_manager(workshop))
    held = select(Place.registration_id).where(Place.workshop_id == workshop.id)
    assert set(db.session.scalars(held)) == {comer.id for comer in comers[2:]}
    with pytest.raises(RuleBroken, match="Only 0 places are free"):
        arranging.resize(workshop.id, 1, by=_manager(workshop))
    assert queries.seats([workshop])[workshop.id].left == 0
