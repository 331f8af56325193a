"""`engage doctor`: looks over a whole installation, and says what to do about what it finds."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import redis
from celery import Celery
from celery.app.control import Inspect
from flask import current_app
from kombu.exceptions import OperationalError as BrokerDown
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engage import jobs
from engage.db import db
from engage.mail.sending import connected
from engage.operator import Trouble
from engage.settings import Settings
from engage.stack.place import Place, writable
from engage.web.health import head
from engage.web.templating import manifest

LEAST_DISK = 1_000_000_000
OLDEST_POSTGRESQL = 160_000
"""In the form of `server_version_num`."""
OLDEST_REDIS = (6, 2)
QUEUES = {"work", "relay"}
PULSE = 8.0
"""How many seconds workers have to answer, and beat to ask for the relay, which it does every three."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, and what to do if that is not well."""

    name: str
    well: bool
    found: str
    advice: str = ""

    @property
    def line(self) -> str:
        """Write the finding as a line, and the advice below it."""
        mark = "ok " if self.well else "NOT"
        advice = "" if self.well or not self.advice else f"\n{'':<21}→ {self.advice}"
        return f"{mark} {self.name:<16} {self.found}{advice}"

    def told(self) -> dict[str, object]:
        """Give the finding for `--json`."""
        return asdict(self)


def before_starting(settings: Settings) -> Iterator[Finding]:
    """Look at what can be seen before any server answers."""
    yield _python()
    yield Finding("settings", True, "every ENGAGE_ variable is valid")
    yield _folder(settings)
    yield _public_url(settings)


def running(settings: Settings) -> Iterator[Finding]:
    """Look at all that should run, inside the application."""
    for name, check, advice in (
        ("PostgreSQL", _postgresql, "Start it, or check ENGAGE_DATABASE_URL."),
        ("pgvector", _pgvector, "Start PostgreSQL, or check ENGAGE_DATABASE_URL."),
        ("migrations", _migrations, "Run engage migrate; engage up does so too."),
        ("Redis", _redis, "Start it, or check ENGAGE_REDIS_URL."),
        ("styles, scripts", _assets, "Run make setup, or npm ci and npm run build."),
        ("fonts", _fonts, "Run make setup, or npm ci and npm run build."),
        ("mail", _mail, "Start the mail server, or check ENGAGE_SMTP_URL."),
        ("workers", _workers, "Run engage up, or start the workers: see docs/guide/operators.md."),
        ("beat", _beat, "Run engage up, or start beat and the relay: see docs/guide/operators.md."),
    ):
        yield _tried(name, check, advice, settings)


def _tried(name: str, check: Callable[[Settings], str], advice: str, settings: Settings) -> Finding:
    try:
        return Finding(name, True, check(settings))
    except Trouble as trouble:
        return Finding(name, False, str(trouble), str(trouble.detail.get("advice", advice)))
    except (SQLAlchemyError, redis.RedisError, BrokerDown, OSError, jobs.Weather) as failure:
        db.session.rollback()
        reason = (str(getattr(failure, "orig", failure)).strip().splitlines() or [type(failure).__name__])[0]
        return Finding(name, False, f"does not answer: {reason}", advice)


def _python() -> Finding:
    return Finding("Python", True, f"{sys.version.split()[0]} in {sys.prefix}")


def _folder(settings: Settings) -> Finding:
    try:
        writable(settings.data_dir)
    except Trouble as trouble:
        return Finding("data folder", False, str(trouble))
    free = shutil.disk_usage(settings.data_dir).free
    place = Place(settings.data_dir)
    apart = f", the database in {place.apart}" if not settings.database_url and place.apart else ""
    found = f"{settings.data_dir}, {free / 1e9:.1f} GB free{apart}"
    return Finding(
        "data folder", free >= LEAST_DISK, found, "Free some space: a full disk stops the database."
    )


