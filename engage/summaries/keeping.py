"""What people edited survives when a summary is compiled again."""

from collections import defaultdict
from typing import Final
from uuid import UUID

from sqlalchemy import select

from engage.db import db
from engage.summaries import queries
from engage.summaries.models import Item, Quote, Summary, Topic

_SAME: Final = 0.5
"""Two topics are the same one if they share more than this part of what is in either."""


def carry_over(summary: Summary) -> None:
    """Give the topics of a new summary the titles, and its quotes the marks, that the last one was given."""
    before = queries.edited_before(summary)
    if before is None:
        return
    old, new = _members(before.id), _members(summary.id)
    titled = [topic for topic in queries.topics(before) if topic.title]
    for topic in queries.topics(summary):
        alike = {
            was: _overlap(old[was.id], new[topic.id]) for was in titled if was.theme_id == topic.theme_id
        }
        best = max(alike, key=lambda was: (alike[was], -was.position), default=None)
        if best is not None and alike[best] > _SAME:
            topic.title, topic.edited_at = best.title, best.edited_at
    _mark_quotes(before, summary)


def _mark_quotes(before: Summary, summary: Summary) -> None:
    marked = {
        (contribution_id, quote.start, quote.end): quote for quote, contribution_id in _quotes(before.id)
    }
    for quote, contribution_id in _quotes(summary.id):
        was = marked.get((contribution_id, quote.start, quote.end))
        if was is not None:
            quote.hidden_at, quote.pinned_at = was.hidden_at, was.pinned_at


def _quotes(summary_id: UUID) -> list[tuple[Quote, UUID]]:
    rows = db.session.execute(
        select(Quote, Item.contribution_id)
        .join(Item, Item.id == Quote.item_id)
        .join(Topic, Topic.id == Quote.topic_id)
        .where(Topic.summary_id == summary_id)
        .order_by(Topic.position, Quote.position)
    )
    return [(quote, contribution_id) for quote, contribution_id in rows]


def _members(summary_id: UUID) -> dict[UUID, set[UUID]]:
    members: dict[UUID, set[UUID]] = defaultdict(set)
    rows = db.session.execute(
        select(Item.topic_id, Item.contribution_id).where(Item.summary_id == summary_id)
    )
    for topic_id, contribution_id in rows:
        if topic_id:
            members[topic_id].add(contribution_id)
    return members


def _overlap(one: set[UUID], two: set[UUID]) -> float:
    return len(one & two) / len(one | two) if one or two else 0.0
