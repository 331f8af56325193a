"""What people who registered are told by e-mail: each letter once for its cause."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.mail import Attachment, post, render
from engage.workshops import queries
from engage.workshops.allocation.models import Offer, Outcome
from engage.workshops.calendar import Method, attached
from engage.workshops.links import private_link
from engage.workshops.models import Attendee, Registration, Standing


def confirm(those: Sequence[Registration]) -> None:
    """Tell a party that it has places: whoever booked of all, and each guest with an address of their own."""
    for registration in those:
        if _own_address(registration):
            _send("confirmed", registration, f"workshop:place:{registration.id}", Method.REQUEST)


def tell_of_waiting(registration: Registration) -> None:
    """Tell whoever booked that they are on the waiting list, and where."""
    position = queries.position(registration)
    _send("waiting", registration, f"workshop:waiting:{registration.id}", position=position)


def tell_of_asking(registration: Registration) -> None:
    """Tell whoever booked that a manager decides who comes."""
    _send("asked", registration, f"workshop:asked:{registration.id}")


def tell_of_refusal(registration: Registration, reason: str) -> None:
    """Tell whoever booked that they cannot come, and why."""
    _send("refused", registration, f"workshop:refused:{registration.id}", reason=reason)


def offer(registration: Registration, made: Offer) -> None:
    """Offer the places that came free to whoever booked, and say until when."""
    _send("offered", registration, f"workshop:offered:{made.id}", offer=made)


def tell_of_lost_offer(registration: Registration, outcome: Outcome) -> None:
    """Tell whoever booked that the places go to somebody else: declined, or not answered in time."""
    key = f"workshop:lost:{registration.id}"
    _send("lost_offer", registration, key, lapsed=outcome is Outcome.LAPSED)


def answer_again(registration: Registration) -> None:
    """Tell somebody who registers again what they have; at most once a day, whoever asks."""
    waits = registration.standing is not Standing.PLACE
    _send(
        "again",
        registration,
        f"workshop:again:{registration.id}:{clock.today()}",
        None if waits else Method.REQUEST,
        position=queries.position(registration) if registration.standing is Standing.WAITING else None,
    )


def tell_of_change(registration: Registration) -> None:
    """Tell somebody of the new time or place."""
    key = f"workshop:changed:{registration.id}:{registration.workshop.sequence}"
    waits = registration.standing is not Standing.PLACE
    _send("changed", registration, key, None if waits else Method.REQUEST, waits=waits)


def tell_of_cancellation(registration: Registration) -> None:
    """Tell somebody that the workshop does not take place."""
    waits = registration.standing is not Standing.PLACE
    method = None if waits else Method.CANCEL
    _send("cancelled", registration, f"workshop:cancelled:{registration.id}", method)


def tell_of_leaving(registration: Registration, *, held_place: bool, reason: str = "") -> None:
    """Tell somebody that they are registered no longer; with a reason if it was taken from them."""
    # Nothing follows for this event, so one above the workshop's own count stays the highest.
    method = Method.CANCEL if held_place and not registration.workshop.cancelled_at else None
    key = f"workshop:left:{registration.id}"
    _send("left", registration, key, method, rise=1, held_place=held_place, reason=reason)


def _send(
    name: str,
    registration: Registration,
    key: str,
    method: Method | None = None,
    *,
    rise: int = 0,
    **context: Any,
) -> None:
    to = address_of(registration)
    if to is None:  # erased: nobody is left to be told
        return
    link = private_link(registration)
    sequence = registration.workshop.sequence + registration.changes + rise
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
    post(to=to, letter=letter, key=key)


def address_of(registration: Registration) -> str | None:
    """Give the address that letters about a registration go to: their own, or that of who booked."""
    if registration.attendee and registration.attendee.email:
        return registration.attendee.email
    booked = select(Attendee.email).where(Attendee.registration_id == registration.party_id)
    return db.session.scalar(booked) or None


def _own_address(registration: Registration) -> bool:
    return registration.leads or bool(registration.attendee and registration.attendee.email)
