"""Reading across features: what the public has said so far, by consultation and theme."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import contains_eager, joinedload

from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.moderation.models import Decision
from engage.moderation.queries import public, public_under


def said_under(theme: Theme) -> Select[Contribution, Decision]:
    """Select what the public may read under a theme, the newest first, with whose words they are."""
    return public_under(theme.id).options(
        contains_eager(Contribution.response).joinedload(Response.contact), joinedload(Contribution.question)
    )


def counts(consultations: Iterable[Consultation]) -> dict[UUID, int]:
    """Count what the public may read of each consultation."""
    of_them = public().where(Contribution.consultation_id.in_([one.id for one in consultations]))
    each = of_them.with_only_columns(
        Contribution.consultation_id, func.count(Contribution.id), maintain_column_froms=True
    ).group_by(Contribution.consultation_id)
    return {row[0]: row[1] for row in db.session.execute(each)}


def with_bodies(query: Select[Consultation]) -> Select[Consultation]:
    """Select the bodies that ask along with their consultations."""
    return query.options(joinedload(Consultation.body))


def listed(query: Select[Consultation]) -> Sequence[Consultation]:
    """List consultations with the bodies that ask."""
    return db.session.scalars(with_bodies(query)).all()
