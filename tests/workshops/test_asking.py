"""What a workshop asks of its own, and who is invited."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from engage import clock
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.web import Form
from engage.workshops import leaving
from engage.workshops.models import Workshop
from engage.workshops.preparing import asking, forgetting, inviting
from engage.workshops.preparing.inviting import Guest
from engage.workshops.preparing.models import AnswerKind, Invitation, WorkshopQuestion, WorkshopReply
from tests.factories import Manager, OpenWorkshop, Registered

ADA = Guest("Ada Archer", "ada@firm.example", "Archer Ltd")


def _question(workshop: Workshop, kind: AnswerKind = AnswerKind.TEXT, **values: object) -> WorkshopQuestion:
    position = len(asking.of(workshop.id)) + 1
    text = f"Question {position}?"
    question = WorkshopQuestion(
        workshop_id=workshop.id, position=position, text=text, kind=kind, hint="", **values
    )
    db.session.add(question)
    db.session.flush()
    db.session.refresh(workshop)  # as the next request reads it
    return question


def _replies() -> list[object]:
    return list(db.session.scalars(select(WorkshopReply.value).order_by(WorkshopReply.question_id)))


def test_each_kind_of_question_is_asked_and_its_reply_is_kept(app: Flask) -> None:
    registration = Registered(workshop := OpenWorkshop())
    text = _question(workshop)
    one = _question(workshop, AnswerKind.ONE, options=["Bus", "Train"])
    several = _question(workshop, AnswerKind.SEVERAL, options=["Mon", "Tue"])
    yes_no = _question(workshop, AnswerKind.YES_NO)
    sent = MultiDict({asking.name_of(text.id): " By tram ", asking.name_of(one.id): "Bus"})
    sent.setlist(asking.name_of(several.id), ["Mon", "Tue"])
    sent[asking.name_of(yes_no.id)] = "no"
    with app.test_request_context(method="POST"):
        form = asking.form_class(workshop, Form)(sent, meta={"csrf": False})
        assert form.validate(), form.errors
    asking.keep(registration, asking.replies(form))
    assert _replies() == ["By tram", "Bus", ["Mon", "Tue"], False]
    assert asking.said_by(registration)[asking.name_of(yes_no.id)] == "no"


def test_a_required_question_wants_an_answer_and_an_option_that_is_none_is_refused(app: Flask) -> None:
    workshop = OpenWorkshop()
    needed = _question(workshop, required=True)
    one = _question(workshop, AnswerKind.ONE, options=["Bus", "Train"])
    with app.test_request_context(method="POST"):
        sent = MultiDict({asking.name_of(one.id): "Rocket"})
        form = asking.form_class(workshop, Form)(sent, meta={"csrf": False})
        assert not form.validate()
    assert set(form.errors) == {asking.name_of(needed.id), asking.name_of(one.id)}


def test_a_second_answer_takes_the_place_of_the_first_and_none_takes_it_away() -> None:
    registration = Registered(workshop := OpenWorkshop())
    question = _question(workshop)
    for value, kept in (("Tram", ["Tram"]), ("Bus", ["Bus"]), (None, [])):
        asking.keep(registration, {question.id: value})
        assert _replies() == kept


def test_special_replies_go_a_week_after_the_event_or_once_they_left_and_others_stay() -> None:
    workshop = OpenWorkshop()
    comes, leaves = Registered(workshop), Registered(workshop)
    special, plain = _question(workshop, special=True), _question(workshop)
    for registration in (comes, leaves):
        asking.keep(registration, {special.id: "A sign", plain.id: "Bus"})
    leaving.leave(leaves.id)
    assert (forgetting.erase_special(), len(_replies())) == (1, 3)
    _over(workshop, timedelta(days=8))
    assert forgetting.erase_special() == 1
    assert _replies() == ["Bus", "Bus"]


def test_each_address_is_invited_once_and_gets_one_letter_with_a_link_that_opens() -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    assert inviting.add(workshop.id, [ADA, Guest("A. Archer", "ADA@firm.example")], by=manager) == 1
    assert [inviting.send(workshop.id, by=manager) for _ in range(2)] == [1, 0]
    assert db.session.scalars(select(QueuedJob.job)).all() == [Job.SEND_INVITATIONS]
    assert [inviting.post_letters(workshop.id) for _ in range(2)] == [1, 0]
    letter = db.session.scalars(select(Message)).one()
    key = letter.text.split("/invitation/")[1].split()[0]
    found = inviting.opened(workshop, key)
    assert found
    assert (found.name, found.sent_at is not None) == ("Ada Archer", True)
    assert inviting.opened(OpenWorkshop(), key) is None


def test_who_has_not_answered_is_reminded_once_some_days_have_passed() -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    comes, declines, silent = (f"{name}@firm.example" for name in ("a", "b", "c"))
    inviting.add(workshop.id, [Guest("X", one) for one in (comes, declines, silent)], by=manager)
    inviting.send(workshop.id, by=manager)
    inviting.post_letters(workshop.id)
    assert inviting.remind(workshop.id, by=manager) == 0
    db.session.execute(update(Invitation).values(sent_at=clock.now() - timedelta(days=4)))
    db.session.expire_all()
    by_address = {one.email: one for one in db.session.scalars(inviting.everybody(workshop.id))}
    inviting.answered(by_address[comes], Registered(workshop))
    inviting.decline(by_address[declines])
    assert inviting.remind(workshop.id, by=manager) == 1
    inviting.post_letters(workshop.id)
    assert (
        "still like to hear from you"
        in db.session.scalars(
            select(Message.text).where(Message.recipient == silent).order_by(Message.id.desc()).limit(1)
        ).one()
    )


def test_who_registered_without_their_link_is_not_reminded() -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    inviting.add(workshop.id, [ADA], by=manager)
    Registered(workshop, email=ADA.email)
    assert inviting.send(workshop.id, by=manager) == 0


def test_an_invitation_is_good_for_one_booking_at_a_time() -> None:
    workshop = OpenWorkshop()
    inviting.add(workshop.id, [ADA], by=Manager(workshop.consultation))
    invitation = db.session.scalars(inviting.everybody(workshop.id)).one()
    first, second = Registered(workshop), Registered(workshop)
    for _ in range(2):
        inviting.answered(invitation, first)
    with pytest.raises(RuleBroken, match="already"):
        inviting.answered(invitation, second)
    leaving.leave(first.id)
    inviting.answered(invitation, second)
    assert invitation.party_id == second.id


def test_an_invitation_that_was_withdrawn_opens_nothing() -> None:
    workshop = OpenWorkshop()
    manager = Manager(workshop.consultation)
    inviting.add(workshop.id, [ADA], by=manager)
    invitation = db.session.scalars(inviting.everybody(workshop.id)).one()
    inviting.withdraw(invitation, by=manager)
    db.session.flush()
    assert inviting.opened(workshop, inviting.private_key(invitation.id)) is None


def test_names_of_the_invited_are_erased_with_those_of_attendees() -> None:
    workshop = OpenWorkshop()
    inviting.add(workshop.id, [ADA], by=Manager(workshop.consultation))
    workshop.consultation.kept_for_months = 12
    _over(workshop, timedelta(days=350))
    assert forgetting.erase_all() == 0
    _over(workshop, timedelta(days=370))
    assert forgetting.erase_all() == 1
    db.session.expire_all()
    erased = db.session.scalars(inviting.everybody(workshop.id)).one()
    assert (erased.name, erased.email, erased.address_key) == ("", "", None)


def _over(workshop: Workshop, ago: timedelta) -> None:
    at = clock.now() - ago
    workshop.registration_opens_at = at - timedelta(days=9)
    workshop.registration_closes_at = workshop.starts_at = at - timedelta(hours=3)
    workshop.ends_at = at
    db.session.flush()
