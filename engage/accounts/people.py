"""Giving people an account and taking it away."""

from flask_babel import lazy_gettext as _l
from flask_security.utils import hash_password
from sqlalchemy.exc import IntegrityError

from engage import audit, clock
from engage.accounts.models import Person
from engage.db import db
from engage.errors import RuleBroken


def add(email: str, name: str, *, password: str | None, administrator: bool, by: Person | None) -> Person:
    """Give somebody an account; without a password they set their own by way of "forgotten password".

    :raises RuleBroken: if the address has an account
    """
    person = Person(
        email=email.strip().lower(),
        name=name.strip(),
        is_administrator=administrator,
        created_at=clock.now(),
        password=hash_password(password) if password else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as clash:
        raise RuleBroken(
            _l("Somebody with this e-mail address has an account already"), field="email"
        ) from clash
    audit.record("person.added", person, by=by, administrator=administrator)
    return person


def set_active(person: Person, active: bool, *, by: Person) -> None:
    """Let an account sign in, or no longer; what it did stays.

    :raises RuleBroken: if somebody shuts themselves out
    """
    if person is by and not active:
        raise RuleBroken(_l("You cannot close your own account"))
    person.active = active
    audit.record("person.opened" if active else "person.closed", person, by=by)
