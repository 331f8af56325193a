"""The private link of a registration. Its key follows from ours, so that each letter can carry it."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from flask import current_app

from engage.web.addresses import address
from engage.workshops.models import Registration


def secret_of(registration_id: UUID) -> str:
    """Derive the key in a registration's private link: 32 characters that only this service can make."""
    ours = current_app.config["SECRET_KEY"].encode()
    digest = hmac.digest(ours, b"registration:" + registration_id.bytes, "sha256")
    return urlsafe_b64encode(digest[:24]).decode()


def hash_of(secret: str) -> str:
    """Hash a key as it is stored."""
    return sha256(secret.encode()).hexdigest()


def address_of(registration: Registration) -> str:
    """Give the whole address of a registration's own page, as the newest letter has it."""
    return address("workshops.registration", secret=secret_of(registration.id))


def private_link(registration: Registration) -> str:
    """Give the address for a letter, and see to it that it opens the page.

    Once the service's key has changed, the link in the newest letter is the one that opens it.
    """
    registration.secret_hash = hash_of(secret_of(registration.id))
    return address_of(registration)
