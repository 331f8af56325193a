"""Bringing people in: an account, an invitation to it, and the role that they come for."""

from flask_babel import lazy_gettext as _l

from engage.accounts import Person, people, queries
from engage.consultations import roles
from engage.consultations.models import Consultation, Role, Theme
from engage.errors import RuleBroken


def appoint(
    email: str,
    name: str,
    role: Role,
    consultation: Consultation,
    theme: Theme | None = None,
    *,
    password: str | None = None,
    by: Person | None,
) -> Person:
    """Give a role to the person with an address; who has no account yet is invited to one.

    :raises RuleBroken: if a new account lacks a name, or the role cannot be given
    """
    person = queries.by_email(email)
    if person is None:
        if not name.strip():
            raise RuleBroken(_l("Enter a name: nobody with this address has an account yet"), field="name")
        person = people.add(email, name, password=password, administrator=False, by=by)
        if not password:
            people.invite(person, by=by)
    roles.give(person, role, consultation, theme, by=by)
    return person
