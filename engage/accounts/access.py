"""Who is at the other end of this request, and what is refused to them."""

from typing import cast

from flask import abort, current_app
from flask_login import current_user

from engage.accounts.models import Person


class SignInNeeded(Exception):
    """The page is for people with an account; its handler leads to the sign-in page and back."""


def signed_in() -> Person:
    """Give the person who is signed in.

    :raises SignInNeeded: if nobody is
    """
    person = maybe_signed_in()
    if person is None:
        raise SignInNeeded
    return person


def maybe_signed_in() -> Person | None:
    """Give the person who is signed in, if anybody is."""
    return cast(Person, current_user._get_current_object()) if current_user.is_authenticated else None


def demand(permitted: bool) -> None:
    """Refuse the request with a 403 unless it is permitted."""
    if not permitted:
        abort(403)


def lead_to_sign_in(error: SignInNeeded) -> object:
    """Send somebody without a session to sign in, and back to the page they asked for afterwards."""
    return current_app.extensions["security"]._unauthn_handler(["session"], {})
