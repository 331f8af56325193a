"""Keeping what somebody types, page by page, until it is sent or a month has passed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.feedback.intake import storable
from engage.feedback.models import Draft

LIFE = timedelta(days=30)


def unsent(browser: UUID | None, consultation: Consultation, *, at: datetime) -> Draft | None:
    """Give what a browser is typing in a consultation, if anything."""
    theirs = select(Draft).where(
        Draft.browser_key == browser,
        Draft.consultation_id == consultation.id,
        Draft.response_id.is_(None),
        Draft.amends_id.is_(None),
        Draft.expires_at > at,
    )
    return db.session.scalar(theirs)


def sent(browser: UUID | None, consultation: Consultation) -> Draft | None:
    """Give what a browser sent last in a consultation, if anything."""
    theirs = select(Draft).where(
        Draft.browser_key == browser,
        Draft.consultation_id == consultation.id,
        Draft.response_id.is_not(None),
    )
    return db.session.scalar(theirs.order_by(Draft.id.desc()).limit(1))


def of(browser: UUID | None, draft_id: str | None) -> Draft | None:
    """Give one draft of a browser, sent or not; None if it has no such draft."""
    try:
        wanted = UUID(draft_id or "")
    except ValueError:
        return None
    return db.session.scalar(select(Draft).where(Draft.id == wanted, Draft.browser_key == browser))


def keep(browser: UUID, consultation: Consultation, typed: Mapping[str, Any], *, at: datetime) -> Draft:
    """Save what was typed on one page, beside what other pages and tabs saved before."""
    draft = _locked(browser, consultation, at)
    if draft.expires_at <= at:
        draft.answers, draft.begun_at = {}, at
    changed = _merged(draft.answers, _storable(typed))
    if changed != draft.answers:
        draft.answers, draft.version = changed, draft.version + 1
    draft.expires_at = at + LIFE
    return draft


def sweep(*, at: datetime) -> int:
    """Delete the drafts whose time is up, and count them."""
    gone = db.session.scalars(delete(Draft).where(Draft.expires_at <= at).returning(Draft.id))
    return len(gone.all())


def _locked(browser: UUID, consultation: Consultation, at: datetime) -> Draft:
    # Two tabs may both be the first to save: the index lets one in, and both go on with its row.
    begun = insert(Draft).values(
        id=new_id(),
        browser_key=browser,
        consultation_id=consultation.id,
        answers={},
        version=0,
        begun_at=at,
        expires_at=at + LIFE,
    )
    db.session.execute(
        begun.on_conflict_do_nothing(
            index_elements=[Draft.browser_key, Draft.consultation_id],
            index_where=Draft.response_id.is_(None) & Draft.amends_id.is_(None),
        )
    )
    theirs = select(Draft).where(
        Draft.browser_key == browser,
        Draft.consultation_id == consultation.id,
        Draft.response_id.is_(None),
        Draft.amends_id.is_(None),
    )
    draft = db.session.scalar(theirs.with_for_update().execution_options(populate_existing=True))
    return draft or _locked(browser, consultation, at)  # another tab has just sent it: begin the next


def _merged(before: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**before, **typed}
    if "texts" in typed:
        merged["texts"] = {**before.get("texts", {}), **typed["texts"]}
    return merged


def _storable(typed: Any) -> Any:
    match typed:
        case str():
            return storable(typed)
        case Mapping():
            return {name: _storable(value) for name, value in typed.items()}
        case list():
            return [_storable(value) for value in typed]
    return typed
