"""Putting a consultation before the public."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from engage import clock
from engage.audit.models import AuditEntry
from engage.consultations import announcing, drafting
from engage.consultations.models import Consultation, Stage
from engage.consultations.publication import SHORTEST, extend, publish
from engage.db import db, transaction
from engage.errors import RuleBroken
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from tests.factories import DraftConsultation, Facilitator, Lead, Manager, OpenConsultation, Staff


def test_publishing_opens_it_to_responses_and_queues_its_announcement() -> None:
    consultation, opens = DraftConsultation(), clock.now() + timedelta(days=1)
    publish(consultation, opens, opens + SHORTEST, by=Staff())
    assert consultation.takes_responses(opens)
    assert not consultation.takes_responses(opens + SHORTEST)
    assert db.session.scalar(select(QueuedJob.job)) is Job.ANNOUNCE_CONSULTATION
    assert db.session.scalar(select(AuditEntry.act)) == "consultation.published"


@pytest.mark.parametrize(
    "lacking", ["lead", "purpose", "lawful_basis", "who_sees", "data_protection_contact"]
)
def test_nothing_is_published_without_what_people_must_know(lacking: str) -> None:
    consultation = DraftConsultation(**{lacking: ""})
    with pytest.raises(RuleBroken, match=r"paragraph|notice"):
        publish(consultation, clock.now(), clock.now() + SHORTEST * 2, by=None)


def test_nothing_is_published_without_a_theme() -> None:
    with pytest.raises(RuleBroken, match="theme"):
        publish(DraftConsultation(themes=[]), clock.now(), clock.now() + SHORTEST * 2, by=None)


def test_two_weeks_are_counted_from_now_at_the_earliest() -> None:
    past = clock.now() - timedelta(days=20)
    with pytest.raises(RuleBroken, match="two weeks"):
        publish(DraftConsultation(), past, past + timedelta(days=30), by=None)


def test_what_was_written_in_the_same_breath_is_published_too() -> None:
    consultation = DraftConsultation()
    drafting.describe(consultation, drafting.Description("Title", "Lead", "Why"), by=None)
    publish(consultation, clock.now(), clock.now() + SHORTEST * 2, by=None)
    assert consultation.background == "Why"


def test_a_second_publication_is_refused() -> None:
    with pytest.raises(RuleBroken, match="already"):
        publish(OpenConsultation(), clock.now(), clock.now() + SHORTEST * 2, by=None)


def test_the_closing_may_only_come_later() -> None:
    consultation = OpenConsultation()
    told = consultation.closes_at
    with pytest.raises(RuleBroken, match="later"):
        extend(consultation, told - timedelta(days=1), by=None)
    extend(consultation, told + timedelta(days=7), by=Staff())
    assert consultation.closes_at == told + timedelta(days=7)


def test_the_announcement_goes_once_to_each_of_its_people() -> None:
    consultation = OpenConsultation()
    manager = Manager(consultation)
    Facilitator(consultation), Lead(consultation.themes[0]), Staff()
    Manager(consultation, active=False)
    announcing.announce(consultation.id)
    announcing.announce(consultation.id)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 3
    letter = db.session.scalars(select(Message).where(Message.recipient == manager.email)).one()
    assert consultation.title in letter.subject
    assert f"/consultations/{consultation.slug}" in letter.text


def test_where_it_stands_follows_from_its_moments() -> None:
    at = clock.now()
    consultation = DraftConsultation()
    assert consultation.stage(at) is Stage.DRAFT
    publish(consultation, at + timedelta(days=1), at + timedelta(days=20), by=None)
    assert [consultation.stage(at + timedelta(days=days)) for days in (0, 2, 20)] == [
        Stage.COMING,
        Stage.OPEN,
        Stage.CLOSED,
    ]


@pytest.mark.commits
def test_of_two_who_publish_at_once_one_is_told_so(app: Flask) -> None:
    consultation_id = DraftConsultation().id
    db.session.commit()
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def attempt() -> None:
        with app.app_context():
            consultation = db.session.get_one(Consultation, consultation_id)
            together.wait()
            try:
                with transaction():
                    publish(consultation, clock.now(), clock.now() + SHORTEST * 2, by=None)
                outcomes.append("published")
            except RuleBroken:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["published", "refused"]
    assert db.session.scalar(select(func.count()).select_from(QueuedJob)) == 1


@pytest.mark.commits
def test_a_theme_cannot_slip_in_while_somebody_publishes(app: Flask) -> None:
    consultation = DraftConsultation()
    db.session.commit()
    consultation_id, refused = consultation.id, []

    def slip_in() -> None:
        with app.app_context():
            try:
                with transaction():
                    late = db.session.get_one(Consultation, consultation_id)
                    drafting.add_theme(late, "A late thought", by=None)
            except RuleBroken:
                refused.append(True)
            db.session.remove()

    with transaction():
        publish(consultation, clock.now(), clock.now() + SHORTEST * 2, by=None)
        db.session.flush()
        thread = threading.Thread(target=slip_in)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it should wait for the one who publishes"
    thread.join()
    assert refused
