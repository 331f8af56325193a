"""The embedded PostgreSQL: made once, started without TCP, reached through a private socket."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from engage.operator import Trouble
from engage.stack.place import Place
from engage.stack.programs import Program

NAME = "engage"
"""The database and its owner."""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "log_error_verbosity": "terse",  # the details of an error quote rows: addresses, texts
}


def url(place: Place) -> str:
    """Give the address that the service reaches it at."""
    return f"postgresql+psycopg://{NAME}@/{NAME}?host={place.sockets}"


def program(place: Place) -> Program:
    """Describe the server, after `prepare`."""
    options = (f"-c{name}={value}" for name, value in SETTINGS.items())
    argv = (str(place.programs / "postgres"), "-D", str(place.postgres), "-k", str(place.sockets), *options)
    return Program(
        name="postgres",
        argv=argv,
        environment=_environment(),
        owner=place.owner,
        folder=Path("/"),
        stops_with=signal.SIGINT,  # a fast shutdown: it does not wait for clients to leave
        patience=30,
        foundation=True,
        shown=False,
    )


def prepare(place: Place) -> None:
    """Make the database folder if there is none, and forget a server whose process id is now another's.

    :raises Trouble: if it cannot be made
    """
    if not place.postgres.exists():
        _make(place)
    lock = place.postgres / "postmaster.pid"
    pid = server_pid(place)
    if pid and psutil.pid_exists(pid) and not alive(place):
        lock.unlink(missing_ok=True)
        (place.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def server_pid(place: Place) -> int | None:
    """Read which process holds the database folder, alive or not."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int((place.postgres / "postmaster.pid").read_text().splitlines()[0])
    return None


def alive(place: Place) -> bool:
    """Say whether a server has this database folder, whether or not it answers yet."""
    pid = server_pid(place)
    if pid is None:
        return False
    try:
        return str(place.postgres) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def answers(place: Place) -> bool:
    """Say whether the server takes connections, and has the database."""
    try:
        with _connected(place) as connection:
            _ensure_database(connection)
    except psycopg.OperationalError:
        return False
    return True


def put_down(place: Place) -> None:
    """Stop a server that a dead process left behind."""
    pid = server_pid(place)
    if pid and alive(place):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        until = time.monotonic() + 30
        while alive(place) and time.monotonic() < until:
            time.sleep(0.1)


def _connected(place: Place) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=str(place.sockets), user=NAME, dbname="postgres", connect_timeout=5, autocommit=True
    )


def _ensure_database(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone()
    if found is None:
        with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _make(place: Place) -> None:
    """Make the database folder beside its place and move it there when whole: we may be killed meanwhile."""
    unfinished = place.postgres.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    place.private(unfinished)
    locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    argv = (str(place.programs / "initdb"), "-D", str(unfinished), "-U", NAME, "--auth=trust", *locale)
    maker = Program("initdb", argv, _environment(), owner=place.owner)
    made = subprocess.run(
        maker.command, env=_environment(), cwd="/", capture_output=True, text=True, check=False
    )
    if made.returncode:
        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(f"The database folder {place.postgres} cannot be made: {reason}")
    unfinished.rename(place.postgres)


def _environment() -> dict[str, str]:
    """Keep the person's own PG… variables and locale away from it."""
    return {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}
