"""Finding people."""

from uuid import UUID

from sqlalchemy import Select, select

from engage.accounts.models import Person
from engage.db import db


def everybody() -> Select[Person]:
    """Select all who have an account, by name."""
    return select(Person).order_by(Person.name, Person.id)


def get(person_id: UUID) -> Person:
    """Get one person.

    :raises NoResultFound: if there is no such account
    """
    return db.session.scalars(select(Person).where(Person.id == person_id)).one()


def by_email(email: str) -> Person | None:
    """Get the person with an e-mail address, if there is one."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
