"""People with accounts, and the roles that make them somebody in a consultation."""

from typing import Any

import factory

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Role, RoleHeld, Theme
from engage.db import db
from tests.factories.base import Factory

PASSWORD = "correct horse battery staple"


class Staff(Factory):
    """Somebody who can sign in and holds no role."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Officer {n}")
    email = factory.Sequence(lambda n: f"officer{n}@council.example")
    created_at = factory.LazyFunction(clock.now)
    fs_uniquifier = factory.Sequence(lambda n: f"uniquifier-{n}")


class Administrator(Staff):
    """Somebody who runs the deployment."""

    is_administrator = True


def _with_role(role: Role, consultation: Consultation, theme: Theme | None, values: dict[str, Any]) -> Person:
    person: Person = Staff(**values)
    held = RoleHeld(
        person_id=person.id, consultation_id=consultation.id, theme_id=theme.id if theme else None, role=role
    )
    db.session.add(held)
    db.session.flush()
    return person


def Manager(consultation: Consultation, **values: Any) -> Person:  # noqa: N802 - reads as the factories do
    """Somebody who manages a consultation."""
    return _with_role(Role.MANAGER, consultation, None, values)


def Facilitator(consultation: Consultation, theme: Theme | None = None, **values: Any) -> Person:  # noqa: N802
    """Somebody who moderates a consultation, or one theme of it."""
    return _with_role(Role.FACILITATOR, consultation, theme, values)


def Lead(theme: Theme, **values: Any) -> Person:  # noqa: N802
    """Somebody who leads a theme."""
    return _with_role(Role.LEAD, theme.consultation, theme, values)
