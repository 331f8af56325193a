"""What people who registered are told by e-mail: each letter once for its cause."""

from typing import Any

from engage import clock
from engage.mail import Attachment, post, render
from engage.workshops import queries
from engage.workshops.calendar import Method, attached
from engage.workshops.links import private_link
from engage.workshops.models import Registration, Standing


def confirm(registration: Registration) -> None:
    """Tell somebody that they have a place."""
    _send("confirmed", registration, f"workshop:place:{registration.id}", Method.REQUEST)


def tell_of_waiting(registration: Registration) -> None:
    """Tell somebody that they are on the waiting list, and where."""
    position = queries.position(registration)
    _send("waiting", registration, f"workshop:waiting:{registration.id}", position=position)


def tell_of_freed_place(registration: Registration) -> None:
    """Tell somebody who waited that a place is theirs."""
    _send("freed", registration, f"workshop:place:{registration.id}", Method.REQUEST)


def answer_again(registration: Registration) -> None:
    """Tell somebody who registers again what they have; at most once a day, whoever asks."""
    waits = registration.standing is Standing.WAITING
    _send(
        "again",
        registration,
        f"workshop:again:{registration.id}:{clock.today()}",
        None if waits else Method.REQUEST,
        position=queries.position(registration) if waits else None,
    )


def tell_of_change(registration: Registration) -> None:
    """Tell somebody of the new time or place."""
    key = f"workshop:changed:{registration.id}:{registration.workshop.sequence}"
    waits = registration.standing is Standing.WAITING
    _send("changed", registration, key, None if waits else Method.REQUEST, waits=waits)


def tell_of_cancellation(registration: Registration) -> None:
    """Tell somebody that the workshop does not take place."""
    waits = registration.standing is Standing.WAITING
    method = None if waits else Method.CANCEL
    _send("cancelled", registration, f"workshop:cancelled:{registration.id}", method)


def tell_of_leaving(registration: Registration, *, held_place: bool) -> None:
    """Tell somebody that they gave up their place, or left the waiting list."""
    # Nothing follows for this event, so one above the workshop's own count stays the highest.
    method = Method.CANCEL if held_place and not registration.workshop.cancelled_at else None
    key = f"workshop:left:{registration.id}"
    _send("left", registration, key, method, rise=1, held_place=held_place)


def _send(
    name: str,
    registration: Registration,
    key: str,
    method: Method | None = None,
    *,
    rise: int = 0,
    **context: Any,
) -> None:
    if registration.attendee is None:  # erased: nobody is left to be told
        return
    link = private_link(registration)
    sequence = registration.workshop.sequence + rise
    enclosed: tuple[Attachment, ...] = ()
    if method:
        enclosed = (attached(registration, link, method, sequence=sequence),)
    letter = render(
        f"workshops/emails/{name}",
        attachments=enclosed,
        registration=registration,
        workshop=registration.workshop,
        link=link,
        **context,
    )
    post(to=registration.attendee.email, letter=letter, key=key)
