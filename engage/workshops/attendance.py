"""Who came on the day."""

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.errors import RuleBroken
from engage.workshops.models import Registration, Standing


def check_in(registration: Registration, *, by: Person) -> None:
    """Note that somebody came. Done twice, the first time counts.

    :raises RuleBroken: if they hold no place
    """
    if registration.standing is not Standing.PLACE:
        raise RuleBroken(_l("This person does not have a place any more"))
    if registration.checked_in_at is None:
        registration.checked_in_at = clock.now()
        audit.record("registration.checked_in", registration, by=by)


def undo_check_in(registration: Registration, *, by: Person) -> None:
    """Take back a tick against the wrong name."""
    if registration.checked_in_at is not None:
        registration.checked_in_at = None
        audit.record("registration.check_in_undone", registration, by=by)
