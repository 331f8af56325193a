"""The moderator's queue: what to look at, and where the same text from several people stands as one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.feedback.models import Channel, Contribution, Response, Sector, text_key
from engage.moderation import queries
from engage.moderation.models import CampaignText, Decision, Lease, Outcome
from engage.moderation.policy import Scope, scope

NO_WORDS = text_key("")
"""The key of texts without a letter or digit: they are not the same for that."""
TOGETHER = 1000
"""How many of a group are decided in one go."""


class State(StrEnum):
    """Which part of what came in a moderator looks at."""

    WAITING = "waiting"
    HELD = "held"
    DECIDED = "decided"


@dataclass(frozen=True)
class Wanted:
    """What a moderator asks to see of all they may moderate."""

    state: State = State.WAITING
    about: UUID | None = None
    """A theme, or a whole consultation."""
    sector: Sector | None = None
    channel: Channel | None = None
    words: str = ""


@dataclass(frozen=True)
class Kin:
    """How many texts, from how many responses, stand together as one."""

    texts: int
    people: int


ALONE = Kin(1, 1)


def listed(person: Person, wanted: Wanted) -> Select[Contribution, Decision, Lease]:
    """Select what a moderator asked for, with the decision that stands and the lease that runs.

    What waits stands oldest first, a group where its first one stands; what was decided, latest first.
    """
    found = (
        select(Contribution, Decision, Lease)
        .join(Contribution.response)
        .outerjoin(
            Decision, and_(Decision.contribution_id == Contribution.id, Decision.superseded_at.is_(None))
        )
        .outerjoin(Lease, and_(Lease.contribution_id == Contribution.id, Lease.until > clock.now()))
        .options(
            contains_eager(Contribution.response),
            joinedload(Contribution.theme),
            joinedload(Decision.decided_by),
            joinedload(Lease.person),
        )
        .where(_asked_for(scope(person), wanted))
    )
    if wanted.state is State.DECIDED:
        return found.order_by(Decision.decided_at.desc(), Contribution.id)
    if wanted.state is State.WAITING:
        found = found.where(*_first_of_kin(scope(person), wanted))
    return found.order_by(Contribution.received_at, Contribution.id)


def _asked_for(
    reach: Scope, wanted: Wanted, contribution: Any = Contribution, response: Any = Response
) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [
        queries.within(reach, contribution),
        response.withdrawn_at.is_(None),
    ]
    if wanted.state is State.WAITING:
        asked.append(queries.undecided(contribution))
    else:
        held = Decision.outcome == Outcome.HOLD
        asked.append(held if wanted.state is State.HELD else Decision.outcome != Outcome.HOLD)
    if wanted.about:
        asked.append(or_(contribution.theme_id == wanted.about, contribution.consultation_id == wanted.about))
    if wanted.sector:
        asked.append(response.sector == wanted.sector)
    if wanted.channel:
        asked.append(contribution.channel == wanted.channel)
    for word in wanted.words.split():
        asked.append(
            or_(contribution.text.icontains(word, autoescape=True), response.reference == word.upper())
        )
    return and_(*asked)


def _first_of_kin(reach: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Say, in SQL, that nothing older of what was asked for has this text, or is of this campaign."""
    other, mine, theirs = aliased(Contribution), aliased(CampaignText), aliased(CampaignText)
    same = _older(other, reach, wanted).where(
        Contribution.text_key != NO_WORDS, other.text_key == Contribution.text_key
    )
    near = _older(other, reach, wanted).where(
        mine.consultation_id == Contribution.consultation_id,
        mine.text_key == Contribution.text_key,
        theirs.campaign_id == mine.campaign_id,
        other.text_key == theirs.text_key,
    )
    return [~same.exists(), ~near.exists()]


def _older(other: Any, reach: Scope, wanted: Wanted) -> Select[Any]:
    response = aliased(Response)
    earlier = tuple_(other.received_at, other.id) < tuple_(Contribution.received_at, Contribution.id)
    return (
        select(other.id)
        .join(response, response.id == other.response_id)
        .where(other.consultation_id == Contribution.consultation_id, earlier)
        .where(_asked_for(reach, wanted, other, response))
        .correlate(Contribution)
    )


