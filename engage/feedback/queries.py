"""Finding responses by what opens them."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload, selectinload

from engage.db import db
from engage.feedback import keys
from engage.feedback.models import Contribution, Response
from engage.web.private_links import key_hash


def by_private_key(key: str) -> Response:
    """Get the response that a private link opens, with its contributions.

    :raises NoResultFound: if the link opens none
    """
    return _one(select(Response).where(Response.secret_hash == key_hash(key)))


def by_confirmation(token: str) -> Response:
    """Get the response whose address a token confirms.

    :raises NoResultFound: if we signed no such token, or the response has another address by now
    """
    response_id, sealed = keys.confirmed(token) or (None, "")
    response = _one(select(Response).where(Response.id == response_id))
    address = response.contact.email if response.contact else None
    if address and keys.seal(address) != sealed:
        raise NoResultFound
    return response


def one_version() -> ColumnElement[bool]:
    """Say, in SQL, that a contribution is the version to count where each is counted once.

    That is the one in force, or, where none is, the latest.
    """
    other = aliased(Contribution)
    same = and_(other.response_id == Contribution.response_id, other.position == Contribution.position)
    replaced = and_(Contribution.ended_at.is_not(None), other.version > Contribution.version)
    to_come = and_(
        Contribution.ended_at.is_(None), other.ended_at.is_(None), other.version < Contribution.version
    )
    return ~exists().where(same, or_(replaced, to_come))


def _one(query: Select[Response]) -> Response:
    whole = selectinload(Response.contributions).options(
        joinedload(Contribution.theme), joinedload(Contribution.question)
    )
    return db.session.scalars(
        query.options(whole, joinedload(Response.consultation), joinedload(Response.contact))
    ).one()
