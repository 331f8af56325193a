"""The programs of the service itself: web, workers, beat, and a mail catcher where no mail server is set."""

import os
import sys
from collections.abc import Mapping

from engage.settings import Settings
from engage.stack import mailbox
from engage.stack.place import Place
from engage.stack.programs import Program
from engage.stack.running import MARK

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""Requests that one web process answers at once; the database pool of a process has room for them."""

UNDER_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}


def environment(settings: Settings, place: Place) -> dict[str, str]:
    """Give what a program of the service is started with."""
    ours = {**settings.environment(), MARK: str(place.data_dir), "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **ours, **(UNDER_ROOT if os.geteuid() == 0 else {})}


def mail(settings: Settings, place: Place) -> Program:
    """Catch mail at the address that the settings name."""
    assert settings.smtp_url
    script = (sys.executable, "-I", mailbox.__file__, str(settings.smtp_url.port), str(settings.caught_mail))
    return Program("mail", script, environment(settings, place), patience=3, foundation=True)


def web(settings: Settings, place: Place, host: str, port: int) -> Program:
    """Serve the pages."""
    listening = ("--interface", "wsgi", "--host", host, "--port", str(port))
    sized = ("--workers", str(settings.web_workers), "--blocking-threads", str(THREADS))
    steady = ("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning")
    argv = (sys.executable, "-m", "granian", *listening, *sized, *steady, "engage.wsgi:app")
    return Program("web", argv, environment(settings, place))


def background(settings: Settings, place: Place) -> list[Program]:
    """Do what is owed, hand it over promptly, and ask for what is due: in the order of their start."""
    told = environment(settings, place)
    schedule = str(settings.data_dir / "beat.schedule")
    return [
        Program("worker", _worker("work", "-c", str(settings.worker_processes)), told),
        Program("relay", _worker("relay", "-P", "solo"), told),
        Program("beat", _celery("beat", "--schedule", schedule, "--pidfile", ""), told, patience=5),
    ]


def _worker(queue: str, *size: str) -> tuple[str, ...]:
    alone = ("--without-gossip", "--without-mingle")
    return _celery("worker", "-Q", queue, "-n", f"{queue}@%h", *size, *alone)


def _celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-q", "-A", "workers.app", *arguments)


def engage(name: str, arguments: tuple[str, ...], told: Mapping[str, str]) -> Program:
    """Run one of the service's own commands, which tells people what it does in words of its own."""
    return Program(
        name, (sys.executable, "-m", "engage", *arguments), {**told, "ENGAGE_LOG_LEVEL": "WARNING"}
    )
