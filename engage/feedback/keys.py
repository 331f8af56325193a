"""What opens a response: the key in its private link, and the token that confirms an address."""

import hmac
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from engage.feedback.models import Response
from engage.web import private_links
from engage.web.private_links import key_hash


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
