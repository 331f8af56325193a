"""Erasing words from summaries: counts stand as they were stored, what was taken from the words goes."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update

from engage.db import db
from engage.feedback.models import Response
from engage.summaries import evidence, wording
from engage.summaries.counting import ERASED
from engage.summaries.models import Item, Summary, Topic


def erase(contribution_ids: Collection[UUID], places: Collection[str]) -> None:
    """Erase what summaries took from some contributions that are erased already, and the places named there.

    That is the hash of their words, and every phrase and name of a topic that nobody else's words hold.
    """
    items = update(Item).where(Item.contribution_id.in_(contribution_ids))
    db.session.execute(items.values(text_hash=""), execution_options={"synchronize_session": False})
    _unname(places, contribution_ids)
    of_them = select(Item.topic_id).where(
        Item.contribution_id.in_(contribution_ids), Item.topic_id.is_not(None)
    )
    topics = db.session.scalars(select(Topic).where(Topic.id.in_(of_them)).order_by(Topic.id)).all()
    said = evidence.still_said([topic.id for topic in topics]) if topics else {}
    for topic in topics:
        _clear(topic, said[topic.id])


def _unname(places: Collection[str], contribution_ids: Collection[UUID]) -> None:
    """Count without its name what was counted under a place that nobody else gives: it may be a home."""
    frozen = select(Item.summary_id).where(Item.contribution_id.in_(contribution_ids))
    for summary in db.session.scalars(select(Summary).where(Summary.id.in_(frozen)).order_by(Summary.id)):
        there = summary.figures["areas"] if summary.figures else {}
        given = select(Response.area).where(
            Response.consultation_id == summary.consultation_id, Response.area.in_(places)
        )
        gone = (set(places) & set(there)) - set(db.session.scalars(given.distinct()))
        if gone and summary.figures:
            areas = {place: many for place, many in there.items() if place not in gone}
            areas[ERASED] = there.get(ERASED, 0) + sum(there[place] for place in gone)
            summary.figures = {**summary.figures, "areas": areas}


def _clear(topic: Topic, said: Collection[str]) -> None:
    gone = [phrase for phrase in topic.phrases if phrase not in said]
    if any(phrase.casefold() in topic.label.casefold() for phrase in gone):
        topic.label = wording.named_by([phrase for phrase in topic.phrases if phrase in said])
    topic.phrases = [phrase for phrase in topic.phrases if phrase in said]
