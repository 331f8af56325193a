"""Giving people roles in a consultation and taking them away."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from engage import audit
from engage.accounts import Person
from engage.consultations.models import Consultation, Role, RoleHeld, Theme
from engage.consultations.queries import hold
from engage.db import db
from engage.errors import RuleBroken


def give(
    person: Person, role: Role, consultation: Consultation, theme: Theme | None = None, *, by: Person | None
) -> RoleHeld:
    """Give somebody a role in a consultation, or in one theme of it.

    :raises RuleBroken: if they hold it already, or it cannot be held for one theme
    """
    if role is Role.MANAGER and theme:
        raise RuleBroken(_l("A manager manages the whole consultation, not one theme"), field="theme_id")
    if theme and theme.consultation_id != consultation.id:
        raise RuleBroken(_l("This theme belongs to another consultation"), field="theme_id")
    held = RoleHeld(person=person, consultation=consultation, theme=theme, role=role)
    try:
        with db.session.begin_nested():
            db.session.add(held)
    except IntegrityError as twice:
        raise RuleBroken(_l("%(name)s holds this role already", name=person.name), field="email") from twice
    audit.record(
        "role.given", consultation, by=by, person_id=person.id, role=role, theme_id=theme.id if theme else ""
    )
    return held


def take_away(held: RoleHeld, *, by: Person | None) -> None:
    """Take a role from somebody; what they did in it stays.

    :raises RuleBroken: if nobody would manage the consultation any more
    """
    consultation = held.consultation
    # Two managers who remove each other at once wait here for their turn.
    hold(consultation)
    if held.role is Role.MANAGER and _managers(consultation) < 2:
        raise RuleBroken(_l("Somebody has to manage it: make another person a manager first"))
    audit.record(
        "role.taken_away",
        consultation,
        by=by,
        person_id=held.person_id,
        role=held.role,
        theme_id=held.theme_id or "",
    )
    db.session.execute(delete(RoleHeld).where(RoleHeld.id == held.id))


def _managers(consultation: Consultation) -> int:
    managers = select(func.count()).select_from(RoleHeld)
    return (
        db.session.scalar(
            managers.where(RoleHeld.consultation_id == consultation.id, RoleHeld.role == Role.MANAGER)
        )
        or 0
    )
