"""The link by which the projector's laptop shows the wall of a workshop, without anybody signing in there."""

import hmac
from datetime import datetime, timedelta

from engage.web.private_links import private_key
from engage.workshops.models import Workshop

LASTS = timedelta(hours=12)
"""How long after the workshop the link still opens its wall."""


def key_of(workshop: Workshop) -> str:
    """Give the key in the link of a workshop's wall."""
    return private_key("wall", workshop.id)


def opens(workshop: Workshop, key: str, at: datetime) -> bool:
    """Say whether a key opens the wall of a workshop now."""
    return hmac.compare_digest(key_of(workshop).encode(), key.encode()) and at < workshop.ends_at + LASTS
