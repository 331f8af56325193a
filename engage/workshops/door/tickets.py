"""Tickets: a short code that says who somebody is at the door, and opens nothing."""

import hmac
import re
from base64 import b32encode
from uuid import UUID

from engage.web.private_links import secret
from engage.workshops.models import Registration
from engage.workshops.pictures import scan

MARK = "T:"
"""What the picture of a ticket begins with, so that it is told from an address."""
LENGTH = 10
MISTAKEN = str.maketrans("018", "OIB")
"""Digits that no code has, and the letters that are read as them."""


def code_of(registration: Registration) -> str:
    """Give the code of a ticket: ten letters and digits, which follow from the service's secret.

    It says nothing of the private link, so that a photograph of a ticket or a badge opens no page.
    """
    return code(registration.workshop_id, registration.id)


def code(workshop_id: UUID, registration_id: UUID) -> str:
    """Give the code of the ticket of a registration for a workshop."""
    made = hmac.digest(secret(), b"ticket:" + workshop_id.bytes + registration_id.bytes, "sha256")
    return b32encode(made).decode()[:LENGTH]


def written(registration: Registration) -> str:
    """Write a code as people read it out: in two halves."""
    whole = code_of(registration)
    return f"{whole[: LENGTH // 2]}-{whole[LENGTH // 2 :]}"


def scan_of(registration: Registration) -> str:
    """Draw a ticket as a QR code, given as a data: URL of an SVG."""
    return scan(MARK + code_of(registration))


def read(typed: str) -> str | None:
    """Read a code as it was scanned or typed; None if it is none."""
    plain = re.sub(r"[\s-]", "", typed.strip().upper().removeprefix(MARK)).translate(MISTAKEN)
    return plain if re.fullmatch(f"[A-Z2-7]{{{LENGTH}}}", plain) else None
