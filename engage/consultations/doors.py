"""Which doors the roles of the person at the other end of the request open."""

from engage.accounts.access import maybe_signed_in
from engage.consultations import queries
from engage.consultations.models import Role
from engage.web.access import Access

OPENED = {
    Role.MANAGER: {Access.MANAGER, Access.FACILITATOR, Access.LEAD},
    Role.FACILITATOR: {Access.FACILITATOR, Access.LEAD},
    Role.LEAD: {Access.LEAD},
}


def opened() -> set[Access]:
    """Name the doors that are open to whoever asks: those of their roles, in any consultation."""
    person = maybe_signed_in()
    doors = {Access.PUBLIC}
    if person is None:
        return doors
    doors.add(Access.STAFF)
    if person.is_administrator:
        doors |= {Access.ADMINISTRATOR, Access.MANAGER}
    return doors.union(*(OPENED[held.role] for held in queries.roles_of(person)))
