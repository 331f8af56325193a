"""Saving what one types to come back to it: a private link by e-mail, good until it is sent."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from engage import mail
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback import keys, policy
from engage.feedback.form import filled
from engage.feedback.models import Draft, DraftLink, LinkRole
from engage.mail.models import Message
from engage.web.languages import writing_in
from engage.web.private_links import key_hash

PATIENCE = 5
"""Letters about drafts that one address gets in a day: others can type an address that is not theirs."""
TOO_LATE_TO_REMIND = timedelta(days=1)
"""How long before closing a reminder is worth asking for."""


def save(draft: Draft, address: str | None, *, remind: bool, at: datetime) -> DraftLink:
    """Send somebody the link by which they go on with a draft, which the caller has locked.

    The same address gets the same link, however often it asks.

    :raises RuleBroken: if it is no address, or was sent enough of such letters today
    """
    try:
        email = filled.email_address(address)
    except RuleBroken as wrong:
        raise RuleBroken(wrong.sentence, field="email") from wrong
    if email is None:
        raise RuleBroken(_l("Enter your e-mail address"), field="email")
    link = own_link(draft, email) or made(draft, LinkRole.OWN, email=email, at=at)
    draft.email = email
    draft.remind_since = (draft.remind_since or at) if remind else None
    send_link(link, "saved", at=at, until=last_day(draft), closing=policy.sent_until(consultation_of(draft)))
    return link


def own_link(draft: Draft, email: str) -> DraftLink | None:
    """Give the link by which the owner of an address goes on with a draft, if one was made."""
    theirs = select(DraftLink).where(
        DraftLink.draft_id == draft.id, DraftLink.role == LinkRole.OWN, DraftLink.revoked_at.is_(None)
    )
    same = theirs.where(func.lower(DraftLink.email) == email.lower())
    return db.session.scalar(same.order_by(DraftLink.id).limit(1))


def made(
    draft: Draft, role: LinkRole, *, at: datetime, name: str | None = None, email: str | None = None
) -> DraftLink:
    """Make a link into a draft."""
    link = DraftLink(id=new_id(), draft_id=draft.id, role=role, name=name, email=email, made_at=at)
    link.secret_hash = key_hash(keys.link_key(link.id))
    link.draft = draft
    db.session.add(link)
    db.session.flush()
    return link


def by_key(key: str) -> DraftLink:
    """Get the link that a key opens, with its draft.

    :raises NoResultFound: if there is none: its draft was deleted when its month was over
    """
    wanted = select(DraftLink).where(DraftLink.secret_hash == key_hash(key))
    whole = joinedload(DraftLink.draft).options(joinedload(Draft.response))
    link = db.session.scalar(wanted.options(whole))
    if link is None:
        raise NoResultFound
    return link


def send_link(link: DraftLink, letter: str, *, at: datetime, **context: Any) -> None:
    """Send somebody a link, in a letter that has not a word of what was typed; twice a minute, once.

    :raises RuleBroken: if the address was sent enough of such letters today
    """
    assert link.email
    key = f"draft-link:{link.id}:{at:%Y-%m-%dT%H:%M}"
    if _sent_enough(link.email, key, at):
        raise RuleBroken(
            _l("This address was sent %(count)s links today. Look for them there", count=PATIENCE),
            field="email",
        )
    consultation = consultation_of(link.draft)
    with as_it_is_read(link.draft):
        written = mail.render(
            f"feedback/emails/{letter}",
            consultation=consultation,
            link=link,
            key=keys.link_key(link.id),
            **context,
        )
    mail.post(to=link.email, letter=written, key=key, about=link.draft_id)


def last_day(draft: Draft) -> datetime:
    """Give the moment at which a link into a draft ends, if it is not sent and nobody goes on with it."""
    closing = policy.sent_until(consultation_of(draft))
    return min(closing, draft.expires_at) if closing else draft.expires_at


def as_it_is_read(draft: Draft) -> AbstractContextManager[None]:
    """Write in the language that was chosen on the pages; where none was, they spoke the service's own."""
    chosen = draft.language != consultation_of(draft).languages[0]
    return writing_in(draft.language) if chosen else nullcontext()


def consultation_of(draft: Draft) -> Consultation:
    """Get the consultation that a draft is a response to."""
    return db.session.get_one(Consultation, draft.consultation_id)


def may_ask_for_reminder(consultation: Consultation, at: datetime) -> bool:
    """Say whether there is time enough before closing for a reminder."""
    return bool(consultation.closes_at and at < consultation.closes_at - TOO_LATE_TO_REMIND)


def _sent_enough(address: str, key: str, at: datetime) -> bool:
    sent = select(func.count()).where(
        Message.recipient == address,
        Message.key.like("draft-link:%"),
        Message.key != key,
        Message.posted_at > at - timedelta(days=1),
    )
    return (db.session.scalar(sent) or 0) >= PATIENCE