def _public_url(settings: Settings) -> Finding:
    url = settings.public_url
    local = _is_local(url.host or "")
    sends = settings.smtp_url is not None and not _is_local(settings.smtp_url.host or "")
    if url.query or url.fragment:
        advice = "Set ENGAGE_PUBLIC_URL to an address without a question mark or a hash."
    elif local and sends:
        advice = "Set ENGAGE_PUBLIC_URL: the links in e-mails lead to this machine alone."
    elif not local and url.scheme != "https":
        advice = "Serve it over https, and say so in ENGAGE_PUBLIC_URL: cookies are bound to TLS by that."
    else:
        return Finding("public address", True, str(url))
    return Finding("public address", False, str(url), advice)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _postgresql(_: Settings) -> str:
    number = int(db.session.scalar(text("SHOW server_version_num")) or 0)
    version = db.session.scalar(text("SHOW server_version"))
    if number < OLDEST_POSTGRESQL:
        raise Trouble(f"{version} is too old", advice="Move to PostgreSQL 16 or newer.")
    return f"{version} answers"


def _pgvector(_: Settings) -> str:
    asked = "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'"
    version = db.session.scalar(text(asked))
    if version is None:
        raise Trouble("not available", advice="Install the extension pgvector on the database server.")
    return f"{version} is available"


def _migrations(_: Settings) -> str:
    there = db.session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    at = db.session.scalar(text("SELECT version_num FROM alembic_version")) if there else None
    if at != head():
        raise Trouble(f"the database is at {at or 'nothing'}, this version needs {head()}")
    return f"at {at}"


def _redis(settings: Settings) -> str:
    with redis.Redis.from_url(str(settings.redis_url), socket_timeout=5, socket_connect_timeout=5) as client:
        about: Any = client.info("server")
    version = str(about["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise Trouble(f"{version} is too old", advice="Move to Redis 6.2 or newer, or to Valkey.")
    return f"{version} answers"


def _assets(_: Settings) -> str:
    static = Path(str(current_app.static_folder))
    if not (static / "manifest.json").is_file():
        raise Trouble("not built")
    built = manifest().values()
    missing = [name for name in built if not (static / name).is_file()]
    if missing:
        raise Trouble(f"{len(missing)} of {len(built)} files are missing")
    return f"{len(built)} files are built"


def _fonts(_: Settings) -> str:
    fonts = list((Path(str(current_app.static_folder)) / "fonts" / "ttf").glob("*.ttf"))
    if not fonts:
        raise Trouble("those of the reports are not built")
    return f"{len(fonts)} for reports"


def _mail(settings: Settings) -> str:
    if settings.smtp_url is None:
        raise Trouble(
            "no server is set, and none catches mail",
            advice="Set ENGAGE_SMTP_URL, or run engage up, which keeps mail in the data folder.",
        )
    with connected(settings.smtp_url) as server:
        server.noop()
    return f"{settings.smtp_url.host} answers"


def _workers(settings: Settings) -> str:
    """See who serves the queues; one that is just starting, or busy, gets some seconds to answer."""
    inspect, until = _inspect(settings), time.monotonic() + PULSE
    while missing := QUEUES - _served(inspect):
        if time.monotonic() > until:
            raise Trouble(f"nobody serves the queue {' nor '.join(sorted(missing))}")
        time.sleep(0.5)
    return f"the queues {' and '.join(sorted(QUEUES))} are served"


def _served(inspect: Inspect) -> set[str]:
    queues = inspect.active_queues() or {}
    return {queue["name"] for served in queues.values() for queue in served}


def _beat(settings: Settings) -> str:
    """See whether the relay is asked to work, as beat does every few seconds."""
    inspect, until = _inspect(settings), time.monotonic() + PULSE
    before = _relayed(inspect)
    while time.monotonic() < until:
        time.sleep(0.5)
        if _relayed(inspect) > before:
            return "asks for what is due"
    raise Trouble("nobody asks for what is due")


def _inspect(settings: Settings) -> Inspect:
    program = Celery("doctor", broker=jobs.broker(str(settings.redis_url)), set_as_current=False)
    program.conf.broker_transport_options = {"socket_connect_timeout": 2, "socket_timeout": 5}
    return program.control.inspect(timeout=1.0)


def _relayed(inspect: Inspect) -> int:
    stats = inspect.stats() or {}
    return sum(int(node["total"].get("jobs.relay", 0)) for node in stats.values())
