"""Where a request comes from, as a network and never as an address; how often, counted for a while."""

import hmac
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address, ip_network

from flask import current_app, request
from limits.errors import StorageError
from redis.exceptions import RedisError

from engage.web.security import limiter

HOUR = 3600
"""Seconds."""


def network() -> str:
    """Name the network that this request comes from: a keyed hash, which nobody can turn back."""
    return hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), _prefix().encode(), "sha256").hex()[
        :16
    ]


def counted(*names: object) -> int:
    """Count one more of what is named, and give how many there were within the hour; 0 if nobody counts."""
    return int(_asked(lambda storage, key: storage.incr(key, HOUR), *names))


def free_again(*names: object) -> float:
    """Tell when counting begins anew for what is named, in seconds since 1970."""
    return _asked(lambda storage, key: storage.get_expiry(key), *names)


def _asked(ask: Callable[..., float], *names: object) -> float:
    # What counts is at hand or is not: nobody is kept from sending by a Redis that is away.
    if limiter.enabled:
        with suppress(RedisError, StorageError, ConnectionError):
            return ask(limiter.limiter.storage, "/".join(["sent", *map(str, names)]))
    return 0


def _prefix() -> str:
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network((mapped, 24 if mapped.version == 4 else 48), strict=False))
