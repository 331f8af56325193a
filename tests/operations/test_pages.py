"""What operators see and can mend."""

from collections.abc import Callable

from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db, new_id
from engage.jobs import Job, QueuedJob, enqueue
from tests.browser import Browser
from tests.factories import Administrator, Manager, OpenConsultation

SignIn = Callable[[Person], Browser]


def _failed() -> QueuedJob:
    queued = enqueue(Job.SEND_MAIL, new_id())
    queued.failed_at, queued.cause = clock.now(), "ValueError: no such letter"
    db.session.flush()
    return queued


def test_the_glance_tells_of_failed_work(signed_in_as: SignIn) -> None:
    _failed()
    browser = signed_in_as(Administrator())
    browser.get("/operations")
    assert "jobs failed 1" in browser.text()


def test_a_failed_job_is_owed_again_when_an_operator_retries_it(signed_in_as: SignIn) -> None:
    queued_id = _failed().id
    browser = signed_in_as(Administrator())
    browser.get("/operations/jobs")
    assert "no such letter" in browser.text()
    browser.submit(form="main form[action$=retry]")
    assert "It will be tried again" in browser.text()
    assert db.session.get_one(QueuedJob, queued_id).failed_at is None
    assert db.session.scalar(select(AuditEntry.act)) == "job.retried"


def test_a_job_that_is_done_meanwhile_is_said_to_be(signed_in_as: SignIn) -> None:
    queued = _failed()
    browser = signed_in_as(Administrator())
    browser.get("/operations/jobs")
    db.session.delete(db.session.get_one(QueuedJob, queued.id))
    db.session.commit()
    browser.submit(form="main form[action$=retry]")
    assert "has been done, or dropped, meanwhile" in browser.text()


def test_the_trail_is_found_by_act_and_by_person(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    audit.record("consultation.published", consultation, by=Manager(consultation, name="Asha Rao"))
    audit.record("consultation.closed", consultation, by=Manager(consultation, name="Tom Ellis"))
    browser = signed_in_as(Administrator())
    browser.get("/operations/audit")
    assert "Asha Rao" in browser.text()
    browser.submit({"person": "ellis"}, form="main form")
    assert "Tom Ellis" in browser.text()
    assert "Asha Rao" not in browser.text()


def test_a_manager_does_not_operate_the_service(signed_in_as: SignIn) -> None:
    browser = signed_in_as(Manager(OpenConsultation()))
    browser.get("/operations/audit", expect=403)
