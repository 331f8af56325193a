"""`engage up`, as a person at a terminal meets it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engage.stack.place import Place
from tests.journeys.stage import free_port, until
from tests.processes import ROOT

pytestmark = [pytest.mark.no_database, pytest.mark.xdist_group("up")]

PROGRAMS = {
    "postgres": "bin/postgres -D",
    "redis": "redis-server",
    "mail": "mailbox.py",
    "web": "granian",
    "worker": "-Q work",
    "relay": "-Q relay",
    "beat": "workers.app beat",
}


SMALL = {"ENGAGE_WEB_WORKERS": "1", "ENGAGE_WORKER_PROCESSES": "1"}


class Up:
    """A running `engage up`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder.with_name(f"{folder.name}.txt")
        self.start()

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGE_")}
        ours = {"ENGAGE_DATA_DIR": str(self.folder), "PORT": str(self.port), **SMALL, "PYTHONPATH": str(ROOT)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "engage", "up"],
                env=environment | ours,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        until(
            lambda: "Press Ctrl-C" in self.said or self.process.poll() is not None, "the start", seconds=240
        )

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def ready(self) -> bool:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer,  # noqa: S310  our own
        ):
            found = json.load(answer)
            return bool(found["database"] == found["redis"] == "ok")
        return False

    def programs(self) -> dict[str, psutil.Process]:
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                line = " ".join(child.cmdline())
                found.update({name: child for name, words in PROGRAMS.items() if words in line})
        return found

    def all_processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One service for all of these tests, as starting it takes a while."""
    folder = tmp_path_factory.mktemp("up") / "data"
    up = Up(folder)
    yield up
    up.process.send_signal(signal.SIGINT)
    up.process.wait(60)
    Place(folder).remove()


def engage(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "engage", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def test_it_serves_pages_and_runs_every_program(up: Up) -> None:
    assert up.ready
    assert up.programs().keys() == PROGRAMS.keys()
    assert f"Engage is running on {up.address}" in up.said


def test_a_second_one_on_the_same_data_says_who_is_there(up: Up) -> None:
    second = engage("up", "--port", str(free_port()), ENGAGE_DATA_DIR=str(up.folder))
    assert second.returncode == 1
    assert second.stderr.startswith(
        f"Engage already runs on {up.folder}, at {up.address}/ (process {up.process.pid})."
    )
    assert len(second.stderr.splitlines()) == 1


def test_the_doctor_finds_it_well(up: Up) -> None:
    until(lambda: all(f"{name}@" in up.said for name in ("work", "relay")), "the workers", seconds=180)
    seen = engage("doctor", "--json", ENGAGE_DATA_DIR=str(up.folder))
    told = json.loads(seen.stdout.splitlines()[-1])
    assert [finding for finding in told["findings"] if not finding["well"]] == []
    assert told["ok"]
    assert seen.returncode == 0


def test_whatever_is_killed_is_started_again(up: Up) -> None:
    before = up.programs()
    for killed in before.values():
        killed.kill()

    def all_new() -> bool:
        now = up.programs()
        return (
            now.keys() == PROGRAMS.keys() and not any(now[name] == before[name] for name in now) and up.ready
        )

    until(all_new, "every program to be there again", seconds=180)
    assert "postgres stopped (signal 9); starting it again." in up.said


def test_killed_it_leaves_no_process_and_the_next_one_starts(up: Up) -> None:
    left = up.all_processes()
    up.process.kill()
    up.process.wait()
    _, alive = psutil.wait_procs(left, timeout=60)
    assert not alive
    up.start()
    assert up.ready


def test_asked_to_stop_it_leaves_no_process(up: Up) -> None:
    there = up.all_processes()
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(20) == 0
    assert len(there) > len(PROGRAMS)
    assert not [process for process in there if process.is_running()]
    assert up.said.endswith("Engage has stopped.\n")
