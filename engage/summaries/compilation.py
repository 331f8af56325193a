"""Compiling: grouping the frozen evidence into topics with quotes and counts."""

import itertools
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from engage import clock
from engage.analysis import topics as analysis
from engage.analysis.engine import engine
from engage.analysis.texts import Text
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.jobs import WEATHER
from engage.logging import logger, told
from engage.moderation.models import Decision
from engage.summaries import counting, keeping, queries
from engage.summaries.counting import Heard
from engage.summaries.models import Counts, Item, Quote, Summary, Topic

log = logger(__name__)

_LONGEST_CAUSE: Final = 500


def compile_summary(summary_id: UUID) -> None:
    """Do the work that was asked for, unless it is done; if it cannot be done, say why in its row."""
    asked = select(Summary).where(Summary.id == summary_id).with_for_update(skip_locked=True)
    summary = db.session.scalar(asked)
    if summary is None or not summary.at_work:
        return
    try:
        with db.session.begin_nested():
            _compile(summary)
    except WEATHER:
        raise
    except Exception as bug:
        log.exception("summary_failed", summary_id=str(summary_id))
        summary.failed_at = clock.now()
        summary.cause = told(bug)[:_LONGEST_CAUSE]


def _compile(summary: Summary) -> None:
    heard = _heard(summary.id)
    by_id = {str(one.contribution_id): one for one in heard}
    positions = itertools.count(1)
    for theme_id, said in _by_theme(summary, heard).items():
        for draft in _group(summary, theme_id, said):
            counts = counting.count([by_id[member] for member in draft.members])
            _add_topic(summary, theme_id, next(positions), draft, counts)
    keeping.carry_over(summary)
    summary.figures = counting.figures(heard)
    summary.engine, summary.engine_version = engine().name, engine().version
    summary.engine_digest = engine().digest
    summary.compiled_at = clock.now()


def _heard(summary_id: UUID) -> list[Heard]:
    """Read the frozen evidence, in the words that were shown when it was frozen."""
    rows = db.session.execute(
        select(Item, Contribution, Decision.shown_text, Response)
        .join(Contribution, Contribution.id == Item.contribution_id)
        .join(Decision, Decision.id == Item.decision_id)
        .join(Response, Response.id == Contribution.response_id)
        .where(Item.summary_id == summary_id)
        .order_by(Item.contribution_id)
    )
    return [Heard.of(item, said, words or "", response) for item, said, words, response in rows]


def _by_theme(summary: Summary, heard: Sequence[Heard]) -> dict[UUID | None, list[Heard]]:
    """Part the evidence by theme, in the order of the consultation; what is about the whole comes last."""
    order = [*(theme.id for theme in summary.consultation.themes), None]
    parts = {theme_id: [one for one in heard if one.theme_id == theme_id] for theme_id in order}
    return {theme_id: part for theme_id, part in parts.items() if part}


def _group(summary: Summary, theme_id: UUID | None, said: Sequence[Heard]) -> list[analysis.Topic]:
    # By contribution, not by item: what is compiled again has new items, and must come out the same.
    return analysis.group(
        [Text(str(one.contribution_id), one.text, one.voice) for one in said],
        asked=queries.asked(summary.consultation, theme_id),
        places=queries.places(summary.consultation, (one.area for one in said)),
    )


def _add_topic(
    summary: Summary, theme_id: UUID | None, position: int, draft: analysis.Topic, counts: Counts
) -> None:
    topic = Topic(
        summary=summary,
        theme_id=theme_id,
        position=position,
        kind=draft.kind,
        label=draft.label,
        phrases=[phrase.words for phrase in draft.phrases],
        counts=counts,
    )
    db.session.add(topic)
    db.session.flush()
    members = [UUID(member) for member in draft.members]
    mine = (Item.summary_id == summary.id, Item.contribution_id.in_(members))
    db.session.execute(update(Item).where(*mine).values(topic_id=topic.id))
    rows = db.session.execute(select(Item.contribution_id, Item.id).where(*mine))
    items = {str(contribution_id): item_id for contribution_id, item_id in rows}
    topic.quotes = [
        Quote(item_id=items[quote.id], position=n, start=quote.start, end=quote.end)
        for n, quote in enumerate(draft.quotes, start=1)
    ]
