"""Erasing what somebody sent: the rows stay, so that figures do; their words, names and files go."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, update

from engage.db import db
from engage.feedback import uploads, withdrawal
from engage.feedback.models import Amendment, Contact, Contribution, Draft, Reply, Response, Upload, text_key
from engage.feedback.receipts import issuing as receipts
from engage.feedback.rights.models import DataRequest, ReplacedLink
from engage.logging import logger
from engage.mail.erasure import erase_about

log = logger(__name__)

GONE = "erased"
"""What stands in place of what must say something."""


def erase(response: Response, *, at: datetime) -> list[UUID]:
    """Erase what was sent in a response and who sent it; give the ids of the contributions it had.

    It is withdrawn with that. Organisations stay: they are no people.
    """
    allow()
    withdrawal.withdraw(response, at=at)
    db.session.flush()
    ids = _erase_texts(response.id, at)
    _erase_replies(response.id, at)
    _erase_files(response.id, at)
    _erase_person(response, at)
    response.erased_at = at
    db.session.flush()
    receipts.erase([response.id], at=at)
    log.info("response_erased", response_id=str(response.id))
    return ids


def places(response: Response) -> set[str]:
    """List the places that a response ever gave, to be asked before it is erased."""
    before = db.session.scalars(select(Amendment.before).where(Amendment.response_id == response.id))
    given = [response.area, *(one.get("area") for one in before)]
    return {place for place in given if place}


def allow() -> None:
    """Tell the database that this transaction erases: nothing else may change what people sent."""
    db.session.execute(text("SET LOCAL engage.erasing = 'yes'"))


def erase_requests(which: Collection[UUID], *, at: datetime) -> None:
    """Erase the words and the people of what was asked about data, once it is answered."""
    chosen = update(DataRequest).where(DataRequest.id.in_(which), DataRequest.closed_at.is_not(None))
    db.session.execute(chosen.values(name=None, email=None, text="", answer="", erased_at=at))
    erase_about(which, at=at)


def _erase_texts(response_id: UUID, at: datetime) -> list[UUID]:
    theirs = update(Contribution).where(Contribution.response_id == response_id)
    db.session.execute(theirs.values(text="", text_key=text_key(""), erased_at=at))
    ids = select(Contribution.id).where(Contribution.response_id == response_id)
    return list(db.session.scalars(ids.order_by(Contribution.id)))


def _erase_replies(response_id: UUID, at: datetime) -> None:
    theirs = update(Reply).where(Reply.response_id == response_id)
    db.session.execute(theirs.values(value=GONE, ended_at=func.coalesce(Reply.ended_at, at)))


def _erase_files(response_id: UUID, at: datetime) -> None:
    theirs = or_(
        Upload.response_id == response_id,
        Upload.draft_id.in_(select(Draft.id).where(Draft.amends_id == response_id)),
    )
    for one in db.session.scalars(select(Upload).where(theirs)):
        _unlink(uploads.path(one))
        one.file_name, one.sha256, one.size, one.ended_at = GONE, "", 0, one.ended_at or at


def _unlink(path: Path) -> None:
    # The disk knows no transaction: should this one fail, the file is gone and the job is done again.
    path.unlink(missing_ok=True)


def _erase_person(response: Response, at: datetime) -> None:
    db.session.execute(delete(Contact).where(Contact.response_id == response.id))
    of_it = or_(Draft.amends_id == response.id, Draft.response_id == response.id)
    drafts = db.session.scalars(delete(Draft).where(of_it).returning(Draft.id)).all()
    db.session.execute(update(Amendment).where(Amendment.response_id == response.id).values(before={}))
    db.session.execute(delete(ReplacedLink).where(ReplacedLink.response_id == response.id))
    response.area = response.author_key = None
    response.suspicions = []
    answered = select(DataRequest.id).where(
        DataRequest.response_id == response.id, DataRequest.closed_at.is_not(None)
    )
    erase_requests(db.session.scalars(answered).all(), at=at)
    # Its submission key is the id of the draft that it was, which may have been swept.
    erase_about({response.id, *drafts, *filter(None, [response.submission_key])}, at=at)
    db.session.expire(response, ["contact", "contributions", "replies", "uploads"])
