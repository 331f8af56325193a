"""Who holds which role, and what it opens."""

import threading
from uuid import UUID

import pytest
from flask import Flask

from engage.accounts import people
from engage.consultations import appointing, policy, roles
from engage.consultations.models import Role
from engage.db import db, transaction
from engage.errors import RuleBroken
from engage.mail.models import Message
from tests.factories import (
    Administrator,
    DraftConsultation,
    Facilitator,
    Lead,
    Manager,
    OpenConsultation,
    Staff,
)


def test_somebody_new_is_given_an_account_a_role_and_an_invitation() -> None:
    consultation = DraftConsultation()
    person = appointing.appoint("Ana@Council.example", "Ana Rao", Role.MANAGER, consultation, by=None)
    assert person.email == "ana@council.example"
    assert policy.may_manage(person, consultation)
    letter = db.session.query(Message).one()
    assert letter.recipient == person.email
    assert "http://127.0.0.1:8000/sign-in/reset/" in letter.text


def test_somebody_with_an_account_is_given_the_role_alone() -> None:
    person = Staff()
    appointing.appoint(person.email, "", Role.LEAD, DraftConsultation(), by=None)
    assert db.session.query(Message).count() == 0


def test_a_role_is_given_once() -> None:
    consultation = DraftConsultation()
    lead = Lead(consultation.themes[0])
    with pytest.raises(RuleBroken, match="already"):
        roles.give(lead, Role.LEAD, consultation, consultation.themes[0], by=None)
    roles.give(lead, Role.LEAD, consultation, consultation.themes[1], by=None)


def test_nobody_manages_one_theme_or_a_theme_of_another_consultation() -> None:
    consultation, other = DraftConsultation(), DraftConsultation()
    with pytest.raises(RuleBroken, match="whole"):
        roles.give(Staff(), Role.MANAGER, consultation, consultation.themes[0], by=None)
    with pytest.raises(RuleBroken, match="another"):
        roles.give(Staff(), Role.LEAD, consultation, other.themes[0], by=None)


def test_the_last_manager_stays() -> None:
    consultation = DraftConsultation()
    first = Manager(consultation)
    held = _held(first)
    with pytest.raises(RuleBroken, match="manage"):
        roles.take_away(held, by=first)
    second = Manager(consultation)
    roles.take_away(held, by=second)
    assert not policy.may_manage(first, consultation)


@pytest.mark.commits
def test_two_managers_cannot_remove_each_other_at_once(app: Flask) -> None:
    consultation = DraftConsultation()
    held = [_held(Manager(consultation)).id for _ in range(2)]
    db.session.commit()
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def remove(held_id: UUID) -> None:
        with app.app_context():
            theirs = db.session.get_one(roles.RoleHeld, held_id)
            together.wait()
            try:
                with transaction():
                    roles.take_away(theirs, by=None)
                outcomes.append("removed")
            except RuleBroken:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=remove, args=(one,)) for one in held]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["refused", "removed"]


def _held(person: object) -> roles.RoleHeld:
    return db.session.query(roles.RoleHeld).filter_by(person_id=person.id).one()  # type: ignore[attr-defined]


def test_what_each_role_opens() -> None:
    consultation = OpenConsultation()
    theme, other = consultation.themes
    who = {
        "nobody": Staff(),
        "lead": Lead(theme),
        "theme facilitator": Facilitator(consultation, theme),
        "facilitator": Facilitator(consultation),
        "manager": Manager(consultation),
        "administrator": Administrator(),
        "stranger": Manager(DraftConsultation()),
    }

    def those(may: object) -> set[str]:
        return {name for name, person in who.items() if may(person)}  # type: ignore[operator]

    here = consultation.id
    assert those(lambda p: policy.may_manage(p, consultation)) == {"manager", "administrator"}
    assert those(lambda p: policy.may_create(p)) == {"manager", "administrator", "stranger"}
    assert those(lambda p: policy.may_moderate(p, here)) == {"facilitator", "manager"}
    assert those(lambda p: policy.may_moderate(p, here, theme.id)) == {
        "facilitator",
        "theme facilitator",
        "manager",
    }
    assert those(lambda p: policy.may_moderate(p, here, other.id)) == {"facilitator", "manager"}
    assert those(lambda p: policy.may_see_draft(p, consultation)) == set(who) - {"nobody", "stranger"}


def test_an_account_needs_a_name_and_a_long_password() -> None:
    with pytest.raises(RuleBroken, match="name"):
        people.add("a@council.example", " ", password=None, administrator=False, by=None)
    with pytest.raises(RuleBroken, match="12"):
        people.add("a@council.example", "A", password="short", administrator=False, by=None)


def test_an_administrator_cannot_shut_themselves_out() -> None:
    administrator = Administrator()
    with pytest.raises(RuleBroken, match="your own"):
        people.set_active(administrator, False, by=administrator)
