"""Keeping what somebody types, page by page, until it is sent or a month has passed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from engage.analysis.characters import storable
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.feedback.models import Draft, DraftLink
from engage.mail.erasure import erase_about

LIFE = timedelta(days=30)


class Kept(NamedTuple):
    """A draft after it was saved, and whether something was in the way."""

    draft: Draft
    clashed: bool = False
    """Somebody else had changed the box meanwhile: theirs stands, and what was typed is beside it."""


class Seen(NamedTuple):
    """A box, with the seal of what stood in it when its page was opened, and of what stands in it now."""

    box: str
    then: str
    now: str


def unsent(browser: UUID | None, consultation: Consultation, *, at: datetime) -> Draft | None:
    """Give what a browser is typing in a consultation on its own account, if anything."""
    theirs = _own(browser, consultation).where(Draft.expires_at > at)
    return db.session.scalar(theirs)


def opened(draft_id: UUID, link_id: UUID | None, browser: UUID | None, *, at: datetime) -> Draft | None:
    """Give a draft that was opened in a browser by a link, or to amend what was sent, while that holds."""
    wanted = select(Draft).where(Draft.id == draft_id, Draft.response_id.is_(None), Draft.expires_at > at)
    if link_id is None:
        return db.session.scalar(wanted.where(Draft.browser_key == browser))
    good = select(DraftLink.draft_id).where(DraftLink.id == link_id, DraftLink.revoked_at.is_(None))
    return db.session.scalar(wanted.where(Draft.id.in_(good)))


def sent(browser: UUID | None, consultation: Consultation) -> Draft | None:
    """Give what a browser sent last in a consultation, if anything."""
    theirs = select(Draft).where(
        Draft.browser_key == browser,
        Draft.consultation_id == consultation.id,
        Draft.response_id.is_not(None),
    )
    return db.session.scalar(theirs.order_by(Draft.id.desc()).limit(1))


def named(draft_id: str | None, consultation: Consultation) -> Draft | None:
    """Lock one draft of a consultation, sent or not; None if there is no such."""
    try:
        wanted = select(Draft).where(Draft.id == UUID(draft_id or ""))
    except ValueError:
        return None
    return _locked(wanted.where(Draft.consultation_id == consultation.id))


def begin(browser: UUID, consultation: Consultation, *, language: str = "en", at: datetime) -> Draft:
    """Lock what a browser is typing in a consultation, begun now if it was not."""
    # Two tabs may both be the first to save: the index lets one in, and both go on with its row.
    begun = insert(Draft).values(
        id=new_id(),
        browser_key=browser,
        consultation_id=consultation.id,
        answers={},
        version=0,
        language=language,
        begun_at=at,
        expires_at=at + LIFE,
    )
    db.session.execute(
        begun.on_conflict_do_nothing(
            index_elements=[Draft.browser_key, Draft.consultation_id],
            index_where=Draft.response_id.is_(None) & Draft.amends_id.is_(None),
        )
    )
    draft = _locked(_own(browser, consultation))
    # If another tab has just sent it, the next one begins.
    return draft or begin(browser, consultation, language=language, at=at)


def keep(
    draft: Draft,
    typed: Mapping[str, Any],
    *,
    at: datetime,
    seen: Seen | None = None,
    by: str | None = None,
) -> Kept:
    """Save what was typed on one page, beside what other pages, tabs and people saved before.

    Where somebody else changed the box meanwhile, theirs stands, and a text that was typed is kept beside it.
    `by` says who writes, where several do.
    """
    if draft.expires_at <= at:
        draft.answers, draft.begun_at = {}, at
    storable_now = _storable(typed)
    clashed = seen is not None and seen.then != seen.now and _differs(draft.answers, storable_now, seen.box)
    changed = _merged(draft.answers, storable_now, clashed=clashed, box=seen.box if seen else None)
    if changed != draft.answers:
        draft.answers, draft.version = changed, draft.version + 1
        if seen and not clashed:
            sign(draft, seen.box, by, at=at)
    draft.expires_at = at + LIFE
    return Kept(draft, clashed)


def sign(draft: Draft, box: str, by: str | None, *, at: datetime) -> None:
    """Note who wrote last in a box, where several write."""
    if by is not None:
        draft.answers = _with(draft.answers, "by", {box: {"link": by, "at": at.isoformat()}})


def locked(draft: Draft) -> Draft | None:
    """Lock a draft and see it as it is now; None if it has been sent or swept meanwhile."""
    return _locked(select(Draft).where(Draft.id == draft.id, Draft.response_id.is_(None)))


def held(draft: Draft) -> Draft:
    """Lock a draft, sent or not, and see it as it is now."""
    again = select(Draft).where(Draft.id == draft.id).with_for_update()
    return db.session.scalars(again.execution_options(populate_existing=True)).one()


def sweep(*, at: datetime) -> int:
    """Delete the drafts whose time is up, erase the letters about them, and count them."""
    gone = db.session.scalars(delete(Draft).where(Draft.expires_at <= at).returning(Draft.id)).all()
    erase_about(gone, at=at)
    return len(gone)


def link(link_id: UUID | None) -> DraftLink | None:
    """Get a link into a draft with its draft, if there is such."""
    if link_id is None:
        return None
    return db.session.scalar(
        select(DraftLink).where(DraftLink.id == link_id).options(joinedload(DraftLink.draft))
    )


def state_of(link: DraftLink, *, at: datetime) -> str:
    """Name what a link into a draft is worth: open, revoked, sent or over."""
    if link.draft.response_id:
        return "sent"
    if link.revoked_at:
        return "revoked"
    return "open" if link.draft.expires_at > at else "over"


def _own(browser: UUID | None, consultation: Consultation) -> Select[Draft]:
    return select(Draft).where(
        Draft.browser_key == browser,
        Draft.consultation_id == consultation.id,
        Draft.response_id.is_(None),
        Draft.amends_id.is_(None),
    )


def _locked(query: Select[Draft]) -> Draft | None:
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _differs(before: Mapping[str, Any], typed: Mapping[str, Any], box: str) -> bool:
    """Say whether something in the box would be lost, were what was typed put in its place."""
    text = typed.get("texts", {}).get(box, {}).get("text", "")
    stands = before.get("texts", {}).get(box, {}).get("text", "")
    others = before.get("clashes", {}).get(box, "")
    if box not in typed.get("replies", {}) and text and stands in text and others in text:
        return False
    if others and others != text:
        return True
    return any(
        before.get(name, {}).get(box) != typed[name][box]
        for name in ("texts", "replies")
        if box in typed.get(name, {})
    )


def _merged(
    before: Mapping[str, Any], typed: Mapping[str, Any], *, clashed: bool, box: str | None
) -> dict[str, Any]:
    if clashed and box:
        beside = _beside(before, typed.get("texts", {}).get(box, {}).get("text", ""), box)
        return _with(before, "clashes", {box: beside}) if beside else dict(before)
    merged = {**before, **typed}
    for name in ("texts", "replies", "files"):
        if name in typed:
            merged[name] = {**before.get(name, {}), **typed[name]}
    if box in merged.get("clashes", {}):
        merged["clashes"] = {key: text for key, text in merged["clashes"].items() if key != box}
    return merged


def _beside(before: Mapping[str, Any], text: str, box: str) -> str:
    """Give what is kept beside the text that stands in a box: what was there, and what is typed now."""
    others: str = before.get("clashes", {}).get(box, "")
    if not text.strip() or text in others or text == before.get("texts", {}).get(box, {}).get("text"):
        return others
    return text if others in text else f"{others}\n\n{text}"


def _with(before: Mapping[str, Any], name: str, more: Mapping[str, Any]) -> dict[str, Any]:
    return {**before, name: {**before.get(name, {}), **more}}


def _storable(typed: Any) -> Any:
    match typed:
        case str():
            return storable(typed)
        case Mapping():
            return {name: _storable(value) for name, value in typed.items()}
        case list():
            return [_storable(value) for value in typed]
    return typed
