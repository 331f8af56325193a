"""The evidence of a summary: what is frozen, what all that came in went into, and what changed since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, func, select, true

from engage.db import db
from engage.feedback.models import Consent, Contribution, Response
from engage.feedback.queries import one_version
from engage.moderation import queries as moderation
from engage.moderation.models import Decision, Outcome
from engage.summaries.models import Item, Received, Summary, Topic

Fate = Literal["withdrawn", "waiting", "held", "withheld", "not_agreed", "analysed"]


def freeze(summary: Summary) -> Sequence[Item]:
    """Take into a new summary what the public may see now, and say what became of all else."""
    public = moderation.public().where(Contribution.consultation_id == summary.consultation_id)
    items = [
        Item(
            summary_id=summary.id,
            contribution_id=contribution.id,
            decision_id=decision.id,
            theme_id=contribution.theme_id,
            text_hash=sha256((decision.shown_text or "").encode()).hexdigest(),
        )
        for contribution, decision in db.session.execute(public.order_by(Contribution.id))
    ]
    summary.evidence_digest = _digest(items)
    summary.received = received(summary.consultation_id)
    return items


def _digest(items: Sequence[Item]) -> str:
    lines = (f"{item.contribution_id} {item.theme_id or ''} {item.text_hash}\n" for item in items)
    return sha256("".join(lines).encode()).hexdigest()


def received(consultation_id: UUID) -> Received:
    """Count all that came in by what became of it; each contribution stands in one place only."""
    rows = db.session.execute(
        select(Contribution.ended_at.is_not(None), Response.consent, Decision.outcome, func.count())
        .select_from(Contribution)
        .join(Response, Response.id == Contribution.response_id)
        .outerjoin(Decision, moderation.STANDS)
        .where(Contribution.consultation_id == consultation_id, one_version())
        .group_by(Contribution.ended_at.is_not(None), Response.consent, Decision.outcome)
    )
    became = Received(received=0, withdrawn=0, waiting=0, held=0, withheld=0, not_agreed=0, analysed=0)
    for withdrawn, consent, outcome, count in rows:
        became["received"] += count
        became[_fate(withdrawn, consent, outcome)] += count
    return became


def _fate(withdrawn: bool, consent: Consent, outcome: Outcome | None) -> Fate:
    if withdrawn:
        return "withdrawn"
    if outcome is None:
        return "waiting"
    if outcome in (Outcome.HOLD, Outcome.WITHHOLD):
        return "held" if outcome is Outcome.HOLD else "withheld"
    return "not_agreed" if consent is Consent.NONE else "analysed"


def as_frozen() -> Select[Contribution, Decision, Item, Response]:
    """Select evidence that the public may still see, in the very words that were frozen.

    The decision is the one that stands today, so its `shown_text` may be shown.
    """
    words = func.encode(func.sha256(func.convert_to(Decision.shown_text, "UTF8")), "hex")
    return (
        moderation.public()
        .join(Item, Item.contribution_id == Contribution.id)
        .where(Item.text_hash == words)
        .add_columns(Item, Response)
    )


def changed(summary_id: UUID) -> Select[UUID]:
    """Select the ids of items whose words were redacted, withheld, withdrawn or erased since frozen."""
    unchanged = as_frozen().with_only_columns(Item.id).where(Item.summary_id == summary_id)
    return select(Item.id).where(Item.summary_id == summary_id, Item.id.not_in(unchanged)).order_by(Item.id)


def still_said(topic_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Give those phrases of some topics that stand in words that the public may read today."""
    phrases = func.jsonb_array_elements_text(Topic.phrases).table_valued("words").render_derived()
    phrase = phrases.c.words
    words = func.lower(func.regexp_replace(Decision.shown_text, r"\s+", " ", "g"))
    stands = (
        moderation.public()
        .join(Item, Item.contribution_id == Contribution.id)
        .where(Item.topic_id == Topic.id, func.strpos(words, func.lower(phrase)) > 0)
        .exists()
    )
    said: dict[UUID, set[str]] = {topic_id: set() for topic_id in topic_ids}
    found = select(Topic.id, phrase).join(phrases, true()).where(Topic.id.in_(topic_ids), stands)
    for topic_id, standing in db.session.execute(found):
        said[topic_id].add(standing)
    return said


@dataclass(frozen=True, slots=True)
class Change:
    """How much of some evidence no longer stands as it was frozen, and when that last happened."""

    contributions: int
    last_at: datetime | None
    """None if no trace of the moment is left."""


def changes(summary_id: UUID) -> dict[UUID | None, Change]:
    """Count by topic what changed since the evidence was frozen; topics without a change are left out."""
    happened = func.max(func.coalesce(Contribution.ended_at, Decision.decided_at))
    rows = db.session.execute(
        select(Item.topic_id, func.count(), happened)
        .join(Contribution, Contribution.id == Item.contribution_id)
        .join(Response, Response.id == Contribution.response_id)
        .outerjoin(Decision, moderation.STANDS)
        .where(Item.id.in_(changed(summary_id).order_by(None)))
        .group_by(Item.topic_id)
    )
    return {topic_id: Change(count, last_at) for topic_id, count, last_at in rows}
