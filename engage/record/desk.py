"""What waits for somebody who signs in, by the roles they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engage.accounts import Person
from engage.consultations import queries
from engage.consultations.models import Consultation, Role, RoleHeld, Theme
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.feedback.rights import queries as rights_queries
from engage.moderation import queries as moderation
from engage.moderation.policy import may_moderate_something
from engage.workshops import queries as workshops
from engage.workshops.models import Workshop


@dataclass(frozen=True)
class Waits:
    """What waits to be read by a moderator, and since when."""

    number: int
    since: datetime | None


@dataclass(frozen=True)
class Led:
    """A theme that somebody leads: what came in under it, and how much of it is shown."""

    theme: Theme
    received: int
    shown: int


def waits(officer: Person) -> Waits | None:
    """Count what an officer may decide on; None if they moderate nothing."""
    if not may_moderate_something(officer):
        return None
    return Waits(moderation.waiting_count(officer), moderation.oldest_waiting(officer))


def managed(officer: Person) -> Sequence[Consultation]:
    """List the consultations that an officer sets up, the newest first."""
    return db.session.scalars(queries.managed_by(officer).limit(12)).all()


def asked(officer: Person) -> int:
    """Count what people asked about their data that an officer has still to answer."""
    return rights_queries.open_count(officer)


def meetings(officer: Person, at: datetime) -> Sequence[Workshop]:
    """List the next workshops that an officer sets up or runs."""
    next_ones = workshops.run_by(officer).where(Workshop.ends_at > at, Workshop.cancelled_at.is_(None))
    soonest = next_ones.order_by(None).order_by(Workshop.starts_at, Workshop.id)
    return db.session.scalars(soonest.limit(5)).all()


def led(officer: Person) -> list[Led]:
    """List the themes that an officer leads, in the order of their consultations."""
    themes = db.session.scalars(_led_by(officer)).all()
    received = _received(themes)
    shown = _shown(themes)
    return [Led(theme, received.get(theme.id, 0), shown.get(theme.id, 0)) for theme in themes]


def _led_by(officer: Person) -> Select[Theme]:
    leads = (RoleHeld.person_id == officer.id) & (RoleHeld.role == Role.LEAD)
    of_theme = (RoleHeld.theme_id == Theme.id) | (
        RoleHeld.theme_id.is_(None) & (RoleHeld.consultation_id == Theme.consultation_id)
    )
    held = select(RoleHeld.id).where(leads, of_theme).exists()
    chosen = select(Theme).join(Consultation).where(held).options(joinedload(Theme.consultation))
    return chosen.order_by(Consultation.created_at.desc(), Theme.position, Theme.id)


def _received(themes: Sequence[Theme]) -> dict[UUID | None, int]:
    under = (
        select(Contribution.theme_id, func.count(Contribution.id))
        .join(Response)
        .where(Contribution.theme_id.in_([theme.id for theme in themes]), Contribution.ended_at.is_(None))
    )
    return {row[0]: row[1] for row in db.session.execute(under.group_by(Contribution.theme_id))}


def _shown(themes: Sequence[Theme]) -> dict[UUID | None, int]:
    under = moderation.shown().where(Contribution.theme_id.in_([theme.id for theme in themes]))
    each = under.with_only_columns(Contribution.theme_id, func.count(Contribution.id))
    return {row[0]: row[1] for row in db.session.execute(each.group_by(Contribution.theme_id))}
