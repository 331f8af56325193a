"""Having one text say something else: it gets a version more, which moderators see anew."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage.analysis.characters import whole
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Amendment, Contribution, Response, text_key
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event

GONE = _l("This text was taken back, so there is nothing to change")


def reword(contribution: Contribution, text: str, *, at: datetime) -> Contribution:
    """Make the next version of a text, and give it; the same words again change nothing.

    What moderators have decided on stands until they decide on the new one.

    :raises RuleBroken: if it was taken back
    """
    response = _locked(contribution)
    latest = _latest(contribution)
    if response.withdrawn_at or latest.ended_at:
        raise RuleBroken(GONE)
    text = whole(text).strip()
    if text == latest.text:
        return latest
    response.version, response.amended_at = response.version + 1, at
    new = Contribution(
        response_id=response.id,
        consultation_id=latest.consultation_id,
        theme_id=latest.theme_id,
        question_id=latest.question_id,
        position=latest.position,
        version=response.version,
        kind=latest.kind,
        channel=latest.channel,
        text=text,
        text_key=text_key(text),
        received_at=at,
        dissents_from_id=latest.dissents_from_id,
    )
    db.session.add_all([new, Amendment(response_id=response.id, version=response.version, made_at=at)])
    db.session.flush()
    db.session.expire(response)
    receipts.issue(response, Event.AMENDED, at=at)
    return new


def _locked(contribution: Contribution) -> Response:
    lock = select(Response).where(Response.id == contribution.response_id).with_for_update(of=Response)
    return db.session.scalars(lock.execution_options(populate_existing=True)).one()


def _latest(contribution: Contribution) -> Contribution:
    versions = select(Contribution).where(
        Contribution.response_id == contribution.response_id,
        Contribution.position == contribution.position,
    )
    fresh = versions.execution_options(populate_existing=True)
    return db.session.scalars(fresh.order_by(Contribution.version.desc()).limit(1)).one()
