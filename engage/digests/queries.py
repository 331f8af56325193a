"""Finding who leads what, when they are due, and what they have not been told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, any_, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts.models import Person
from engage.consultations.models import Consultation, Role, RoleHeld, Theme
from engage.db import db
from engage.digests.models import Digest, DigestItem, Schedule
from engage.feedback.models import Contribution
from engage.moderation import queries as moderation
from engage.moderation.models import Decision


def leading() -> Select[UUID, UUID]:
    """Select the ids of everybody who leads a theme, each with the theme's.

    Who leads a whole consultation leads each of its themes; a closed account leads none.
    """
    return (
        select(RoleHeld.person_id, Theme.id.label("theme_id"))
        .join(Theme, Theme.consultation_id == RoleHeld.consultation_id)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(RoleHeld.role == Role.LEAD, Person.active)
        .where(or_(RoleHeld.theme_id.is_(None), RoleHeld.theme_id == Theme.id))
        .distinct()
    )


def leads(person_id: UUID, theme_id: UUID) -> bool:
    """Say whether somebody leads a theme."""
    pair = leading().where(RoleHeld.person_id == person_id, Theme.id == theme_id)
    return db.session.execute(pair).first() is not None


def unscheduled() -> Select[UUID, UUID]:
    """Select the leads, each with a theme, who have no schedule for it yet."""
    has_one = exists().where(Schedule.person_id == RoleHeld.person_id, Schedule.theme_id == Theme.id)
    return leading().where(~has_one)


def due(at: datetime) -> Select[Schedule]:
    """Select the schedules that are due at a moment, the longest due first."""
    pairs = leading().subquery()
    leads_still = exists().where(
        pairs.c.person_id == Schedule.person_id, pairs.c.theme_id == Schedule.theme_id
    )
    return select(Schedule).where(Schedule.due_at <= at, leads_still).order_by(Schedule.due_at, Schedule.id)


def themes_led_by(person: Person) -> Sequence[tuple[Theme, Schedule | None]]:
    """List the themes that somebody leads, each with their schedule if it was made, the newest first."""
    pairs = leading().where(RoleHeld.person_id == person.id).subquery()
    schedule = (Schedule.theme_id == Theme.id) & (Schedule.person_id == person.id)
    found = (
        select(Theme, Schedule)
        .join(pairs, pairs.c.theme_id == Theme.id)
        .join(Theme.consultation)
        .outerjoin(Schedule, schedule)
        .options(contains_eager(Theme.consultation))
        .order_by(Consultation.created_at.desc(), Consultation.id, Theme.position)
    )
    return [(theme, made) for theme, made in db.session.execute(found)]


def theme(theme_id: UUID) -> Theme:
    """Get a theme with its consultation.

    :raises NoResultFound: if there is none
    """
    one = select(Theme).where(Theme.id == theme_id).options(joinedload(Theme.consultation))
    return db.session.scalars(one).one()


def schedule_of(person: Person, theme: Theme) -> Schedule | None:
    """Get when a lead hears of a theme, if that was ever set down."""
    return db.session.scalar(
        select(Schedule).where(Schedule.person_id == person.id, Schedule.theme_id == theme.id)
    )


def by_stop_key(key: str) -> Schedule:
    """Get the schedule that a link at the foot of a letter stops.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(select(Schedule).where(Schedule.stop_key == key)).one()


def untold(person_id: UUID, theme_id: UUID) -> Select[Contribution, Decision]:
    """Select what is shown under a theme and was in no digest of a person yet, the oldest first."""
    told = exists().where(
        DigestItem.contribution_id == Contribution.id,
        DigestItem.person_id == person_id,
        DigestItem.theme_id == theme_id,
    )
    return (
        moderation.shown()
        .where(Contribution.theme_id == theme_id, ~told)
        .options(contains_eager(Contribution.response))
        .order_by(Contribution.received_at, Contribution.id)
    )


def within(digest: Digest) -> Select[DigestItem, Contribution, Decision]:
    """Select what a digest told and may still be seen, the oldest first."""
    return (
        moderation.shown()
        .join(DigestItem, DigestItem.contribution_id == Contribution.id)
        .where(DigestItem.digest_id == digest.id)
        .with_only_columns(DigestItem, Contribution, Decision)
        .options(contains_eager(Contribution.response))
        .order_by(Contribution.received_at, Contribution.id)
    )


def told(digest: Digest) -> int:
    """Count what a digest told, whether it may still be seen or not."""
    items = select(func.count(DigestItem.id)).where(DigestItem.digest_id == digest.id)
    return db.session.scalar(items) or 0


def heard(person_id: UUID, theme_id: UUID, keys: Collection[str]) -> set[str]:
    """Say which of some text keys were in a digest of a person."""
    before = (
        select(Contribution.text_key)
        .join(DigestItem, DigestItem.contribution_id == Contribution.id)
        .where(DigestItem.person_id == person_id, DigestItem.theme_id == theme_id)
        .where(Contribution.text_key == any_(literal(list(keys), ARRAY(Text))))
    )
    return set(db.session.scalars(before.distinct()))


def campaign_texts(person_id: UUID, theme_id: UUID) -> Sequence[tuple[UUID, str]]:
    """List the texts, with their contributions' ids, that stood for several in digests of a person."""
    repeated = select(DigestItem.typical_id).where(
        DigestItem.person_id == person_id,
        DigestItem.theme_id == theme_id,
        DigestItem.typical_id != DigestItem.contribution_id,
    )
    texts = select(Contribution.id, Contribution.text).where(Contribution.id.in_(repeated.distinct()))
    return [(found, text) for found, text in db.session.execute(texts.order_by(Contribution.id))]


def first_told(contribution_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Say when each of some contributions stood in a digest for the first time, if it did."""
    first = (
        select(DigestItem.contribution_id, func.min(Digest.compiled_at))
        .join(Digest, Digest.id == DigestItem.digest_id)
        .where(DigestItem.contribution_id.in_(contribution_ids))
        .group_by(DigestItem.contribution_id)
    )
    return {row[0]: row[1] for row in db.session.execute(first)}


def past(person: Person) -> Select[Digest, int]:
    """Select somebody's digests of themes they still lead, each with how many it told, the latest first."""
    told = select(func.count(DigestItem.id)).where(DigestItem.digest_id == Digest.id).scalar_subquery()
    leads_still = select(leading().where(RoleHeld.person_id == person.id).subquery().c.theme_id)
    return (
        select(Digest, told)
        .where(Digest.person_id == person.id, Digest.theme_id.in_(leads_still))
        .options(joinedload(Digest.theme))
        .order_by(Digest.compiled_at.desc(), Digest.id.desc())
    )


def get(digest_id: UUID) -> Digest:
    """Get one digest with its theme.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(
        select(Digest).where(Digest.id == digest_id).options(joinedload(Digest.theme))
    ).one()


def last(person_id: UUID, theme_id: UUID) -> Digest | None:
    """Get the latest digest that somebody got about a theme."""
    of_theme = select(Digest).where(Digest.person_id == person_id, Digest.theme_id == theme_id)
    return db.session.scalar(of_theme.order_by(Digest.compiled_at.desc(), Digest.id.desc()).limit(1))
