"""What people who registered are told by e-mail: each letter once for its cause."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.mail import Attachment, post, render
from engage.workshops import queries
from engage.workshops.allocation.models import Offer, Outcome
from engage.workshops.allocation.rule import Obstacle
from engage.workshops.calendar import Method, attached
from engage.workshops.links import private_link
from engage.workshops.models import Attendee, Registration, Standing


def confirm(those: Sequence[Registration]) -> None:
    """Tell a party that it has places: whoever booked of all, and each guest with an address of their own."""
    for registration in addressed(those):
        _send("confirmed", registration, f"workshop:place:{registration.id}", Method.REQUEST, party=those)


def tell_of_waiting(registration: Registration, obstacle: Obstacle) -> None:
    """Tell whoever booked that they are on the waiting list, where, and what stands in their way."""
    position = queries.position(registration)
    key = f"workshop:waiting:{registration.id}"
    _send("waiting", registration, key, position=position, obstacle=obstacle)


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
    holds = registration.standing is Standing.PLACE
    _send(
        "again",
        registration,
        f"workshop:again:{registration.id}:{clock.today()}",
        Method.REQUEST if holds else None,
        position=queries.position(registration) if registration.standing is Standing.WAITING else None,
    )


def tell_of_choice(those: Sequence[Registration]) -> None:
    """Tell a party that it chose other sessions, and bring the calendars of those with a place up to date."""
    for registration in addressed(those):
        key = f"workshop:chose:{registration.id}:{registration.changes}"
        method = Method.REQUEST if registration.standing is Standing.PLACE else None
        _send("chose", registration, key, method)


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


def tell_of_leaving(gone: Sequence[Registration], *, held_place: bool, reason: str = "") -> None:
    """Tell those of a party who left, or who booked for them; with a reason if it was taken from them."""
    method = Method.CANCEL if held_place and not gone[0].workshop.cancelled_at else None
    for registration in addressed(gone):
        own = registration.leads or _has_address(registration)
        key = f"workshop:left:{registration.id}"
        home = registration if own else db.session.get_one(Registration, registration.party_id)
        told = {"held_place": held_place, "reason": reason, "own": own, "home": private_link(home)}
        _send("left", registration, key, method if own else None, party=gone, **told)


def remind(registration: Registration, key: str, *, first_link: bool) -> None:
    """Remind somebody of a workshop; with the link to join, if it is shown by now."""
    if first_link:
        registration.changes += 1  # so that calendars take the link up
    _send("reminder", registration, key, Method.REQUEST, first_link=first_link)


def thank(registration: Registration, key: str) -> None:
    """Thank somebody who came, and say what follows."""
    _send("thanks", registration, key)


def addressed(those: Sequence[Registration]) -> list[Registration]:
    """Pick of a party who is written to: whoever booked, guests with an address of their own, and for
    all others without whoever booked, the first of them.
    """
    own = [one for one in those if one.leads or _has_address(one)]
    if any(one.leads for one in those):
        return own
    return [*[one for one in those if one not in own][:1], *own]


def _send(
    name: str,
    registration: Registration,
    key: str,
    method: Method | None = None,
    *,
    party: Sequence[Registration] | None = None,
    **context: Any,
) -> None:
    to = address_of(registration)
    if to is None:  # erased: nobody is left to be told
        return
    link, sessions = private_link(registration), queries.sessions_of(registration)
    enclosed: tuple[Attachment, ...] = ()
    if method:
        enclosed = (attached(registration, link, method, sessions),)
    letter = render(
        f"workshops/emails/{name}",
        attachments=enclosed,
        registration=registration,
        workshop=registration.workshop,
        names=_names(registration, party),
        sessions=sessions,
        link=link,
        **context,
    )
    post(to=to, letter=letter, key=key, about=registration.id)


def address_of(registration: Registration) -> str | None:
    """Give the address that letters about a registration go to: their own, or that of who booked."""
    if registration.attendee and registration.attendee.email:
        return registration.attendee.email
    booked = select(Attendee.email).where(Attendee.registration_id == registration.party_id)
    return db.session.scalar(booked) or None


def _names(registration: Registration, party: Sequence[Registration] | None) -> list[str]:
    """Name all of a party to whoever is written to for it; nobody, to somebody who comes alone."""
    if not registration.leads and _has_address(registration):
        return []
    named = [one.attendee.name for one in party or queries.party(registration) if one.attendee]
    return named if len(named) > 1 or not registration.leads else []


def _has_address(registration: Registration) -> bool:
    return bool(registration.attendee and registration.attendee.email)
