"""The organisations that took part: where, how often, and which of them are one."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select, update

from engage.accounts import Person
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Response
from engage.organisations import correcting
from engage.organisations.models import Organisation


class Part(NamedTuple):
    """How many responses of an organisation there are in a consultation."""

    consultation: Consultation
    responses: int


def seen_by(person: Person, words: str = "") -> Select[Organisation]:
    """Select who took part in what somebody manages, by name; with words, those so named."""
    theirs = _managed(person)
    there = select(Response.organisation_id).where(
        Response.organisation_id.is_not(None), Response.consultation_id.in_(theirs)
    )
    found = select(Organisation).where(Organisation.id.in_(there), Organisation.merged_into_id.is_(None))
    if words.strip():
        found = found.where(Organisation.name.icontains(words.strip(), autoescape=True))
    return found.order_by(func.lower(Organisation.name), Organisation.id)


def parts(person: Person, ids: Iterable[UUID]) -> dict[UUID | None, list[Part]]:
    """Tell where organisations took part, of what somebody manages; withdrawn responses do not count."""
    counted = (
        select(Response.organisation_id, Consultation, func.count())
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(
            Response.organisation_id.in_(list(ids)),
            Response.withdrawn_at.is_(None),
            Response.consultation_id.in_(_managed(person)),
        )
        .group_by(Response.organisation_id, Consultation.id)
        .order_by(Consultation.created_at.desc(), Consultation.id)
    )
    found: dict[UUID | None, list[Part]] = {}
    for organisation_id, consultation, responses in db.session.execute(counted):
        found.setdefault(organisation_id, []).append(Part(consultation, responses))
    return found


def get(person: Person, organisation_id: UUID) -> Organisation:
    """Get an organisation that took part in what somebody manages.

    :raises NoResultFound: if there is none such
    """
    return db.session.scalars(seen_by(person).where(Organisation.id == organisation_id)).one()


def may_change(person: Person, organisation: Organisation) -> bool:
    """Whoever manages all consultations that an organisation took part in may correct it."""
    if person.is_administrator:
        return True
    elsewhere = select(Response.id).where(
        Response.organisation_id == organisation.id, Response.consultation_id.not_in(_managed(person))
    )
    return db.session.scalar(elsewhere.limit(1)) is None


def merge(gone: Organisation, name: str, *, by: Person) -> Organisation:
    """Have an organisation be the one that a name stands for, with all its responses.

    :raises RuleBroken: if no other has that name, or `by` does not manage all that it took part in
    """
    kept = correcting.by_name(name) if name.strip() else None
    if kept is None:
        raise RuleBroken(_l("No organisation has this name. Write it as it stands in the list"), field="into")
    gone, kept = correcting.locked(gone.id, kept.id)
    if gone.id == kept.id or gone.merged_into_id or kept.merged_into_id:
        raise RuleBroken(_l("That is this organisation itself"), field="into")
    if not may_change(by, kept):
        raise RuleBroken(
            _l("It took part in consultations that you do not manage. Ask an administrator"), field="into"
        )
    correcting.become(gone, kept, by=by)
    theirs = update(Response).where(Response.organisation_id == gone.id)
    db.session.execute(theirs.values(organisation_id=kept.id))
    return kept


def named_so(organisation: Organisation) -> Sequence[str]:
    """List the names under which an organisation sent its responses."""
    theirs = select(Response.organisation).where(Response.organisation_id == organisation.id).distinct()
    return [name for name in db.session.scalars(theirs.order_by(Response.organisation)) if name]


def _managed(person: Person) -> Select[UUID]:
    return consultations.managed_by(person).with_only_columns(Consultation.id).order_by(None)
