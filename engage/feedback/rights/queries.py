"""Finding what people asked about their data."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engage.accounts import Person
from engage.consultations import queries as consultations
from engage.consultations.models import Role
from engage.db import db
from engage.feedback.models import Response
from engage.feedback.rights.models import DataRequest
from engage.web.private_links import key_hash


def by_private_key(key: str) -> DataRequest:
    """Get the request whose page a link opens.

    :raises NoResultFound: if it opens none
    """
    return _whole(select(DataRequest).where(DataRequest.secret_hash == key_hash(key)))


def get(request_id: UUID) -> DataRequest:
    """Get one request.

    :raises NoResultFound: if there is none
    """
    return _whole(select(DataRequest).where(DataRequest.id == request_id))


def of(response: Response) -> Sequence[DataRequest]:
    """List what was asked from the page of a response, the latest first."""
    asked = select(DataRequest).where(DataRequest.response_id == response.id)
    return db.session.scalars(asked.order_by(DataRequest.made_at.desc(), DataRequest.id.desc())).all()


def seen_by(person: Person) -> Select[DataRequest]:
    """Select the requests that somebody answers: the open ones by when they are due, then the closed ones."""
    found = select(DataRequest).options(
        joinedload(DataRequest.consultation), joinedload(DataRequest.response)
    )
    if not person.is_administrator:
        held = [one for one in consultations.roles_of(person) if one.role is Role.MANAGER]
        found = found.where(DataRequest.consultation_id.in_([one.consultation_id for one in held]))
    return found.order_by(
        DataRequest.closed_at.is_not(None),
        DataRequest.closed_at.desc(),
        DataRequest.due_at,
        DataRequest.id,
    )


def open_count(person: Person) -> int:
    """Count the requests that somebody has still to answer."""
    left = seen_by(person).where(DataRequest.closed_at.is_(None)).order_by(None)
    return db.session.scalar(select(func.count()).select_from(left.subquery())) or 0


def due_by(at: datetime) -> Sequence[DataRequest]:
    """Lock the open requests that are due by a moment and that nobody was reminded of."""
    due = select(DataRequest).where(
        DataRequest.closed_at.is_(None), DataRequest.due_at <= at, DataRequest.reminded_at.is_(None)
    )
    in_order = due.order_by(DataRequest.due_at, DataRequest.id)
    return db.session.scalars(in_order.with_for_update(skip_locked=True)).all()


def _whole(query: Select[DataRequest]) -> DataRequest:
    return db.session.scalars(
        query.options(joinedload(DataRequest.consultation), joinedload(DataRequest.response))
    ).one()
