"""Erasing a response from everything that the service knows."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.digests import erasure as digests
from engage.errors import RuleBroken
from engage.feedback.models import Contribution, Response
from engage.feedback.rights import erasure as feedback
from engage.feedback.rights import mailing as rights_mailing
from engage.feedback.rights import requests as rights
from engage.feedback.rights.models import DataRequest, RequestKind, RequestOutcome
from engage.jobs import Job, enqueue
from engage.moderation import erasure as moderation
from engage.summaries import erasure as summaries
from engage.workshops.agreeing import erasure as notes


def order(request: DataRequest, *, by: Person, at: datetime) -> None:
    """Have a response erased as its sender asked; a worker does it, and tells them.

    :raises RuleBroken: if that is not what was asked, or it has been dealt with meanwhile
    """
    if request.kind is not RequestKind.ERASURE:
        raise RuleBroken(_l("Nobody asked for anything to be erased here"))
    rights.demand_open(request)
    request.ordered_at, request.closed_by_id = at, by.id
    audit.record("data_request.erasure_ordered", request, by=by)
    enqueue(Job.ERASE_RESPONSE, request.id)


def carry_out(request_id: UUID) -> None:
    """Erase the response that a request is about; done again, it does nothing."""
    locked = select(DataRequest).where(DataRequest.id == request_id).with_for_update(of=DataRequest)
    request = db.session.scalars(locked).one()
    if request.closed_at or request.response is None:
        return
    at, address = clock.now(), rights_mailing.address_of(request)
    request.closed_at, request.outcome = at, RequestOutcome.CARRIED_OUT
    erase(request.response, at=at)
    audit.record("response.erased", request.response, by=None, request=request.id)
    rights_mailing.tell_answer(request, to=address)


def erase(response: Response, *, at: datetime) -> None:
    """Erase what was said in a response, and all that was made of its words."""
    theirs = select(Contribution.id).where(Contribution.response_id == response.id)
    keys = moderation.text_keys(db.session.scalars(theirs).all())
    places = feedback.places(response)
    ids = feedback.erase(response, at=at)
    moderation.erase(ids, keys)
    notes.erase(ids)
    digests.erase(ids, at=at)
    summaries.erase(ids, places)
