"""Private links: a key for one thing, which follows from the service's own secret, and pages behind it."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from flask import Response, current_app


def private_key(of: str, thing_id: UUID) -> str:
    """Make the key in the private link of a thing (43 characters); `of` names its kind.

    What is asked for again gets the same link, although the database keeps no more than the key's hash.
    """
    made = hmac.digest(secret(), f"{of}:".encode() + thing_id.bytes, "sha256")
    return urlsafe_b64encode(made).decode().rstrip("=")


def key_hash(key: str) -> str:
    """Give what the database keeps of a key (SHA-256, hexadecimal)."""
    return sha256(key.encode()).hexdigest()


def keep_private(answer: Response) -> Response:
    """Keep an address that is a key out of the Referer that other sites get, and out of search engines."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def secret() -> bytes:
    """Give the service's own secret, which keys and signatures follow from."""
    return str(current_app.config["SECRET_KEY"]).encode()
