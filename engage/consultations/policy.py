"""Who may do what in a consultation. Roles are held for a consultation, or for one theme of it."""

from uuid import UUID

from engage.accounts import Person
from engage.consultations import queries
from engage.consultations.models import Consultation, Role


def holds(person: Person, role: Role, consultation_id: UUID, theme_id: UUID | None = None) -> bool:
    """Say whether a person holds a role in the whole consultation, or in that theme of it.

    Without a theme, a role held in one theme alone does not count.
    """
    return any(
        held.role is role and held.consultation_id == consultation_id and held.theme_id in (None, theme_id)
        for held in queries.roles_of(person)
    )


def may_create(person: Person) -> bool:
    """Administrators, and whoever manages a consultation already, set up new ones."""
    return person.is_administrator or any(held.role is Role.MANAGER for held in queries.roles_of(person))


def may_manage(person: Person, consultation: Consultation) -> bool:
    """Its managers and the administrators set up a consultation, publish it and compile its summary."""
    return person.is_administrator or holds(person, Role.MANAGER, consultation.id)


def may_moderate(person: Person, consultation_id: UUID, theme_id: UUID | None = None) -> bool:
    """Its managers, and facilitators of the whole or of that theme, decide what is shown."""
    return any(holds(person, role, consultation_id, theme_id) for role in (Role.MANAGER, Role.FACILITATOR))


def may_see_draft(person: Person, consultation: Consultation) -> bool:
    """Everybody with a role in a consultation sees it before it is published."""
    return may_manage(person, consultation) or any(
        held.consultation_id == consultation.id for held in queries.roles_of(person)
    )
