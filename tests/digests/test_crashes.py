"""Whatever races or dies, a digest is written once and sent once."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from engage import clock, jobs
from engage.db import db, transaction
from engage.digests import scheduling
from engage.digests.compiling import compile_due
from engage.digests.models import Digest, DigestItem, Schedule
from engage.jobs import Job, QueuedJob
from engage.mail import sending
from engage.mail.models import Message
from tests.factories import Lead, OpenConsultation, ShownContribution
from tests.mailserver import Sink
from tests.together import at_once

pytestmark = pytest.mark.commits


@pytest.fixture
def schedule_id() -> UUID:
    """A schedule of a lead under whose theme three contributions are new."""
    theme = OpenConsultation().themes[0]
    lead = Lead(theme)
    for _ in range(3):
        ShownContribution(theme=theme)
    schedule = scheduling.kept(lead, theme)
    db.session.commit()
    return schedule.id


def _count(table: type[Digest | DigestItem | Message | QueuedJob]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_workers_that_compile_at_once_make_one_digest(app: Flask, schedule_id: UUID) -> None:
    at_once(app, [lambda: compile_due(schedule_id)] * 4)
    assert (_count(Digest), _count(DigestItem), _count(Message)) == (1, 3, 1)


def test_two_beats_owe_one_compilation(app: Flask, schedule_id: UUID) -> None:
    schedule = db.session.get_one(Schedule, schedule_id)
    at = schedule.due_at or clock.now()
    db.session.rollback()
    at_once(app, [lambda: scheduling.enqueue_due(at)] * 4)
    assert _count(QueuedJob) == 1


def test_a_worker_that_dies_while_compiling_leaves_nothing_and_the_next_does_it_all(
    schedule_id: UUID, smtp_sink: Sink
) -> None:
    queued_id = jobs.enqueue(Job.COMPILE_DIGEST, schedule_id).id
    db.session.commit()
    compile_due(schedule_id)
    db.session.rollback()  # dead before the commit
    assert (_count(Digest), _count(Message)) == (0, 0)
    for _ in range(2):
        jobs.perform(queued_id, lambda subject: compile_due(subject) and None)
        for message_id in db.session.scalars(select(Message.id)).all():
            with transaction():
                sending.deliver(message_id)
    assert len(smtp_sink.taken) == 1
