"""Who may decide what is shown."""

from dataclasses import dataclass
from uuid import UUID

from engage.accounts import Person
from engage.consultations import policy, queries
from engage.consultations.models import Role
from engage.feedback.models import Contribution

MODERATES = (Role.MANAGER, Role.FACILITATOR)


@dataclass(frozen=True)
class Scope:
    """What a person may moderate: whole consultations, and single themes."""

    consultations: frozenset[UUID]
    themes: frozenset[UUID]

    def __bool__(self) -> bool:
        return bool(self.consultations or self.themes)


def scope(person: Person) -> Scope:
    """Give what a person may moderate."""
    held = [one for one in queries.roles_of(person) if one.role in MODERATES]
    return Scope(
        frozenset(one.consultation_id for one in held if one.theme_id is None),
        frozenset(one.theme_id for one in held if one.theme_id),
    )


def may_moderate(person: Person, contribution: Contribution) -> bool:
    """Its consultation's managers and facilitators decide, and the facilitators of its theme."""
    return policy.may_moderate(person, contribution.consultation_id, contribution.theme_id)


def may_moderate_something(person: Person) -> bool:
    """Whoever manages or facilitates anything has a queue."""
    return bool(scope(person))
