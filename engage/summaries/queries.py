"""Finding summaries, their topics, and what stands behind each."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload, selectinload

from engage.accounts import Person
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Question, Theme
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.moderation.models import Decision
from engage.summaries import evidence
from engage.summaries.models import Item, Quote, Summary, Topic

_INSTITUTIONS: Final = re.compile(
    r"( (council|county|city|borough|district|combined|mayoral|authority|region|regional|growth|board"
    r"|partnership|unitary|metropolitan|assembly))+$",
    re.IGNORECASE,
)

QUOTES: Final = 3
"""How many quotes stand under a topic; the engine picks a few more, for when one is hidden."""
STANDS: Final = (Summary.published_at.is_not(None), Summary.superseded_at.is_(None))
"""What holds for the one summary of a consultation that the public reads."""
Behind = Select[Contribution, Decision, Item, Response]


def published() -> Select[Summary]:
    """Select the summary that stands for each consultation, the latest first."""
    public = select(Summary).join(Consultation, Consultation.id == Summary.consultation_id)
    return (
        public.where(*STANDS, Consultation.published_at.is_not(None))
        .options(joinedload(Summary.consultation).joinedload(Consultation.body))
        .order_by(Summary.published_at.desc(), Summary.id)
    )


def published_by_slug(slug: str) -> Summary:
    """Get the summary that stands for a consultation.

    :raises NoResultFound: if there is none, or the consultation is not public
    """
    return db.session.scalars(published().where(Consultation.slug == slug)).one()


def get(summary_id: UUID) -> Summary:
    """Get one summary in whatever state.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(select(Summary).where(Summary.id == summary_id)).one()


def topic(topic_id: UUID, summary: Summary | None = None) -> Topic:
    """Get one topic, of that summary if one is given.

    :raises NoResultFound: if there is none
    """
    wanted = select(Topic).where(Topic.id == topic_id)
    return db.session.scalars(wanted.where(Topic.summary_id == summary.id) if summary else wanted).one()


def quote(quote_id: UUID) -> Quote:
    """Get one quote.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(select(Quote).where(Quote.id == quote_id)).one()


def topics(summary: Summary) -> Sequence[Topic]:
    """List a summary's topics in order, with their quotes."""
    ordered = select(Topic).where(Topic.summary_id == summary.id).order_by(Topic.position)
    return db.session.scalars(ordered.options(selectinload(Topic.quotes))).all()


def cited(contribution_ids: Collection[UUID]) -> dict[UUID, Topic]:
    """Say in which topic of a published summary each of some contributions stands, if it does."""
    standing = (
        select(Item.contribution_id, Topic)
        .join(Topic, Topic.id == Item.topic_id)
        .join(Summary, Summary.id == Item.summary_id)
        .where(Item.contribution_id.in_(contribution_ids), *STANDS)
    )
    return {row[0]: row[1] for row in db.session.execute(standing)}


def quoted(contribution_ids: Collection[UUID]) -> set[UUID]:
    """Say which of some contributions the published summary of their consultation quotes."""
    place = func.row_number().over(
        partition_by=Quote.topic_id, order_by=(Quote.pinned_at.is_(None), Quote.position, Quote.id)
    )
    behind_them = select(Item.topic_id).where(Item.contribution_id.in_(contribution_ids))
    shown = (
        evidence.as_frozen()
        .join(Quote, Quote.item_id == Item.id)
        .join(Summary, Summary.id == Item.summary_id)
        .where(Quote.topic_id.in_(behind_them), Quote.hidden_at.is_(None), *STANDS)
        .with_only_columns(Item.contribution_id, place.label("place"))
        .subquery()
    )
    found = select(shown.c.contribution_id).where(shown.c.place <= QUOTES)
    return set(db.session.scalars(found)) & set(contribution_ids)


def of(consultation_id: UUID) -> Select[Summary]:
    """Select all summaries of a consultation, the latest first."""
    latest = select(Summary).where(Summary.consultation_id == consultation_id)
    return latest.order_by(Summary.requested_at.desc(), Summary.id.desc())


def at_work(consultation_id: UUID) -> Summary | None:
    """Find the summary that is being compiled for a consultation."""
    waiting = of(consultation_id).where(Summary.compiled_at.is_(None), Summary.failed_at.is_(None))
    return db.session.scalar(waiting)


def newest_compiled(consultation_id: UUID) -> Summary | None:
    """Find the latest summary of a consultation that was compiled, published or not."""
    return db.session.scalar(of(consultation_id).where(Summary.compiled_at.is_not(None)).limit(1))


def edited_before(summary: Summary) -> Summary | None:
    """Find the summary whose edits a new one takes over: the last that was compiled before it."""
    before = of(summary.consultation_id).where(
        Summary.compiled_at.is_not(None), Summary.requested_at < summary.requested_at
    )
    return db.session.scalar(before.limit(1))


def managed(person: Person) -> list[tuple[Consultation, Summary | None]]:
    """List the consultations that a person may summarise, each with its latest summary."""
    held = db.session.scalars(consultations.managed_by(person).options(joinedload(Consultation.body))).all()
    latest = (
        select(Summary)
        .where(Summary.consultation_id.in_([consultation.id for consultation in held]))
        .ext(distinct_on(Summary.consultation_id))
        .order_by(Summary.consultation_id, Summary.requested_at.desc(), Summary.id.desc())
    )
    by_consultation = {summary.consultation_id: summary for summary in db.session.scalars(latest)}
    return [(consultation, by_consultation.get(consultation.id)) for consultation in held]


def asked(consultation: Consultation, theme_id: UUID | None) -> list[str]:
    """List the words in which a theme was put to people: its title and its questions."""
    questions = select(Question.text).where(
        Question.consultation_id == consultation.id, Question.theme_id.is_not_distinct_from(theme_id)
    )
    titles = [theme.title for theme in consultation.themes if theme.id == theme_id]
    return [*titles, *db.session.scalars(questions.order_by(Question.position, Question.id))]


def places(consultation: Consultation, areas: Iterable[str]) -> list[str]:
    """List the names of places that say where, not what: of areas, and of the body and its own area."""
    body = consultation.body.name
    return sorted({*areas, body, _INSTITUTIONS.sub("", body)} - {""})


def behind(summary: Summary, *, topic: Topic | None = None, theme: Theme | None = None) -> Behind:
    """Select the contributions behind a figure that stand as they were frozen, in a fixed order."""
    said = evidence.as_frozen().where(Item.summary_id == summary.id)
    if topic is not None:
        said = said.where(Item.topic_id == topic.id)
    if theme is not None:
        said = said.where(Item.theme_id == theme.id)
    return said.order_by(Contribution.received_at, Contribution.id)
