"""Knowing an organisation again by its name."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from engage.analysis.texts import key
from engage.db import db, new_id
from engage.organisations.models import Organisation, OrganisationKind, Sector, SizeBand


def known_as(
    name: str,
    *,
    sector: Sector,
    kind: OrganisationKind | None = None,
    size_band: SizeBand | None = None,
    area: str | None = None,
) -> UUID:
    """Give the id of the organisation of a name; the first to name it says what it is.

    A name that was found to be another's stands for that one.
    """
    made = insert(Organisation).values(
        id=new_id(),
        name=name,
        name_key=name_key(name),
        kind=kind,
        sector=sector,
        size_band=size_band,
        area=area,
    )
    fresh = made.on_conflict_do_nothing(index_elements=[Organisation.name_key]).returning(Organisation.id)
    its_own = func.coalesce(Organisation.merged_into_id, Organisation.id)
    known = select(its_own).where(Organisation.name_key == name_key(name))
    # Held, so that it is not merged into another before the response that names it is there.
    held = known.with_for_update(read=True, key_share=True)
    return db.session.scalar(fresh) or db.session.scalars(held).one()


def name_key(name: str) -> str:
    """Give a name without case, spacing and punctuation; without letters or digits, as it is."""
    return key(name) or name.strip()
