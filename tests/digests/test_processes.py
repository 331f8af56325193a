"""Real workers, killed with no warning, lose no digest and send none twice."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from engage import clock
from engage.db import db
from engage.digests import scheduling
from engage.digests.models import DigestItem, Schedule
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from tests.factories import Lead, OpenConsultation, ShownContribution
from tests.mailserver import Sink
from tests.processes import Workers

pytestmark = pytest.mark.commits
LEADS = 6


@pytest.fixture
def workers(app: Flask, smtp_sink: Sink) -> Iterator[Workers]:
    """A worker that sends to the sink."""
    running = Workers(app)
    running.start()
    yield running
    running.kill()
    running.beat.close()


def _leads() -> list[str]:
    theme = OpenConsultation().themes[0]
    for _ in range(5):
        ShownContribution(theme=theme)
    leads = [Lead(theme) for _ in range(LEADS)]
    for lead in leads:
        scheduling.kept(lead, theme)
    db.session.execute(update(Schedule).values(due_at=clock.now()))
    db.session.commit()
    return [lead.email for lead in leads]


def _owed() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(QueuedJob)) or 0


def _settled() -> bool:
    """Say whether every lead has a digest and no work is owed."""
    told = select(func.count(DigestItem.person_id.distinct()))
    return _owed() == 0 and db.session.scalar(told) == LEADS


def _end_leases() -> None:
    db.session.execute(update(QueuedJob).values(handed_at=None))
    db.session.commit()


def _in_state(state: str) -> set[str]:
    return {letter.recipient for letter in db.session.scalars(select(Message)) if letter.state == state}


def test_what_is_due_reaches_each_lead_once_whatever_is_killed(workers: Workers, smtp_sink: Sink) -> None:
    leads = _leads()
    deaths = iter([workers.kill])
    smtp_sink.before_answer = lambda: next(deaths, lambda: None)()  # it dies with a letter in its hands
    workers.beat.send_task("digests.due", queue="relay")
    workers.ring_until(lambda: bool(smtp_sink.taken))
    workers.start()
    time.sleep(1.5)  # it dies while it is starting, or has just begun
    workers.kill()
    workers.start()
    _end_leases()
    workers.ring_until(_settled)
    taken = [letter.recipients[0] for letter in smtp_sink.taken]
    assert len(taken) == len(set(taken)), "a letter came twice"
    assert _in_state("sent") | _in_state("unclear") == set(leads)
    assert _in_state("sent") <= set(taken), "a letter is said to be sent and was not"
    assert _in_state("unclear"), "it died with a letter in its hands"
    assert db.session.scalar(select(func.count(DigestItem.id))) == 5 * LEADS
    assert not db.session.scalars(select(QueuedJob).where(QueuedJob.job == Job.COMPILE_DIGEST)).all()
