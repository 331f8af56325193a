"""Finding consultations and the roles in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from flask import g, has_request_context
from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts import Person
from engage.consultations.models import Consultation, Question, Role, RoleHeld, Theme
from engage.db import db


def published() -> Select[Consultation]:
    """Select what the public may see, the one that closes last first."""
    public = select(Consultation).where(Consultation.published_at.is_not(None))
    return public.order_by(Consultation.closes_at.desc(), Consultation.id)


def open_at(moment: datetime) -> Select[Consultation]:
    """Select what takes responses at a moment, the one that closes first on top."""
    now = select(Consultation).where(Consultation.published_at.is_not(None), Consultation.opens_at <= moment)
    return now.where(Consultation.closes_at > moment).order_by(Consultation.closes_at, Consultation.id)


def coming(after: datetime) -> Select[Consultation]:
    """Select what has been announced and opens after a moment, the next one first."""
    announced = select(Consultation).where(Consultation.published_at.is_not(None))
    return announced.where(Consultation.opens_at > after).order_by(Consultation.opens_at, Consultation.id)


def closed_by(moment: datetime) -> Select[Consultation]:
    """Select what has closed by a moment, the latest first."""
    return published().where(Consultation.closes_at <= moment)


def _newest() -> Select[Consultation]:
    """Select all consultations, drafts too, the newest first."""
    return select(Consultation).order_by(Consultation.created_at.desc(), Consultation.id)


def managed_by(person: Person) -> Select[Consultation]:
    """Select the consultations that a person may set up, the newest first."""
    if person.is_administrator:
        return _newest()
    held = select(RoleHeld.consultation_id).where(
        RoleHeld.person_id == person.id, RoleHeld.role == Role.MANAGER
    )
    return _newest().where(Consultation.id.in_(held))


def copied_from(person: Person) -> Sequence[Consultation]:
    """List what a person may copy questions from: what they manage or the public sees, the newest first."""
    mine = managed_by(person).with_only_columns(Consultation.id).order_by(None)
    seen = or_(Consultation.id.in_(mine), Consultation.published_at.is_not(None))
    asking = select(Question.id).where(
        Question.consultation_id == Consultation.id, Question.superseded_at.is_(None)
    )
    return db.session.scalars(_newest().where(seen, asking.exists())).all()


def get(consultation_id: UUID) -> Consultation:
    """Get one consultation with its themes.

    :raises NoResultFound: if there is none
    """
    return _one(select(Consultation).where(Consultation.id == consultation_id))


def by_slug(slug: str) -> Consultation:
    """Get one consultation, published or not, with its themes.

    :raises NoResultFound: if there is none
    """
    return _one(select(Consultation).where(Consultation.slug == slug))


def published_by_slug(slug: str) -> Consultation:
    """Get one consultation that the public may see, with its themes.

    :raises NoResultFound: if there is none, or it is still a draft
    """
    return _one(published().where(Consultation.slug == slug))


def _one(query: Select[Consultation]) -> Consultation:
    return db.session.scalars(query.options(joinedload(Consultation.themes))).unique().one()


def hold(consultation: Consultation) -> None:
    """Lock a consultation until the transaction ends, and see it and what is in it as they are now."""
    db.session.flush()  # reading it afresh, and by cascade its parts, would undo what is not written yet
    db.session.refresh(consultation, with_for_update={"of": Consultation})


def answered(questions: Iterable[Question]) -> set[UUID]:
    """Name those of some questions that somebody has answered; the database knows, we stand below answers."""
    among = select(Question.id).where(Question.id.in_([one.id for one in questions]))
    return set(db.session.scalars(among.where(func.question_is_answered(Question.id))))


def roles_of(person: Person) -> Sequence[RoleHeld]:
    """List the roles that a person holds; asked of the database once a request."""
    if not has_request_context():
        return _roles_of(person.id)
    known: dict[UUID, Sequence[RoleHeld]] = g.setdefault("roles_held", {})
    if person.id not in known:
        known[person.id] = _roles_of(person.id)
    return known[person.id]


def _roles_of(person_id: UUID) -> Sequence[RoleHeld]:
    held = select(RoleHeld).where(RoleHeld.person_id == person_id)
    return db.session.scalars(held.order_by(RoleHeld.consultation_id, RoleHeld.role, RoleHeld.id)).all()


def every() -> Sequence[Consultation]:
    """List all consultations, drafts too, the newest first."""
    return db.session.scalars(_newest()).all()


def holders(consultation: Consultation) -> Sequence[RoleHeld]:
    """List who holds which role in a consultation: managers, facilitators, leads by theme."""
    held = select(RoleHeld).join(RoleHeld.person).outerjoin(RoleHeld.theme)
    of_it = held.where(RoleHeld.consultation_id == consultation.id).options(
        contains_eager(RoleHeld.person), contains_eager(RoleHeld.theme)
    )
    rank = case({Role.MANAGER: 0, Role.FACILITATOR: 1}, value=RoleHeld.role, else_=2)
    return db.session.scalars(
        of_it.order_by(rank, Theme.position.nulls_first(), Person.name, RoleHeld.id)
    ).all()


def role_held(consultation: Consultation, held_id: UUID) -> RoleHeld:
    """Get one role that somebody holds in a consultation.

    :raises NoResultFound: if there is none
    """
    held = select(RoleHeld).where(RoleHeld.id == held_id, RoleHeld.consultation_id == consultation.id)
    return db.session.scalars(held).one()


def roles_of_all(people: Sequence[Person]) -> dict[UUID, list[RoleHeld]]:
    """List the roles of several people, each with its consultation and theme."""
    held = select(RoleHeld).where(RoleHeld.person_id.in_([person.id for person in people]))
    known: dict[UUID, list[RoleHeld]] = {}
    joined = held.options(joinedload(RoleHeld.consultation), joinedload(RoleHeld.theme))
    for one in db.session.scalars(joined.order_by(RoleHeld.consultation_id, RoleHeld.role, RoleHeld.id)):
        known.setdefault(one.person_id, []).append(one)
    return known
