"""Who runs a workshop on the day, whatever roles they hold."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from engage import audit
from engage.accounts import Person, people
from engage.accounts import queries as accounts
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.workshops.models import Facilitator, Workshop


def of(workshop_id: UUID) -> Sequence[Facilitator]:
    """List who is assigned to a workshop, by name."""
    assigned = select(Facilitator).join(Person).where(Facilitator.workshop_id == workshop_id)
    return db.session.scalars(
        assigned.options(joinedload(Facilitator.person)).order_by(Person.name, Person.id)
    ).all()


def assign(workshop: Workshop, email: str, name: str, *, by: Person) -> None:
    """Let the person with an address run a workshop; who has no account yet is invited to one.

    :raises RuleBroken: if a new account lacks a name
    """
    person = accounts.by_email(email)
    if person is None:
        if not name.strip():
            raise RuleBroken(_l("Enter a name: nobody with this address has an account yet"), field="name")
        person = people.add(email, name, password=None, administrator=False, by=by)
        people.invite(person, by=by)
        db.session.flush()
    row = insert(Facilitator).values(id=new_id(), workshop_id=workshop.id, person_id=person.id)
    new = row.on_conflict_do_nothing(index_elements=["workshop_id", "person_id"]).returning(Facilitator.id)
    if db.session.scalar(new):
        audit.record("workshop.facilitator_assigned", workshop, by=by, person=person.id)


def release(workshop: Workshop, facilitator_id: UUID, *, by: Person) -> None:
    """Let somebody run a workshop no longer, unless a role of theirs lets them. Done twice, as once."""
    gone = delete(Facilitator).where(Facilitator.workshop_id == workshop.id, Facilitator.id == facilitator_id)
    if person_id := db.session.scalar(gone.returning(Facilitator.person_id)):
        audit.record("workshop.facilitator_released", workshop, by=by, person=person_id)
