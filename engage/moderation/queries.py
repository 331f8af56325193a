"""Finding what may be shown, what was decided, and what waits for a decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from engage.accounts import Person
from engage.db import db
from engage.feedback.models import Consent, Contribution, Response
from engage.moderation.models import Decision, Outcome, Waiting
from engage.moderation.policy import Scope, scope

SHOWN = (Outcome.SHOW, Outcome.REDACT)
STANDS = and_(Decision.contribution_id == Contribution.id, Decision.superseded_at.is_(None))
"""Joins a contribution with the decision that stands on it."""


def standing() -> Select[Contribution, Decision]:
    """Select contributions that count, neither taken back nor replaced, with the decision that stands."""
    return (
        select(Contribution, Decision)
        .join(Decision, STANDS)
        .join(Response, Response.id == Contribution.response_id)
        .where(Contribution.ended_at.is_(None))
    )


def shown() -> Select[Contribution, Decision]:
    """Select what moderators have shown; some of it only to staff, for want of consent."""
    return standing().where(Decision.outcome.in_(SHOWN))


def public() -> Select[Contribution, Decision]:
    """Select what the public may see: the one source for pages, feeds, exports and summaries.

    What may be seen of each is its decision's `shown_text`, never the contribution's own text.
    """
    return shown().where(Response.consent != Consent.NONE)


def public_under(theme_id: UUID) -> Select[Contribution, Decision]:
    """Select what the public may see under a theme, the newest first."""
    under = public().where(Contribution.theme_id == theme_id)
    return under.order_by(Contribution.received_at.desc(), Contribution.id.desc())


def public_counts(consultation_id: UUID) -> dict[UUID | None, int]:
    """Count what the public may see under each theme of a consultation; None: about the whole."""
    seen = public().where(Contribution.consultation_id == consultation_id).order_by(None)
    each = seen.with_only_columns(Contribution.theme_id, func.count()).group_by(Contribution.theme_id)
    return {row[0]: row[1] for row in db.session.execute(each)}


def get(contribution_id: UUID) -> Contribution:
    """Get one contribution with its response, theme and question.

    :raises NoResultFound: if there is none
    """
    one = select(Contribution).where(Contribution.id == contribution_id)
    joined = one.options(
        joinedload(Contribution.response).options(
            joinedload(Response.consultation), joinedload(Response.contact)
        ),
        joinedload(Contribution.theme),
        joinedload(Contribution.question),
    )
    return db.session.scalars(joined).one()


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


def within(reach: Scope, waiting_or_not: Any = Contribution) -> ColumnElement[bool]:
    """Say, in SQL, that a contribution lies in what somebody may moderate."""
    wholly = waiting_or_not.consultation_id.in_(reach.consultations)
    return or_(wholly, waiting_or_not.theme_id.in_(reach.themes)) if reach.themes else wholly


def waiting(person: Person) -> Select[Contribution]:
    """Select what waits for a decision that this person may make, the oldest first."""
    undone = select(Contribution).join(Waiting, Waiting.id == Contribution.id).join(Contribution.response)
    theirs = undone.where(within(scope(person), Waiting))
    return theirs.order_by(Waiting.received_at, Waiting.id)


def waiting_count(person: Person) -> int:
    """Count what waits for a decision that this person may make."""
    counted = waiting(person).order_by(None).with_only_columns(func.count())
    return db.session.scalar(counted) or 0


def oldest_waiting(person: Person) -> datetime | None:
    """Tell when the oldest of what waits for this person came in."""
    first = waiting(person).with_only_columns(Waiting.received_at).limit(1)
    return db.session.scalar(first)