def kin(person: Person, contributions: Sequence[Contribution]) -> dict[UUID, Kin]:
    """Count what waits for this person together with each of these, itself among it."""
    keys = {(one.consultation_id, one.text_key) for one in contributions if one.text_key != NO_WORDS}
    campaigns = _campaigns(keys)
    together = func.coalesce(cast(CampaignText.campaign_id, Text), Contribution.text_key)
    counted = (
        select(Contribution.consultation_id, together, func.count(), func.count(Response.id.distinct()))
        .join(Contribution.response)
        .outerjoin(CampaignText, _of_text(CampaignText))
        .where(tuple_(Contribution.consultation_id, Contribution.text_key).in_(keys | set(campaigns)))
        .where(_asked_for(scope(person), Wanted()))
        .group_by(Contribution.consultation_id, together)
    )
    found = {(place, name): Kin(texts, people) for place, name, texts, people in db.session.execute(counted)}
    named = {one.id: (one.consultation_id, one.text_key) for one in contributions}
    return {id: found.get((key[0], str(campaigns.get(key, key[1]))), ALONE) for id, key in named.items()}


def _of_text(text: type[CampaignText]) -> ColumnElement[bool]:
    return and_(text.consultation_id == Contribution.consultation_id, text.text_key == Contribution.text_key)


def _campaigns(keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """Give every text of the campaigns that these texts belong to, with its campaign."""
    mine = aliased(CampaignText)
    texts = (
        select(CampaignText)
        .join(mine, mine.campaign_id == CampaignText.campaign_id)
        .where(tuple_(mine.consultation_id, mine.text_key).in_(keys))
    )
    return {(one.consultation_id, one.text_key): one.campaign_id for one in db.session.scalars(texts)}


def group(person: Person, contribution: Contribution) -> Sequence[Contribution]:
    """List what waits for this person and says the same as a contribution, or nearly so; the oldest first."""
    key = (contribution.consultation_id, contribution.text_key)
    alike = {text for _, text in _campaigns([key])} | {contribution.text_key}
    same = Contribution.text_key.in_(alike) if alike != {NO_WORDS} else Contribution.id == contribution.id
    together = queries.waiting(person).where(
        Contribution.consultation_id == contribution.consultation_id, same
    )
    return _with_senders(together.limit(TOGETHER))


def of_ids(person: Person, ids: Collection[UUID]) -> Sequence[Contribution]:
    """List those of these contributions that this person may moderate, the oldest first."""
    named = select(Contribution).where(Contribution.id.in_(ids), queries.within(scope(person)))
    return _with_senders(named.order_by(Contribution.received_at, Contribution.id))


def _with_senders(query: Select[Contribution]) -> Sequence[Contribution]:
    """Run a query for contributions, with their responses and themes."""
    joined = query.options(joinedload(Contribution.response), joinedload(Contribution.theme))
    return db.session.scalars(joined).all()


def free(person: Person, wanted: Wanted, after: Contribution | None = None) -> list[Contribution]:
    """List the first few that this person could open next, behind the place of another if one is named."""
    untaken = listed(person, wanted).where(or_(Lease.id.is_(None), Lease.person_id == person.id))
    if after:
        place = tuple_(Contribution.received_at, Contribution.id)
        untaken = untaken.where(place > tuple_(after.received_at, after.id))
    return [row[0] for row in db.session.execute(untaken.limit(10))]


def places(person: Person) -> Sequence[Consultation]:
    """List the consultations in which this person moderates something, with their themes, by title."""
    reach = scope(person)
    partly = select(Theme.consultation_id).where(Theme.id.in_(reach.themes))
    theirs = select(Consultation).where(
        or_(Consultation.id.in_(reach.consultations), Consultation.id.in_(partly))
    )
    ordered = theirs.order_by(Consultation.title, Consultation.id)
    return db.session.scalars(ordered.options(selectinload(Consultation.themes))).all()
