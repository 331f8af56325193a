"""A job is a row until its work is done."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engage import clock, jobs
from engage.db import db, new_id
from engage.jobs import Job, QueuedJob, Weather, enqueue
from tests.factories import PartnerBody

pytestmark = pytest.mark.usefixtures("session")


def _owed() -> int:
    return db.session.scalar(select(func.count()).select_from(QueuedJob)) or 0


def _told(at_offset: timedelta = timedelta()) -> list[tuple[Job, UUID]]:
    told: list[tuple[Job, UUID]] = []
    jobs.hand_over(lambda job, queued: told.append((job, queued)), at=clock.now() + at_offset)
    return told


def test_a_job_is_handed_over_once_within_its_lease() -> None:
    queued = enqueue(Job.SEND_MAIL, new_id())
    assert _told() == [(Job.SEND_MAIL, queued.id)]
    assert _told() == []


def test_a_job_that_stays_silent_is_handed_over_again() -> None:
    enqueue(Job.SEND_MAIL, new_id())
    assert len(_told()) == 1
    assert len(_told(jobs.LEASE + timedelta(seconds=1))) == 1


def test_a_job_is_not_handed_over_before_it_is_due() -> None:
    enqueue(Job.SEND_MAIL, new_id(), due_at=clock.now() + timedelta(hours=1))
    assert _told() == []


def test_a_job_stays_owed_while_the_broker_is_away() -> None:
    enqueue(Job.SEND_MAIL, new_id())

    def refuse(job: Job, queued_id: UUID) -> None:
        raise ConnectionError

    assert jobs.hand_over(refuse, at=clock.now()) == 0
    assert len(_told()) == 1


def test_done_work_is_struck_off_with_what_it_changed() -> None:
    queued = enqueue(Job.SEND_MAIL, new_id())
    db.session.commit()
    jobs.perform(queued.id, lambda subject: PartnerBody(slug="done") and None)
    assert _owed() == 0


def test_work_that_breaks_changes_nothing_and_says_why() -> None:
    queued_id = enqueue(Job.SEND_MAIL, new_id()).id
    db.session.commit()

    def broken(subject: UUID) -> None:
        PartnerBody(slug="half-done")
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        jobs.perform(queued_id, broken)
    queued = db.session.get_one(QueuedJob, queued_id)
    assert queued.failed_at
    assert queued.cause == "ValueError"  # its message may quote what somebody wrote
    assert _told(timedelta(days=1)) == []


def test_weather_puts_work_off_and_gives_up_at_last() -> None:
    queued_id = enqueue(Job.SEND_MAIL, new_id()).id
    db.session.commit()

    def storm(subject: UUID) -> None:
        raise Weather("the server is busy")

    for _ in range(jobs.PATIENCE):
        assert db.session.get_one(QueuedJob, queued_id).failed_at is None
        jobs.perform(queued_id, storm)
    assert db.session.get_one(QueuedJob, queued_id).failed_at


@pytest.mark.commits
def test_two_workers_told_of_one_job_do_it_once() -> None:
    queued_id = enqueue(Job.SEND_MAIL, new_id()).id
    db.session.commit()
    done: list[UUID] = []

    def told_again_meanwhile(subject: UUID) -> None:
        with db.engine.connect() as other:
            row = select(QueuedJob.id).where(QueuedJob.id == queued_id).with_for_update(skip_locked=True)
            assert other.execute(row).first() is None
        done.append(subject)

    jobs.perform(queued_id, told_again_meanwhile)
    jobs.perform(queued_id, done.append)
    assert len(done) == 1
