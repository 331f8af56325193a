"""The running service as benchmarks see it: on a folder of its own, asked like a browser, its CPU read."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FORM = "application/x-www-form-urlencoded"
TICKS = os.sysconf("SC_CLK_TCK")


class Service:
    """The service that is measured: its address, its commands, and what it has cost so far."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, environment: dict[str, str]) -> None:
        self.process, self.port, self.environment = process, port, environment

    def engage(self, *words: str) -> dict[str, Any]:
        """Run an operator's command against it."""
        command = [sys.executable, "-m", "engage", *words, "--json"]
        ran = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise SystemExit(f"engage {' '.join(words)}: {ran.stdout}{ran.stderr}")
        return dict(json.loads(ran.stdout.splitlines()[-1]))

    def find(self, *words: bytes) -> list[int]:
        """List its processes whose command line holds all of these words, the oldest first."""
        return [pid for pid in _descendants(self.process.pid) if all(word in _command(pid) for word in words)]

    def cpu(self) -> tuple[float, float]:
        """Give the seconds of CPU that its web processes, and all its processes, have used."""
        web = all_ = 0.0
        for pid in _descendants(self.process.pid):
            line, used = _command(pid), _used(pid)
            all_ += used
            web += used if b"granian" in line or b"engage.wsgi" in line else 0
        return web, all_


def cpu_of(pid: int) -> float:
    """Give the seconds of CPU that a process and all that it started have used."""
    return sum(_used(one) for one in _descendants(pid))


class Visitor:
    """Somebody with a browser that keeps its connection and its cookie."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookie = ""
        self.address = ""
        """Where it comes from, as a proxy in front would say."""

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Send a request; give the status, the Location and the page."""
        headers = self.headers()
        if body is not None:
            headers["Content-Type"] = FORM
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.status, answer.getheader("Location") or "", page

    def headers(self) -> dict[str, str]:
        """Give what every request of it says."""
        told = {"Accept": "text/html", "Cookie": self.cookie}
        return told | {"X-Forwarded-For": self.address} if self.address else told


@contextmanager
def service(folder: Path, **more: str) -> Iterator[Service]:
    """Run a whole service on a folder of its own, with settings beside the usual ones."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    settings = {"DATA_DIR": str(folder), "RATE_LIMITS": "false", "WEB_WORKERS": "2", "LOG_LEVEL": "ERROR"}
    environment = os.environ | {f"ENGAGE_{name}": value for name, value in (settings | more).items()}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "engage", "up", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait(lambda: Visitor(port).ask("GET", "/readyz")[0] == 200)
        yield Service(process, port, environment)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait(ready: Callable[[], bool]) -> None:
    """Wait until something answers."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("The service did not answer within five minutes")


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task").glob("*/children")
    try:
        born = [int(child) for file in children for child in file.read_text().split()]
    except FileNotFoundError:
        return []
    return [pid, *(one for child in born for one in _descendants(child))]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _used(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(stat[11]) + int(stat[12])) / TICKS
