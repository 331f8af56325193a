"""Reading whom a workshop invites, and what became of each invitation."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from engage.db import db
from engage.workshops.models import Registration
from engage.workshops.preparing.models import Invitation


class State(StrEnum):
    """What became of an invitation."""

    WITHDRAWN = "withdrawn"
    REGISTERED = "registered"
    DECLINED = "declined"
    LEFT = "left"
    """They registered, and took it back."""
    SILENT = "silent"
    """They got the letter and have not answered."""
    UNSENT = "unsent"


def registered() -> ColumnElement[bool]:
    """Say in SQL whether somebody who is invited is registered: by their link, or with their address."""
    theirs = or_(
        Registration.party_id == Invitation.party_id, Registration.address_key == Invitation.address_key
    )
    return (
        select(Registration.id)
        .where(Registration.workshop_id == Invitation.workshop_id, Registration.left_at.is_(None), theirs)
        .exists()
    )


STATE = case(
    (Invitation.withdrawn_at.is_not(None), State.WITHDRAWN.value),
    (registered(), State.REGISTERED.value),
    (Invitation.declined_at.is_not(None), State.DECLINED.value),
    (Invitation.party_id.is_not(None), State.LEFT.value),
    (and_(Invitation.sent_at.is_(None), Invitation.letter_due_at.is_(None)), State.UNSENT.value),
    else_=State.SILENT.value,
)


def listed(workshop_id: UUID) -> Select[Invitation, str]:
    """Select the invitations of a workshop with what became of each, in the order of the list."""
    of_it = select(Invitation, STATE).where(Invitation.workshop_id == workshop_id)
    return of_it.order_by(Invitation.invited_at, Invitation.id)


def counted(workshop_id: UUID) -> Mapping[State, int]:
    """Count the invitations of a workshop by what became of them."""
    counts = select(STATE, func.count()).where(Invitation.workshop_id == workshop_id).group_by(STATE)
    found = dict.fromkeys(State, 0)
    return found | {State(state): count for state, count in db.session.execute(counts)}
