"""Taking out of a consultation all that an import brought into it, while nothing of it is public."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, exists, or_, select, text

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.digests.models import DigestItem
from engage.errors import RuleBroken, Sentence
from engage.feedback.models import Consent, Contribution, Reply, Response, Upload
from engage.feedback.receipts import issuing as receipts
from engage.imports import queries
from engage.imports.models import ImportedItem, ImportRun
from engage.moderation.models import Decision
from engage.moderation.queries import SHOWN
from engage.summaries.models import Item

NOT_BEGUN: Sentence = _l("This import has not begun, so there is nothing to undo")
UNDONE: Sentence = _l("This import has been undone already")
SOME = 5000
"""How many rows one statement deletes."""


def undo(run: ImportRun, *, by: Person | None) -> None:
    """Delete every contribution and reply that a run made, and the responses that are empty then.

    :raises RuleBroken: with the reason, if something of it is public already or was reported to somebody
    """
    run = queries.locked(run.id)
    if reason := obstacle(run):
        raise RuleBroken(reason)
    db.session.execute(text("SET LOCAL engage.erasing = 'yes'"))
    many = _delete(run, at=clock.now())
    db.session.execute(text("SET LOCAL engage.erasing = 'no'"))
    run.undone_at = clock.now()
    run.ended_at = run.ended_at or run.undone_at
    audit.record("import.undone", run, by=by, contributions=many)


def obstacle(run: ImportRun) -> Sentence | None:
    """Say why a run cannot be undone; None if it can."""
    if not run.begun_at:
        return NOT_BEGUN
    if run.undone_at:
        return UNDONE
    for query, why in OBSTACLES.items():
        if db.session.scalar(select(exists(query(run)))):
            return why
    return None


def _made(run: ImportRun) -> Select[UUID | None]:
    return select(ImportedItem.contribution_id).where(
        ImportedItem.run_id == run.id, ImportedItem.contribution_id.is_not(None)
    )


def _responses(run: ImportRun) -> Select[UUID]:
    return select(ImportedItem.response_id).where(ImportedItem.run_id == run.id).distinct()


def _in_summary(run: ImportRun) -> Select[Any]:
    return select(Item.id).where(Item.contribution_id.in_(_made(run)))


def _in_digest(run: ImportRun) -> Select[Any]:
    made = _made(run)
    return select(DigestItem.id).where(
        or_(DigestItem.contribution_id.in_(made), DigestItem.typical_id.in_(made))
    )


def _public(run: ImportRun) -> Select[Any]:
    """Select what somebody has shown to the public, apart from what the file itself held decided."""
    if not run.consultation.published_at:
        return select(Decision.id).where(Decision.id.is_(None))
    later = or_(ImportedItem.decided_at.is_(None), Decision.decided_at > ImportedItem.decided_at)
    return (
        select(Decision.id)
        .join(ImportedItem, ImportedItem.contribution_id == Decision.contribution_id)
        .join(Response, Response.id == ImportedItem.response_id)
        .where(
            ImportedItem.run_id == run.id,
            Decision.outcome.in_(SHOWN),
            later,
            Response.consent != Consent.NONE,
        )
    )


def _grown(run: ImportRun) -> Select[Any]:
    """Select responses that were sent again with changes."""
    return select(Response.id).where(Response.id.in_(_responses(run)), Response.version > 1)


def _delete(run: ImportRun, *, at: datetime) -> int:
    """Delete what a run made, and give the number of its contributions.

    Receipts stay in their chain, and can no longer be traced back; what is left of a response gets another.
    """
    responses = list(db.session.scalars(_responses(run)))
    made = [contribution for contribution in db.session.scalars(_made(run)) if contribution]
    replies = select(ImportedItem.reply_id).where(ImportedItem.run_id == run.id)
    replied = [reply for reply in db.session.scalars(replies) if reply]
    for some in _some(made):
        db.session.execute(delete(Decision).where(Decision.contribution_id.in_(some)))
        db.session.execute(delete(Contribution).where(Contribution.id.in_(some)))
    for some in _some(replied):
        db.session.execute(delete(Reply).where(Reply.id.in_(some)))
    for some in _some(responses):
        empty = (
            select(Response.id)
            .where(Response.id.in_(some))
            .where(~exists().where(Contribution.response_id == Response.id))
            .where(~exists().where(Reply.response_id == Response.id))
            .where(~exists().where(Upload.response_id == Response.id))
        )
        receipts.erase(some, at=at)
        db.session.execute(delete(Response).where(Response.id.in_(empty)))
        receipts.issue_many(some, at=at)
    return len(made)


def _some(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[at : at + SOME] for at in range(0, len(ids), SOME))


OBSTACLES: dict[Callable[[ImportRun], Select[Any]], Sentence] = {
    _in_summary: _l("Something of it is in a summary, so it can no longer be undone"),
    _in_digest: _l("Something of it was reported to a theme’s lead, so it can no longer be undone"),
    _public: _l("A moderator has shown something of it to the public, so it can no longer be undone"),
    _grown: _l("Something of it was changed by its sender, so it can no longer be undone"),
}
"""What keeps an import from being undone: what is found, and what that means."""
