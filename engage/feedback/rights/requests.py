"""What people ask about their own data: acknowledged at once, answered within 30 days."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback.intake import storable
from engage.feedback.models import Response
from engage.feedback.rights import mailing as rights_mailing
from engage.feedback.rights.models import DataRequest, RequestKind, RequestOutcome
from engage.logging import logger
from engage.web import private_links
from engage.web.private_links import key_hash

log = logger(__name__)

WITHIN: Final = timedelta(days=30)
"""How long a request may take to be answered."""
LONGEST: Final = 5_000
"""Characters of what is asked, and of an answer."""


def private_key(request_id: UUID) -> str:
    """Make the key in the link to the page of a request."""
    return private_links.private_key("data request", request_id)


def ask_erasure(response: Response, *, at: datetime) -> DataRequest:
    """Ask that all that was said in a response, and who said it, be erased; asked again, it is one request.

    :raises RuleBroken: if it is erased already
    """
    _locked(response)
    if response.erased_at:
        raise RuleBroken(_l("This response is erased already"))
    asked = select(DataRequest).where(
        DataRequest.response_id == response.id,
        DataRequest.kind == RequestKind.ERASURE,
        DataRequest.closed_at.is_(None),
    )
    return db.session.scalar(asked) or _made(RequestKind.ERASURE, at, response=response)


def ask(
    kind: RequestKind,
    *,
    text: str,
    at: datetime,
    response: Response | None = None,
    consultation: Consultation | None = None,
    name: str | None = None,
    email: str | None = None,
) -> DataRequest:
    """Take a question or a complaint about somebody's data; the same words sent twice are one request.

    :raises RuleBroken: if it says nothing or too much, or there is no way to answer
    """
    said = storable(text).strip()
    if not said:
        raise RuleBroken(_l("Write what it is about"), field="text")
    if len(said) > LONGEST:
        raise RuleBroken(_l("This must be %(most)s characters or fewer", most=LONGEST), field="text")
    if response is None and email is None:
        raise RuleBroken(_l("Enter an e-mail address, so that we can answer"), field="email")
    twin = select(DataRequest).where(
        DataRequest.kind == kind,
        DataRequest.text == said,
        DataRequest.closed_at.is_(None),
        DataRequest.response_id == response.id if response else DataRequest.email == email,
    )
    found = db.session.scalar(twin.limit(1))
    return found or _made(kind, at, response, consultation, text=said, name=name, email=email)


def answer(request: DataRequest, text: str, *, by: Person, at: datetime) -> None:
    """Answer a question or a complaint, and tell whoever asked.

    :raises RuleBroken: if it is answered already, or the answer says nothing
    """
    _close(request, RequestOutcome.ANSWERED, text, by, at)


def refuse(request: DataRequest, reason: str, *, by: Person, at: datetime) -> None:
    """Refuse to erase, with a reason that whoever asked is told.

    :raises RuleBroken: if it is closed or being carried out already, or no reason is given
    """
    _close(request, RequestOutcome.REFUSED, reason, by, at)


def demand_open(request: DataRequest) -> None:
    """Lock a request and see that nobody has closed it or had it carried out.

    :raises RuleBroken: if somebody has
    """
    held = select(DataRequest.id).where(DataRequest.id == request.id).with_for_update()
    db.session.execute(held)
    db.session.refresh(request, ["closed_at", "ordered_at"])
    if request.closed_at or request.ordered_at:
        raise RuleBroken(_l("This request has been dealt with meanwhile"))


def _close(request: DataRequest, outcome: RequestOutcome, text: str, by: Person, at: datetime) -> None:
    demand_open(request)
    said = storable(text).strip()
    if not said:
        raise RuleBroken(_l("Write what whoever asked is to be told"), field="answer")
    if len(said) > LONGEST:
        raise RuleBroken(_l("This must be %(most)s characters or fewer", most=LONGEST), field="answer")
    request.closed_at, request.closed_by_id = at, by.id
    request.outcome, request.answer = outcome, said
    audit.record("data_request.closed", request, by=by, outcome=outcome)
    rights_mailing.tell_answer(request)


def _made(
    kind: RequestKind,
    at: datetime,
    response: Response | None = None,
    consultation: Consultation | None = None,
    **said: str | None,
) -> DataRequest:
    request_id = new_id()
    request = DataRequest(
        id=request_id,
        kind=kind,
        consultation_id=response.consultation_id if response else consultation.id if consultation else None,
        response_id=response.id if response else None,
        secret_hash=key_hash(private_key(request_id)),
        made_at=at,
        due_at=at + WITHIN,
        **said,
    )
    db.session.add(request)
    db.session.flush()
    rights_mailing.acknowledge(request, private_key(request_id), at=at)
    audit.record("data_request.made", request, by=None, kind=kind)
    log.info("data_request_made", request_id=str(request_id), kind=kind)
    return request


def _locked(response: Response) -> None:
    db.session.execute(select(Response.id).where(Response.id == response.id).with_for_update())
    db.session.refresh(response, ["erased_at"])
