"""Finding what may be shown, and what waits for a decision."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from engage.db import db
from engage.feedback.models import Consent, Contribution, Response
from engage.moderation.models import Decision, Outcome

SHOWN = (Outcome.SHOW, Outcome.REDACT)


def standing() -> Select[Contribution, Decision]:
    """Select contributions that were not withdrawn, each with the decision that stands."""
    return (
        select(Contribution, Decision)
        .join(Decision, Decision.contribution_id == Contribution.id)
        .join(Response, Response.id == Contribution.response_id)
        .where(Decision.superseded_at.is_(None), Response.withdrawn_at.is_(None))
    )


def shown() -> Select[Contribution, Decision]:
    """Select what moderators have shown; some of it only to staff, for want of consent."""
    return standing().where(Decision.outcome.in_(SHOWN))


def public() -> Select[Contribution, Decision]:
    """Select what the public may see: the one source for pages, feeds, exports and summaries.

    What may be seen of each is its decision's `shown_text`, never the contribution's own text.
    """
    return shown().where(Response.consent != Consent.NONE)


def current(contribution_ids: Iterable[UUID]) -> dict[UUID, Decision]:
    """Give the decisions that stand on these contributions, whether or not they were withdrawn."""
    stand = select(Decision).where(
        Decision.contribution_id.in_(contribution_ids), Decision.superseded_at.is_(None)
    )
    fresh = stand.options(joinedload(Decision.decided_by)).execution_options(populate_existing=True)
    return {decision.contribution_id: decision for decision in db.session.scalars(fresh)}


def history(contribution_id: UUID) -> Sequence[Decision]:
    """List every decision ever made on a contribution, the latest first."""
    made = select(Decision).where(Decision.contribution_id == contribution_id)
    latest = made.order_by(Decision.decided_at.desc(), Decision.id.desc())
    return db.session.scalars(latest.options(joinedload(Decision.decided_by))).all()
