"""The private link of a registration. Its key follows from ours, so that each letter can carry it."""

from uuid import UUID

from engage.web import private_links
from engage.web.addresses import address
from engage.web.private_links import key_hash
from engage.workshops.models import Registration


def private_key(registration_id: UUID) -> str:
    """Make the key in a registration's private link."""
    return private_links.private_key("registration", registration_id)


def address_of(registration: Registration) -> str:
    """Give the whole address of a registration's own page, as the newest letter has it."""
    return address("workshops.registration", key=private_key(registration.id))


def private_link(registration: Registration) -> str:
    """Give the address for a letter, and see to it that it opens the page.

    Once the service's secret has changed, the link in the newest letter is the one that opens it.
    """
    registration.secret_hash = key_hash(private_key(registration.id))
    return address_of(registration)
