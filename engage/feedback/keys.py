"""What opens a response: the key in its private link, and the token that confirms an address."""

import hmac
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from engage.feedback.models import DraftLink, Response
from engage.web import private_links
from engage.web.private_links import key_hash


def private_key(response_id: UUID, number: int = 0) -> str:
    """Make the key in a response's private link; `number` says how often the link was replaced."""
    return private_links.private_key(f"response {number}" if number else "response", response_id)


def key_of(response: Response) -> str | None:
    """Give the key that opens a response; None if the service's secret has changed since it was sent."""
    key = private_key(response.id, response.link_number)
    return key if hmac.compare_digest(key_hash(key), response.secret_hash) else None


def confirmation(response_id: UUID, address: str) -> str:
    """Sign the token by which an address is confirmed as its owner's."""
    return str(_signer().dumps([response_id.hex, seal(address)]))


def confirmed(token: str) -> tuple[UUID, str] | None:
    """Read which response, and which address by its seal, a token confirms; None if we did not sign it."""
    try:
        response_id, sealed = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):  # signed for the addresses of an earlier version
        return None
    return UUID(hex=response_id), str(sealed)


def link_key(link_id: UUID) -> str:
    """Make the key in a private link into a draft."""
    return private_links.private_key("draft", link_id)


def key_of_link(link: DraftLink) -> str | None:
    """Give the key in a link into a draft; None if the service's secret has changed since it was made."""
    key = link_key(link.id)
    return key if hmac.compare_digest(key_hash(key), link.secret_hash) else None


def reminder(draft_id: UUID) -> str:
    """Sign the token by which the reminder of a draft is stopped."""
    return str(_signer("feedback.reminder").dumps(draft_id.hex))


def reminded(token: str) -> UUID | None:
    """Read whose reminder a token stops; None if we did not sign it."""
    try:
        return UUID(hex=_signer("feedback.reminder").loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None


def seal(address: str) -> str:
    """Give what stands for an address where it is not to be read."""
    return hmac.digest(private_links.secret(), address.casefold().encode(), "sha256").hex()[:16]


def _signer(salt: str = "feedback.confirmation") -> URLSafeSerializer:
    return URLSafeSerializer(private_links.secret(), salt=salt)
