"""Running parts of the service as processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from celery import Celery
from flask import Flask

from engage import jobs
from engage.settings import Settings

ROOT = Path(__file__).parent.parent


def environment(settings: Settings) -> dict[str, str]:
    """Give the environment in which a child has these settings."""
    return os.environ | settings.environment() | {"PYTHONPATH": str(ROOT)}


class Workers:
    """One worker for both queues, in a process group of its own; the tests ring for beat."""

    def __init__(self, app: Flask) -> None:
        self.settings = app.config["SETTINGS"]
        self.beat = Celery(broker=jobs.broker(self.settings.redis_url), set_as_current=False)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = (
            sys.executable,
            "-m",
            "celery",
            "-A",
            "workers.app",
            "worker",
            "-Q",
            "work,relay",
            "-c",
            "2",
        )
        self.process = subprocess.Popen(
            [*command, "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
            env=environment(self.settings),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """Kill -9 it and all its children."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def ring_until(self, done: Callable[[], bool], *, seconds: float = 180) -> None:
        """Ask for the relay as beat does, with every lease run out, until something is so."""
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline, "the workers did not get there"
            self.beat.send_task("jobs.relay", queue="relay", expires=3, ignore_result=True)
            time.sleep(0.3)
