"""Finding bodies."""

from collections.abc import Sequence

from sqlalchemy import select

from engage.db import db
from engage.organisations.models import Body


def every() -> Sequence[Body]:
    """List all bodies by name."""
    return db.session.scalars(select(Body).order_by(Body.name, Body.id)).all()


def by_slug(slug: str) -> Body | None:
    """Get the body with a short name, if there is one."""
    return db.session.scalar(select(Body).where(Body.slug == slug))


def get(slug: str) -> Body:
    """Get one body.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(select(Body).where(Body.slug == slug)).one()
