"""Finding tables, who sits at them and may lead them, and the exercises."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.accounts import Person
from engage.consultations.models import Role, RoleHeld
from engage.db import db
from engage.workshops.models import Facilitator, Workshop
from engage.workshops.tables.models import Exercise, Note, Seat, Table


def of(workshop_id: UUID) -> Sequence[Table]:
    """List the tables of a workshop, by number."""
    return db.session.scalars(
        select(Table).where(Table.workshop_id == workshop_id).order_by(Table.number)
    ).all()


def seated(workshop_id: UUID) -> Mapping[UUID, Table]:
    """Give the table of each registration that sits at one."""
    where = select(Seat.registration_id, Table).join(Table, Table.id == Seat.table_id)
    return dict(db.session.execute(where.where(Seat.workshop_id == workshop_id)).all())


def table_of(registration_id: UUID) -> Table | None:
    """Give the table that somebody sits at, once the tables are drawn."""
    where = select(Table).join(Seat, Seat.table_id == Table.id)
    return db.session.scalar(where.where(Seat.registration_id == registration_id))


def get(workshop_id: UUID, table_id: UUID) -> Table:
    """Get a table of a workshop.

    :raises NoResultFound: if there is none such
    """
    return db.session.scalars(
        select(Table).where(Table.workshop_id == workshop_id, Table.id == table_id)
    ).one()


def hosts(workshop: Workshop) -> Mapping[UUID, str]:
    """Name those who may sit at a table to lead it and write: whoever runs the workshop."""
    runs = RoleHeld.role.in_([Role.MANAGER, Role.FACILITATOR]) & RoleHeld.theme_id.is_(None)
    holds = select(RoleHeld.person_id).where(RoleHeld.consultation_id == workshop.consultation_id, runs)
    assigned = select(Facilitator.person_id).where(Facilitator.workshop_id == workshop.id)
    people = select(Person).where(Person.active, Person.id.in_(holds) | Person.id.in_(assigned))
    return {one.id: one.name for one in db.session.scalars(people.order_by(Person.name, Person.id))}


def exercises(workshop_id: UUID) -> Sequence[Exercise]:
    """List the exercises of a workshop in their order."""
    of_it = select(Exercise).where(Exercise.workshop_id == workshop_id).options(joinedload(Exercise.theme))
    return db.session.scalars(of_it.order_by(Exercise.position)).all()


def exercise(workshop_id: UUID, exercise_id: UUID) -> Exercise:
    """Get an exercise of a workshop.

    :raises NoResultFound: if there is none such
    """
    of_it = select(Exercise).where(Exercise.workshop_id == workshop_id, Exercise.id == exercise_id)
    return db.session.scalars(of_it).one()


def noted(workshop_id: UUID) -> Mapping[UUID, int]:
    """Count the notes that were written in each exercise that has any."""
    count = select(Note.exercise_id, func.count()).where(
        Note.workshop_id == workshop_id, Note.removed_at.is_(None)
    )
    return dict(db.session.execute(count.group_by(Note.exercise_id)).all())
