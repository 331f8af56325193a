"""Whose phone votes: a random key in a signed cookie, of which the service keeps only the hash."""

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from engage.web.private_links import key_hash, secret

COOKIE = "voter"
LASTS = 36 * 3600
"""Seconds: a workshop's day, and the morning after."""


def held() -> str | None:
    """Give the key of the browser that asks, if it was given one here."""
    try:
        return str(_signer().loads(request.cookies.get(COOKIE, ""), max_age=LASTS))
    except BadSignature:
        return None


def made() -> str:
    """Give the key of the browser that asks, or a new one, which its answer has to hand out."""
    return held() or secrets.token_urlsafe(16)


def hand_out(answer: Response, key: str) -> Response:
    """Have the browser keep its key, for the pages of tables alone."""
    answer.set_cookie(
        COOKIE,
        str(_signer().dumps(key)),
        max_age=LASTS,
        path="/t",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure,
    )
    return answer


def hashed(key: str) -> str:
    """Give what the database keeps of a key."""
    return key_hash(f"voter:{key}")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret(), salt="voter")
