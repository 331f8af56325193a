"""Who may look after the running service, and who answers what people ask about their data."""

from engage.accounts import Person
from engage.consultations import policy as consultations
from engage.consultations import queries
from engage.consultations.models import Role
from engage.feedback.rights.models import DataRequest


def may_operate(person: Person) -> bool:
    """Administrators see jobs, mail and the trail of all consultations."""
    return person.is_administrator


def may_answer(person: Person, request: DataRequest) -> bool:
    """Administrators answer, and the managers of the consultation that it is about."""
    if request.consultation is None:
        return person.is_administrator
    return consultations.may_manage(person, request.consultation)


def may_answer_something(person: Person) -> bool:
    """Whoever manages a consultation has requests to answer, and every administrator."""
    return person.is_administrator or any(one.role is Role.MANAGER for one in queries.roles_of(person))
