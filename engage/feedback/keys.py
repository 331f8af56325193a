"""What opens a response: the reference that people quote, and the key in their private link."""

import hmac
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Sequence, select
from sqlalchemy import func as sql

from engage.db import Base, db
from engage.feedback.models import Response
from engage.web import private_links
from engage.web.private_links import key_hash

LETTERS = "CDFHJKMNPQRTVWXY3479"
"""Signs that are not taken for one another, read aloud or by eye, and spell no words."""
STRIDE = 7_368_787
"""Prime to 10, so that numbers in a row give references that look nothing alike, and all differ."""

numbers = Sequence("response_number", metadata=Base.metadata)


def new_references(count: int = 1) -> list[str]:
    """Draw references that nobody has had."""
    drawn = select(sql.nextval(numbers.name)).select_from(sql.generate_series(1, count))
    return [reference(number) for number in db.session.scalars(drawn)]


def reference(number: int) -> str:
    """Write the reference of the n-th response: four signs and two digits, such as VX4K-71.

    Once those are used up, five signs, and so on.
    """
    length = 4
    while number >= (size := len(LETTERS) ** length * 100):
        number -= size
        length += 1
    rest, digits = divmod(number * STRIDE % size, 100)
    signs = ""
    for _ in range(length):
        rest, sign = divmod(rest, len(LETTERS))
        signs += LETTERS[sign]
    return f"{signs}-{digits:02d}"


def private_key(response_id: UUID) -> str:
    """Make the key in a response's private link."""
    return private_links.private_key("response", response_id)


def key_of(response: Response) -> str | None:
    """Give the key that opens a response; None if the service's secret has changed since it was sent."""
    key = private_key(response.id)
    return key if hmac.compare_digest(key_hash(key), response.secret_hash) else None


def confirmation(response_id: UUID) -> str:
    """Sign the token by which an address is confirmed as its owner's."""
    return str(_signer().dumps(response_id.hex))


def confirmed(token: str) -> UUID | None:
    """Read which response a token confirms the address of; None if we did not sign it."""
    try:
        return UUID(hex=_signer().loads(token))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(private_links.secret(), salt="feedback.confirmation")
