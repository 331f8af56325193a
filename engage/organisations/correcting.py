"""Correcting what is known of an organisation that takes part, and finding two to be one."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Organisation, OrganisationKind, Sector, SizeBand
from engage.organisations.registering import name_key


@dataclass(frozen=True)
class Details:
    """What is known of an organisation."""

    name: str
    sector: Sector
    kind: OrganisationKind | None = None
    size_band: SizeBand | None = None
    area: str | None = None


def correct(organisation: Organisation, details: Details, *, by: Person) -> None:
    """Correct what is known of an organisation; responses that give its old name still count as its own.

    :raises RuleBroken: if it has no name, or another has that name
    """
    if not details.name.strip():
        raise RuleBroken(_l("Enter the name of the organisation"), field="name")
    if name_key(details.name) != organisation.name_key:
        _rename(organisation, details)
    organisation.name = details.name.strip()
    organisation.sector, organisation.kind = details.sector, details.kind
    organisation.size_band, organisation.area = details.size_band, (details.area or "").strip() or None
    audit.record("organisation.corrected", organisation, by=by)


def become(gone: Organisation, kept: Organisation, *, by: Person) -> None:
    """Have the name of one organisation stand for another, with all that stood for it before.

    The caller has locked both, and gives what hangs on the first to the second.
    """
    others = update(Organisation).where(Organisation.merged_into_id == gone.id)
    db.session.execute(others.values(merged_into_id=kept.id))
    gone.merged_into_id = kept.id
    kept.kind, kept.size_band = kept.kind or gone.kind, kept.size_band or gone.size_band
    kept.area = kept.area or gone.area
    audit.record("organisation.merged", gone, by=by, into=str(kept.id))


def locked(*ids: UUID) -> list[Organisation]:
    """Lock organisations, in one order whoever asks, and give them as they are now, in the order asked for.

    :raises NoResultFound: if there is no such organisation
    """
    wanted = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id).with_for_update()
    found = {
        one.id: one for one in db.session.scalars(wanted.execution_options(populate_existing=True)).all()
    }
    return [found[one] for one in ids]


def by_name(name: str) -> Organisation | None:
    """Get the organisation that a name stands for, if it is known."""
    found = db.session.scalar(select(Organisation).where(Organisation.name_key == name_key(name)))
    return db.session.get(Organisation, found.merged_into_id) if found and found.merged_into_id else found


def other_names(organisation: Organisation) -> list[str]:
    """List the other names that stand for an organisation."""
    theirs = select(Organisation.name).where(Organisation.merged_into_id == organisation.id)
    return list(db.session.scalars(theirs.order_by(Organisation.name, Organisation.id)))


def _rename(organisation: Organisation, details: Details) -> None:
    """Give an organisation another key, and have the old name stand for it."""
    key, old_name, old_key = name_key(details.name), organisation.name, organisation.name_key
    taken = db.session.scalar(select(Organisation).where(Organisation.name_key == key))
    if taken is not None and taken.merged_into_id != organisation.id:
        raise RuleBroken(
            _l("Another organisation has this name. If the two are one, merge them"), field="name"
        )
    if taken is not None:
        taken.name, taken.name_key = old_name, f"\N{MIDDLE DOT} {taken.id}"
        db.session.flush()
        organisation.name_key = key
        db.session.flush()
        taken.name_key = old_key
    else:
        organisation.name_key = key
        db.session.flush()
        db.session.add(
            Organisation(
                name=old_name, name_key=old_key, sector=organisation.sector, merged_into_id=organisation.id
            )
        )
    db.session.flush()
