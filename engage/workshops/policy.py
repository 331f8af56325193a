"""Who may do what with a workshop: its consultation's roles decide, and who is assigned to it."""

from engage.accounts import Person
from engage.consultations import policy as consultations
from engage.consultations.models import Consultation
from engage.workshops import queries
from engage.workshops.models import Workshop


def may_set_up(person: Person, consultation: Consultation) -> bool:
    """Managers of a consultation set up its workshops, change them and cancel them."""
    return consultations.may_manage(person, consultation)


def may_see_needs(person: Person, workshop: Workshop) -> bool:
    """Access needs and diet are for managers alone: they arrange them."""
    return may_set_up(person, workshop.consultation)


def may_run(person: Person, workshop: Workshop) -> bool:
    """Managers, facilitators of the whole consultation, and whoever is assigned, run it on the day."""
    return (
        may_set_up(person, workshop.consultation)
        or consultations.may_moderate(person, workshop.consultation_id)
        or queries.is_assigned(person, workshop.id)
    )
