"""Putting a consultation before the public, and keeping it open longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.consultations.queries import hold
from engage.db import db
from engage.errors import RuleBroken, Sentence
from engage.jobs import Job, enqueue

SHORTEST = timedelta(weeks=2)
"""How long a consultation has to be open at least."""


@dataclass(frozen=True)
class Requirement:
    """Something that must be there before the public is asked."""

    name: str
    lacking: Sentence
    met: bool


def requirements(consultation: Consultation) -> list[Requirement]:
    """List what publishing needs, and whether it is there."""
    themes = select(func.count()).select_from(Theme).where(Theme.consultation_id == consultation.id)
    notice = (
        consultation.purpose
        and consultation.lawful_basis
        and consultation.who_sees
        and consultation.data_protection_contact
        and consultation.kept_for_months > 0
    )
    return [
        Requirement("lead", _l("Say in a paragraph what is asked"), bool(consultation.lead.strip())),
        Requirement("themes", _l("Add at least one theme"), bool(db.session.scalar(themes))),
        Requirement("notice", _l("Write the privacy notice"), bool(notice)),
    ]


def publish(
    consultation: Consultation, opens_at: datetime, closes_at: datetime, *, by: Person | None
) -> None:
    """Open a draft to responses and have its people told.

    :raises RuleBroken: if it is no longer a draft, lacks something, or would be open for under two weeks
    """
    hold(consultation)
    if consultation.published_at:
        raise RuleBroken(_l("This consultation has already been published"))
    for requirement in requirements(consultation):
        if not requirement.met:
            raise RuleBroken(requirement.lacking)
    at = clock.now()
    if closes_at - max(opens_at, at) < SHORTEST:
        raise RuleBroken(_l("A consultation must be open for at least two weeks"), field="closes_at")
    consultation.published_at = at
    consultation.opens_at, consultation.closes_at = opens_at, closes_at
    audit.record("consultation.published", consultation, by=by, opens_at=opens_at, closes_at=closes_at)
    enqueue(Job.ANNOUNCE_CONSULTATION, consultation.id)


def extend(consultation: Consultation, closes_at: datetime, *, by: Person | None) -> None:
    """Keep a published consultation open for longer, or open it again; never for a shorter time.

    :raises RuleBroken: if it is a draft, or the new closing is not later than the one people were told
    """
    hold(consultation)
    if not consultation.closes_at or not consultation.published_at:
        raise RuleBroken(_l("This consultation has not been published yet"))
    if closes_at <= max(consultation.closes_at, clock.now()):
        raise RuleBroken(
            _l("The new closing must be later than the one that people were told"), field="closes_at"
        )
    audit.record(
        "consultation.extended", consultation, by=by, before=consultation.closes_at, closes_at=closes_at
    )
    consultation.closes_at = closes_at
