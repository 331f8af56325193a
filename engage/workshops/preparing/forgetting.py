"""Erasing what people answered to a workshop's own questions, and whom it invited, when its time is up."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, or_, select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.workshops.erasure import AFTER
from engage.workshops.models import Registration, Workshop
from engage.workshops.preparing import inviting
from engage.workshops.preparing.models import WorkshopQuestion, WorkshopReply


def erase_special() -> int:
    """Erase replies that only those who arrange them see, a week after the event; count them.

    Those of people who have left go at once.
    """
    at = clock.now() - AFTER
    over = select(Workshop.id).where(or_(Workshop.ends_at < at, Workshop.cancelled_at < at))
    left = select(Registration.id).where(Registration.left_at.is_not(None))
    special = select(WorkshopQuestion.id).where(WorkshopQuestion.special)
    return _erased(
        WorkshopReply.question_id.in_(special),
        or_(WorkshopReply.workshop_id.in_(over), WorkshopReply.registration_id.in_(left)),
    )


def erase_all() -> int:
    """Erase all replies, and who was invited, as long after a workshop as its consultation says."""
    over = _over()
    return _erased(WorkshopReply.workshop_id.in_(over)) + inviting.erase(over)


def _over() -> Select[UUID]:
    kept = func.make_interval(0, Consultation.kept_for_months)
    with_consultation = select(Workshop.id).join(Consultation, Consultation.id == Workshop.consultation_id)
    return with_consultation.where(Workshop.ends_at + kept < clock.now())


def _erased(*those: ColumnElement[bool]) -> int:
    erased = delete(WorkshopReply).where(*those).returning(WorkshopReply.id)
    return len(db.session.scalars(erased).all())
