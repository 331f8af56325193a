"""Finding responses by what opens them."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

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

    :raises NoResultFound: if we signed no such token, or the response is gone
    """
    response_id: UUID | None = keys.confirmed(token)
    return _one(select(Response).where(Response.id == response_id))


def _one(query: Select[Response]) -> Response:
    whole = selectinload(Response.contributions).options(
        joinedload(Contribution.theme), joinedload(Contribution.question)
    )
    return db.session.scalars(
        query.options(whole, joinedload(Response.consultation), joinedload(Response.contact))
    ).one()
