"""Embedded servers of a data folder: the first to need them starts them, and stops them after the last."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from engage.operator import Trouble
from engage.settings import Settings
from engage.stack import postgres, redis
from engage.stack.locks import locked, taken
from engage.stack.place import Place
from engage.stack.programs import Program, spawn, stop
from engage.stack.running import read_running, supervised
from engage.stack.secrets import with_secrets

PATIENCE = 60.0
"""How many seconds a server has to answer; after a crash it first reads its log again."""
ATTEMPTS = 20
"""A server whose predecessor is still on its way out stops at once, and is tried again."""


@dataclass(frozen=True)
class Server:
    """An embedded server, as its module describes it."""

    title: str
    setting: str
    """The setting whose URL makes it needless."""
    log: str
    prepare: Callable[[Place], None]
    program: Callable[[Place], Program]
    answers: Callable[[Place], bool]
    put_down: Callable[[Place], None]
    url: Callable[[Place], str]


SERVERS = (
    Server(
        title="PostgreSQL",
        setting="database_url",
        log="postgres.log",
        prepare=postgres.prepare,
        program=postgres.program,
        answers=postgres.answers,
        put_down=postgres.put_down,
        url=postgres.url,
    ),
    Server(
        title="Redis",
        setting="redis_url",
        log="redis.log",
        prepare=redis.prepare,
        program=redis.program,
        answers=redis.answers,
        put_down=redis.put_down,
        url=redis.url,
    ),
)
Started = tuple[Program, "subprocess.Popen[bytes]"]


@contextmanager
def ensured(settings: Settings) -> Iterator[Settings]:
    """Fill in every URL and secret, with the embedded servers running for as long as the context lasts.

    :raises Trouble: if a folder cannot be written, or a server does not start
    """
    settings = at_home(settings)
    servers = wanted(settings)
    if not servers:
        yield settings
        return
    place = Place(settings.data_dir)
    place.prepare()
    with _used(place, servers):
        yield filled(settings, place, servers)


def at_home(settings: Settings) -> Settings:
    """Fix the data folder, whatever the working directory becomes, and the secrets in it."""
    return with_secrets(settings.model_copy(update={"data_dir": settings.data_dir.absolute()}))


def wanted(settings: Settings) -> list[Server]:
    """List the servers for which no URL is set."""
    return [server for server in SERVERS if not getattr(settings, server.setting)]


def filled(settings: Settings, place: Place, servers: list[Server]) -> Settings:
    """Give settings the embedded servers' URLs and, where `engage up` runs, what it knows."""
    known: dict[str, object] = {server.setting: server.url(place) for server in servers}
    running = read_running(place)
    if running and settings.smtp_url is None:
        known["smtp_url"] = running.smtp_url
    if running and "public_url" not in settings.model_fields_set:
        known["public_url"] = running.public_url
    return settings.model_copy(update=known)


def clear(place: Place, servers: list[Server]) -> bool:
    """Put down the servers that a killed process left, and say whether none runs: others may use them."""
    with locked(place.changing), taken(place.using) as unused:
        if unused:
            for server in servers:
                server.put_down(place)
        return not any(server.answers(place) for server in servers)


@contextmanager
def _used(place: Place, servers: list[Server]) -> Iterator[None]:
    started: list[Started] = []
    try:
        with ExitStack() as using:
            with locked(place.changing):
                for server in servers:
                    _bring_up(place, server, started)
                using.enter_context(locked(place.using, shared=True))
            yield
    finally:
        if started:
            with locked(place.changing), locked(place.using):  # others may be using what we started
                for program, process in reversed(started):
                    stop(process, program)


def _bring_up(place: Place, server: Server, started: list[Started]) -> None:
    """Start a server unless it runs; where `engage up` runs, starting it is not for us."""
    attempts = 0
    until = time.monotonic() + PATIENCE
    process: subprocess.Popen[bytes] | None = None
    while not server.answers(place):
        if time.monotonic() > until or attempts > ATTEMPTS:
            raise Trouble(f"{server.title} does not start. See {place.logs / server.log}.")
        if not supervised(place) and (process is None or process.poll() is not None):
            process = _launch(place, server, started)
            attempts += 1
        time.sleep(0.05 if process and process.poll() is None else 0.5)


def _launch(place: Place, server: Server, started: list[Started]) -> "subprocess.Popen[bytes]":
    server.prepare(place)
    program = server.program(place)
    with (place.logs / server.log).open("ab") as log:
        process = spawn(program, log)
    started.append((program, process))
    return process
