"""Who may look after the running service."""

from engage.accounts import Person


def may_operate(person: Person) -> bool:
    """Administrators see jobs, mail and the trail of all consultations."""
    return person.is_administrator
