"""Erasing what people told us: their needs soon after the day, names and addresses when their time is up."""

from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.mail.erasure import erase_about
from engage.workshops.agreeing import erasure as agreeing
from engage.workshops.models import Attendee, Registration, Workshop

AFTER = timedelta(days=7)
"""How long after a workshop its arrangers may still need to look at access needs and diet."""


def erase_needs() -> int:
    """Erase access needs and diet of all workshops that ended a week ago or were cancelled; count them."""
    done = select(Registration.id).join(Workshop, Workshop.id == Registration.workshop_id)
    over = done.where(
        or_(Workshop.ends_at < clock.now() - AFTER, Workshop.cancelled_at < clock.now() - AFTER)
    )
    erased = db.session.scalars(
        update(Attendee)
        .where(Attendee.registration_id.in_(over), or_(Attendee.access_needs != "", Attendee.diet != ""))
        .values(access_needs="", diet="")
        .returning(Attendee.id)
    )
    return len(erased.all())


def erase_people() -> int:
    """Erase names and addresses, and the letters to them, as long after a workshop as its consultation says.

    Counts the people. What remains of a registration says when, for which sector and organisation, and
    how it ended.
    """
    kept = func.make_interval(0, Consultation.kept_for_months)
    over = (
        select(Registration.id)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .join(Consultation, Consultation.id == Workshop.consultation_id)
        .where(Workshop.ends_at + kept < clock.now())
    )
    agreeing.erase_proposed_by(over)
    unnamed = update(Registration).where(Registration.id.in_(over), Registration.address_key.is_not(None))
    db.session.execute(unnamed.values(address_key=None))
    erased = delete(Attendee).where(Attendee.registration_id.in_(over))
    gone = db.session.scalars(erased.returning(Attendee.registration_id)).all()
    erase_about(gone, at=clock.now())
    return len(gone)
