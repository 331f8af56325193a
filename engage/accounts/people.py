"""Giving people an account and taking it away."""

from hashlib import sha256

from flask_babel import lazy_gettext as _l
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password
from sqlalchemy.exc import IntegrityError

from engage import audit, clock
from engage.accounts.models import Person
from engage.accounts.queries import by_email
from engage.db import db
from engage.errors import RuleBroken
from engage.mail import post, render

SHORTEST_PASSWORD = 12


def add(email: str, name: str, *, password: str | None, administrator: bool, by: Person | None) -> Person:
    """Give somebody an account; without a password, `invite` them to set their own.

    :raises RuleBroken: if the address has an account, or the name or the password will not do
    """
    if not name.strip():
        raise RuleBroken(_l("Enter a name"), field="name")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            _l("A password must have at least %(number)s characters", number=SHORTEST_PASSWORD),
            field="password",
        )
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


def invite(person: Person, *, by: Person | None) -> None:
    """Send somebody a link by which they set their password; it holds for a day, or until one is set."""
    token = generate_reset_password_token(person)  # type: ignore[no-untyped-call]
    letter = render("accounts/emails/invited", person=person, token=token)
    post(to=person.email, letter=letter, key=f"invited:{sha256(token.encode()).hexdigest()}")
    audit.record("person.invited", person, by=by)


def appoint_administrator(email: str, name: str, *, password: str | None, by: Person | None = None) -> Person:
    """Make the person with an address an administrator; who has no account yet gets one.

    :raises RuleBroken: if a new account cannot be made
    """
    person = by_email(email)
    if person is None:
        person = add(email, name, password=password, administrator=True, by=by)
        if not password:
            invite(person, by=by)
    elif not person.is_administrator:
        person.is_administrator = True
        audit.record("person.made_administrator", person, by=by)
    return person


def set_active(person: Person, active: bool, *, by: Person) -> None:
    """Let an account sign in, or no longer; what it did stays.

    :raises RuleBroken: if somebody shuts themselves out
    """
    if person is by and not active:
        raise RuleBroken(_l("You cannot close your own account"))
    person.active = active
    audit.record("person.opened" if active else "person.closed", person, by=by)


def rename(person: Person, name: str) -> None:
    """Change the name that others read.

    :raises RuleBroken: if there is none
    """
    if not name.strip():
        raise RuleBroken(_l("Enter a name"), field="name")
    person.name = name.strip()
    audit.record("person.renamed", person, by=person)
