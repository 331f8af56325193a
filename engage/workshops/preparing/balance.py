"""Who comes to a workshop against the balance that it aims for, and who has not been heard from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken, Sentence
from engage.feedback.models import Response
from engage.organisations.models import Organisation, Sector, SizeBand
from engage.workshops import queries
from engage.workshops.allocation.models import Place
from engage.workshops.models import Registration, Workshop
from engage.workshops.preparing.labels import category
from engage.workshops.preparing.models import Aim, Dimension

COLUMNS = {
    Dimension.SECTOR: Registration.sector,
    Dimension.AREA: Registration.area,
    Dimension.SIZE_BAND: Registration.size_band,
}


@dataclass(frozen=True)
class Share:
    """How many of one sector, area or size come and wait, and how many were to."""

    value: str
    name: Sentence
    coming: int
    waiting: int
    total: int
    """How many come in all."""
    aim: int | None
    """The share aimed for, in per cent."""

    @property
    def percent(self) -> int:
        """Give their share of those who come, in per cent."""
        return round(100 * self.coming / self.total) if self.total else 0

    @property
    def short(self) -> int:
        """How many are missing from the share aimed for; less than none: so many more than that."""
        return round((self.aim or 0) * self.total / 100) - self.coming


@dataclass(frozen=True)
class Unheard:
    """An organisation that took part in this consultation, and nobody of which is registered."""

    name: str
    responded: bool
    """Whether it sent a response; else it came to an earlier workshop."""


def values(workshop: Workshop, dimension: Dimension) -> list[str]:
    """List what there is to look at in a dimension."""
    if dimension is Dimension.SECTOR:
        return [sector.value for sector in Sector if sector is not Sector.UNKNOWN]
    return list(workshop.areas) if dimension is Dimension.AREA else [size.value for size in SizeBand]


def aims(workshop_id: UUID) -> Mapping[tuple[Dimension, str], int]:
    """Give the shares aimed for."""
    of_it = select(Aim).where(Aim.workshop_id == workshop_id).order_by(Aim.dimension, Aim.value)
    return {(aim.dimension, aim.value): aim.share for aim in db.session.scalars(of_it)}


def aim(workshop_id: UUID, shares: Mapping[tuple[Dimension, str], int], *, by: Person | None) -> None:
    """Say which shares are aimed for, and no others.

    :raises RuleBroken: if those of one dimension are more than the whole, or the workshop is over
    """
    workshop = queries.still_to_come(workshop_id)
    for dimension in Dimension:
        if sum(share for (its, _value), share in shares.items() if its is dimension) > 100:
            raise RuleBroken(_l("The shares of one list cannot be more than 100 % together"))
    db.session.execute(delete(Aim).where(Aim.workshop_id == workshop.id))
    db.session.add_all(
        Aim(workshop_id=workshop.id, dimension=dimension, value=value, share=share)
        for (dimension, value), share in shares.items()
    )
    audit.record("workshop.balance_aimed", workshop, by=by, shares=len(shares))


def of(workshop: Workshop) -> Mapping[Dimension, list[Share]]:
    """Give the balance in each dimension that this workshop has."""
    wanted = aims(workshop.id)
    found = {}
    for dimension in Dimension:
        coming, waiting = _coming(workshop.id, dimension), _waiting(workshop.id, dimension)
        total = sum(coming.values())
        known = dict.fromkeys([*values(workshop, dimension), *(value for value in coming if value)])
        found[dimension] = [
            Share(
                value=value,
                name=category(dimension, value),
                coming=coming.get(value, 0),
                waiting=waiting.get(value, 0),
                total=total,
                aim=wanted.get((dimension, value)),
            )
            for value in known
        ]
    return {dimension: shares for dimension, shares in found.items() if shares}


def unheard(workshop: Workshop, *, limit: int = 100) -> Sequence[Unheard]:
    """List the organisations that took part in the consultation and have nobody here, by name."""
    itself = func.coalesce(Organisation.merged_into_id, Organisation.id)
    here = select(Registration.organisation_id).where(
        Registration.workshop_id == workshop.id,
        Registration.left_at.is_(None),
        Registration.organisation_id.is_not(None),
    )
    responded = select(Response.organisation_id).where(
        Response.consultation_id == workshop.consultation_id,
        Response.withdrawn_at.is_(None),
        Response.organisation_id.is_not(None),
    )
    came = (
        select(Registration.organisation_id)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(
            Workshop.consultation_id == workshop.consultation_id,
            Workshop.starts_at < workshop.starts_at,
            Registration.checked_in_at.is_not(None),
            Registration.organisation_id.is_not(None),
        )
    )
    has_responded = func.bool_or(Organisation.id.in_(responded))
    took_part = select(itself.label("id"), has_responded.label("responded")).where(
        Organisation.id.in_(responded) | Organisation.id.in_(came)
    )
    each = took_part.group_by(itself).subquery()
    missing = (
        select(Organisation.name, each.c.responded)
        .join(each, each.c.id == Organisation.id)
        .where(Organisation.id.not_in(here))
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    return [Unheard(*row) for row in db.session.execute(missing.limit(limit))]


def _coming(workshop_id: UUID, dimension: Dimension) -> dict[str | None, int]:
    column = COLUMNS[dimension]
    held = select(column, func.count()).join(Place, Place.registration_id == Registration.id)
    counts = held.where(Registration.workshop_id == workshop_id, Registration.offered_until.is_(None))
    return dict(db.session.execute(counts.group_by(column)).all())


def _waiting(workshop_id: UUID, dimension: Dimension) -> dict[str | None, int]:
    column = COLUMNS[dimension]
    counts = select(column, func.count()).where(Registration.workshop_id == workshop_id, *queries.WAITING)
    return dict(db.session.execute(counts.group_by(column)).all())
