"""What goes by itself when its time is up, and what falls due meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, delete, func, select

from engage.accounts import Person
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contact, Response
from engage.feedback.rights import mailing as rights_mailing
from engage.feedback.rights import queries as rights_queries
from engage.feedback.rights.erasure import erase_requests
from engage.feedback.rights.models import DataRequest
from engage.mail.erasure import erase_about
from engage.mail.models import Message

_KEPT: Final = func.make_interval(0, func.coalesce(Consultation.kept_for_months, 24))
_END = Consultation.closes_at + _KEPT
AHEAD = timedelta(days=7)
"""How long before a request is due somebody is reminded of it."""
BATCH = 1000


def kept_for(person: Person) -> Sequence[tuple[Consultation, datetime, int]]:
    """List the consultations that somebody manages, with when their names and addresses go and how many."""
    there = (
        select(func.count(Contact.id))
        .join(Response, Response.id == Contact.response_id)
        .where(Response.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    managed = consultations.managed_by(person).where(Consultation.closes_at.is_not(None))
    rows = db.session.execute(managed.add_columns(_END, there).where(there > 0))
    return [(one, until, count) for one, until, count in rows]


def erase_contacts(*, at: datetime) -> int:
    """Erase names and addresses as long after closing as each consultation's notice says; count them.

    With them go the letters that were sent to them. What was said stays.
    """
    over = (
        select(Contact.id, Contact.response_id)
        .join(Response, Response.id == Contact.response_id)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(at > _END)
        .order_by(Contact.id)
        .limit(BATCH)
    )
    erased = 0
    while found := db.session.execute(over).all():
        db.session.execute(delete(Contact).where(Contact.id.in_([row[0] for row in found])))
        erase_about([row[1] for row in found], at=at)
        erased += len(found)
    return erased


def erase_answered(*, at: datetime) -> int:
    """Erase what was asked and answered as long ago as its consultation keeps names; count the requests.

    The letter that told of an erasure goes the day after it was sent.
    """
    over = _answered().where(func.greatest(DataRequest.closed_at, Consultation.closes_at) + _KEPT < at)
    ids = db.session.scalars(over.where(DataRequest.erased_at.is_(None)).order_by(DataRequest.id)).all()
    erase_requests(ids, at=at)
    told = (
        select(DataRequest.id)
        .join(Message, Message.about == DataRequest.id)
        .where(DataRequest.erased_at.is_not(None), Message.recipient != "")
        .where(Message.sent_at < at - timedelta(days=1))
    )
    erase_about(db.session.scalars(told.distinct().order_by(DataRequest.id)).all(), at=at)
    return len(ids)


def remind(*, at: datetime) -> int:
    """Remind those who owe an answer a week before it is due, once; count the requests."""
    due = rights_queries.due_by(at + AHEAD)
    for request in due:
        rights_mailing.remind_staff(request)
        request.reminded_at = at
    return len(due)


def _answered() -> Select[UUID]:
    return (
        select(DataRequest.id)
        .outerjoin(Consultation, Consultation.id == DataRequest.consultation_id)
        .where(DataRequest.closed_at.is_not(None))
    )
