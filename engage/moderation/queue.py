"""The moderator's queue: what to look at, and where the same text from several people stands as one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.feedback import references
from engage.feedback.models import Channel, Contribution, Response
from engage.moderation import queries
from engage.moderation.models import Decision, Lease, Outcome, Waiting
from engage.moderation.policy import Scope, scope
from engage.organisations.models import Sector
from engage.web import Page

SIZE = 25
AHEAD = 4
"""How many pages beyond the one that is asked for are counted."""
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
    suspicious: bool = False
    """Only what is marked as suspicious."""


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
        .outerjoin(Decision, queries.STANDS)
        .outerjoin(Lease, and_(Lease.contribution_id == Contribution.id, Lease.until > clock.now()))
        .options(
            contains_eager(Contribution.response),
            joinedload(Contribution.theme),
            joinedload(Decision.decided_by),
            joinedload(Lease.person),
        )
    )
    if wanted.state is State.WAITING:
        return _of_those_that_wait(found, scope(person), wanted)
    found = found.where(queries.within(scope(person)), *_asked_for(wanted))
    if wanted.state is State.HELD:
        held = found.where(Decision.outcome == Outcome.HOLD)
        return held.order_by(Contribution.received_at, Contribution.id)
    decided = found.where(Decision.outcome != Outcome.HOLD)
    return decided.order_by(Decision.decided_at.desc(), Contribution.id)


def _of_those_that_wait(
    found: Select[Contribution, Decision, Lease], reach: Scope, wanted: Wanted
) -> Select[Contribution, Decision, Lease]:
    """Narrow down to what waits, and of what stands together to the first that was asked for."""
    other, said, response = aliased(Waiting), aliased(Contribution), aliased(Response)
    # A scalar, which PostgreSQL looks up for each row it is about to give: it need not group them all. In a
    # CASE, so that it does so last, and only for what was asked for.
    first = (
        select(other.id)
        .join(said, said.id == other.id)
        .join(response, response.id == said.response_id)
        .where(other.consultation_id == Waiting.consultation_id, other.kin == Waiting.kin)
        .where(queries.within(reach, other), *_asked_for(wanted, said, response))
        .order_by(other.received_at, other.id)
        .limit(1)
        .correlate(Waiting)
        .scalar_subquery()
    )
    waiting = found.join(Waiting, Waiting.id == Contribution.id)
    leads = case((and_(*_asked_for(wanted)), Waiting.id == first), else_=false())
    asked = waiting.where(queries.within(reach, Waiting), *_asked_for(wanted), leads)
    return asked.order_by(Waiting.received_at, Waiting.id)


def _asked_for(
    wanted: Wanted, contribution: Any = Contribution, response: Any = Response
) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [contribution.ended_at.is_(None)]
    if wanted.about:
        asked.append(or_(contribution.theme_id == wanted.about, contribution.consultation_id == wanted.about))
    if wanted.sector:
        asked.append(response.sector == wanted.sector)
    if wanted.channel:
        asked.append(contribution.channel == wanted.channel)
    if wanted.suspicious:
        asked.append(func.cardinality(response.suspicions) > 0)
    if wanted.words.strip():
        asked.append(_says(wanted.words, contribution, response))
    return asked


def _says(words: str, contribution: Any, response: Any) -> ColumnElement[bool]:
    """Match the reference that the words are, spaced or not; else all of them, each in the text or one."""
    if whole := references.read(words):
        return and_(response.reference == whole)
    each = [(word, references.read(word)) for word in words.split()]
    return and_(
        *(
            or_(
                contribution.text.icontains(word, autoescape=True),
                *([response.reference == reference] if reference else []),
            )
            for word, reference in each
        )
    )


def page_of(person: Person, wanted: Wanted, number: int) -> Page:
    """Run one page of the list; pages are counted a few ahead, for counting all of them takes long."""
    query = listed(person, wanted)
    ahead = query.order_by(None).limit((number + AHEAD) * SIZE).subquery()
    total = db.session.scalar(select(func.count()).select_from(ahead)) or 0
    number = min(number, max(1, ceil(total / SIZE)))
    rows = db.session.execute(query.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page(list(rows), number, total, SIZE)


def kin(person: Person, contributions: Sequence[Contribution]) -> dict[UUID, Kin]:
    """Count what waits for this person together with each of these that waits, itself among it."""
    ids = [one.id for one in contributions]
    one, other, said = aliased(Waiting), aliased(Waiting), aliased(Contribution)
    counted = (
        select(one.id, func.count(), func.count(said.response_id.distinct()))
        .join(other, and_(other.consultation_id == one.consultation_id, other.kin == one.kin))
        .join(said, said.id == other.id)
        .where(one.id.in_(ids), queries.within(scope(person), other))
        .group_by(one.id)
    )
    found = {id: Kin(texts, people) for id, texts, people in db.session.execute(counted)}
    return {id: found.get(id, ALONE) for id in ids}


def group(person: Person, contribution: Contribution) -> Sequence[Contribution]:
    """List what waits for this person and says the same as a contribution, or nearly so; the oldest first."""
    one = select(Waiting.kin).where(Waiting.id == contribution.id).scalar_subquery()
    together = queries.waiting(person).where(
        Waiting.consultation_id == contribution.consultation_id, Waiting.kin == one
    )
    return _with_senders(together.limit(TOGETHER))


def of_ids(person: Person, ids: Collection[UUID]) -> Sequence[Contribution]:
    """List those of these contributions that this person may moderate, the oldest first."""
    named = select(Contribution).where(Contribution.id.in_(ids), queries.within(scope(person)))
    return _with_senders(named.order_by(Contribution.received_at, Contribution.id))


def _with_senders(query: Select[Contribution]) -> Sequence[Contribution]:
    """Run a query for contributions, with their responses and themes."""
    sender = joinedload(Contribution.response).joinedload(Response.contact)
    joined = query.options(sender, joinedload(Contribution.theme))
    return db.session.scalars(joined).all()


def free(person: Person, wanted: Wanted, after: Contribution | None = None) -> list[Contribution]:
    """List the first few that this person could open next, behind the place of another if one is named."""
    others = select(Lease.contribution_id).where(Lease.until > clock.now(), Lease.person_id != person.id)
    taken = db.session.scalars(others).all()
    untaken = listed(person, wanted).where(Contribution.id.not_in(taken))
    if after:
        row = Waiting if wanted.state is State.WAITING else Contribution
        place = tuple_(row.received_at, row.id)
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
