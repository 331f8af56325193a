"""Reminding those who asked for it that a consultation is about to close on what they began."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.exc import NoResultFound

from engage import mail
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback import keys, policy
from engage.feedback.form import saving
from engage.feedback.models import Draft
from engage.logging import logger
from engage.web.addresses import address

log = logger(__name__)

EARLY = timedelta(days=3)
"""How long before closing people are reminded."""
LATE = timedelta(days=1)
"""How long before it those are who asked only when the others were reminded already."""


def remind_due(*, at: datetime) -> int:
    """Remind everybody who is due, once, and count them."""
    due = db.session.scalars(_due(at).with_for_update(of=Draft, skip_locked=True)).all()
    for draft in due:
        _remind(draft)
        draft.reminded_at = at
    return len(due)


def stop(draft: Draft) -> None:
    """Have somebody not be reminded; stopped again, it stays so."""
    draft.remind_since = None


def by_token(token: str) -> Draft:
    """Get the draft whose reminder a token stops.

    :raises NoResultFound: if we signed no such token, or the draft was deleted
    """
    draft_id: UUID | None = keys.reminded(token)
    if draft_id is None:
        raise NoResultFound
    return db.session.get_one(Draft, draft_id)


def _due(at: datetime) -> Select[Draft]:
    closes_at = Consultation.closes_at
    early = and_(Draft.remind_since <= closes_at - EARLY, closes_at <= at + EARLY)
    late = and_(Draft.remind_since > closes_at - EARLY, closes_at <= at + LATE)
    return (
        select(Draft)
        .join(Consultation, Consultation.id == Draft.consultation_id)
        .where(
            Draft.remind_since.is_not(None),
            Draft.reminded_at.is_(None),
            Draft.response_id.is_(None),
            Draft.email.is_not(None),
            Draft.expires_at > at,
            Consultation.published_at.is_not(None),
            closes_at > at,
            or_(early, late),
        )
        .order_by(Draft.id)
    )


def _remind(draft: Draft) -> None:
    assert draft.email
    link = saving.own_link(draft, draft.email)
    key = keys.key_of_link(link) if link else None
    if key is None:
        log.warning("draft_link_lost", draft_id=str(draft.id))
        return
    consultation = saving.consultation_of(draft)
    stop_at = address("drafts.stop_reminder", token=keys.reminder(draft.id))
    with saving.as_it_is_read(draft):
        letter = mail.render(
            "feedback/emails/reminder",
            headers={
                "List-Unsubscribe": f"<{stop_at}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            consultation=consultation,
            key=key,
            stop=stop_at,
            closing=policy.sent_until(consultation),
        )
    mail.post(to=draft.email, letter=letter, key=f"draft-reminder:{draft.id}", about=draft.id)
