"""Publishing a workshop's own summary, once its record is agreed."""

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.errors import RuleBroken
from engage.workshops import queries as workshops
from engage.workshops.agreeing import queries
from engage.workshops.models import Workshop


def publish(workshop: Workshop, *, by: Person) -> None:
    """Put the summary of a workshop before the public; published again, it keeps its first day.

    :raises RuleBroken: while a table has not handed in its notes, can still answer, or has corrections open
    """
    workshop = workshops.locked(workshop.id)
    if workshop.summarised_at:
        return
    at = clock.now()
    tables = [table for table in queries.agreement(workshop) if table.notes]
    if not tables:
        raise RuleBroken(_l("There are no notes to publish"))
    if not all(table.stands(at) for table in tables):
        raise RuleBroken(_l("The record is not agreed yet: see which tables still have to be settled"))
    workshop.summarised_at = at
    audit.record("workshop.summarised", workshop, by=by)


def take_down(workshop: Workshop, *, by: Person) -> None:
    """Take a published summary away from the public."""
    workshop = workshops.locked(workshop.id)
    if workshop.summarised_at:
        workshop.summarised_at = None
        audit.record("workshop.summary_taken_down", workshop, by=by)
