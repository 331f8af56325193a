"""When a response is taken, and who may type one in."""

from datetime import datetime, timedelta

from engage.accounts import Person
from engage.consultations import policy as consultations
from engage.consultations.models import Consultation
from engage.feedback.models import Draft

GRACE = timedelta(minutes=30)
"""How long after closing a response may be sent that was begun before."""


def takes(consultation: Consultation, draft: Draft | None, *, at: datetime) -> bool:
    """Say whether a response is taken now; one begun before closing has a little longer."""
    if consultation.takes_responses(at):
        return True
    closes_at = consultation.closes_at
    begun = draft is not None and consultation.takes_responses(draft.begun_at)
    return bool(begun and closes_at and at < closes_at + GRACE)


def sent_until(consultation: Consultation) -> datetime | None:
    """Give the moment up to which a response may be sent that was begun before closing."""
    return consultation.closes_at + GRACE if consultation.closes_at else None


def may_preview(person: Person, consultation: Consultation) -> bool:
    """Everybody with a role in a consultation may try its form before it opens."""
    return consultations.may_see_draft(person, consultation)


def may_see_replies(person: Person, consultation: Consultation) -> bool:
    """Everybody with a role in a consultation sees what was replied, and the files that came with it."""
    return consultations.may_see_draft(person, consultation)


def may_type_in(person: Person, consultation: Consultation) -> bool:
    """Its managers and facilitators type in what came by post, by e-mail or on paper."""
    return consultations.may_moderate(person, consultation.id)
