"""Telling a consultation's own people that it is before the public."""

from uuid import UUID

from sqlalchemy import select

from engage.accounts import Person
from engage.consultations import queries
from engage.consultations.models import RoleHeld
from engage.db import db
from engage.mail import post, render


def announce(consultation_id: UUID) -> None:
    """Write once to each manager, facilitator and lead of a published consultation."""
    consultation = queries.get(consultation_id)
    holders = select(RoleHeld.person_id).where(RoleHeld.consultation_id == consultation_id)
    people = select(Person).where(Person.id.in_(holders), Person.active).order_by(Person.id)
    for person in db.session.scalars(people):
        letter = render("consultations/emails/announced", consultation=consultation, person=person)
        post(to=person.email, letter=letter, key=f"announced:{consultation.id}:{person.id}")
