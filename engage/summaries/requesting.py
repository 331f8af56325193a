"""Asking for a summary: what has been shown by then is frozen as its evidence."""

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.summaries import evidence, queries
from engage.summaries.models import Summary


def request(consultation: Consultation, *, by: Person | None) -> Summary:
    """Freeze what has been shown so far, and have a summary of it compiled.

    :raises RuleBroken: if nothing has been shown yet, or a summary is being compiled already
    """
    if queries.at_work(consultation.id):
        raise RuleBroken(_l("A summary of this consultation is being compiled already"))
    summary = Summary(
        consultation_id=consultation.id,
        requested_at=clock.now(),
        requested_by_id=by.id if by else None,
    )
    items = evidence.freeze(summary)
    if not items:
        raise RuleBroken(
            _l("There is nothing to summarise yet: no contribution has been shown to the public")
        )
    db.session.add(summary)
    db.session.flush()
    db.session.add_all(items)
    audit.record("summary.requested", summary, by=by, contributions=len(items))
    enqueue(Job.COMPILE_SUMMARY, summary.id)
    return summary
