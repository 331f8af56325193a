"""Who may read and steer digests."""

from engage.accounts import Person
from engage.consultations.models import Role, Theme
from engage.consultations.policy import holds
from engage.digests.models import Digest


def may_schedule(person: Person, theme: Theme) -> bool:
    """A theme's leads choose when they hear of it, and see what they will hear next."""
    return holds(person, Role.LEAD, theme.consultation_id, theme.id)


def may_read(person: Person, digest: Digest) -> bool:
    """A digest is read by whom it was compiled for, while they lead its theme."""
    return digest.person_id == person.id and may_schedule(person, digest.theme)
