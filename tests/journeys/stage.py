"""The whole service as one starts it, a mail server that keeps what it gets, and a way to look at pages."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import psutil
from aiosmtpd.handlers import Message as Keeper
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "tests" / "journeys" / "shots"
NARROW, PHONE, DESK = (320, 640), (390, 844), (1280, 900)
PATIENCE = 30_000
"""Milliseconds that a page may take on a machine that is busy with other tests."""


class Sink(Keeper):
    """Keeps every mail that it accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def prepare_message(self, session: Any, envelope: Any) -> EmailMessage:
        mail = message_from_bytes(envelope.content, policy=default)
        mail["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        return mail  # type: ignore[return-value]

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)

    def to(self, address: str, *, subject: str = "") -> list[EmailMessage]:
        """List the mails to an address whose subject contains some words."""
        return [
            mail for mail in self.mails if mail["X-Envelope-To"] == address and subject in mail["Subject"]
        ]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(look: Callable[[], Any], what: str, *, seconds: float = 180) -> Any:
    """Wait for something to be so, and give it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} seconds in vain for {what}")


@dataclass
class Service:
    """A running service, and the ways to reach into it."""

    address: str
    environment: dict[str, str]
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def engage(self, *words: str) -> dict[str, Any]:
        """Run an operator's command and give its result."""
        ran = subprocess.run(
            [sys.executable, "-m", "engage", *words, "--json"],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert ran.returncode == 0, f"engage {' '.join(words)}: {ran.stdout}{ran.stderr}"
        return dict(json.loads(ran.stdout.strip().splitlines()[-1]))

    def child(self, *words: str) -> psutil.Process:
        """Find a process of the service by words of its command line."""

        def found() -> psutil.Process | None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                try:
                    line = " ".join(child.cmdline())
                except psutil.Error:
                    continue
                if all(word in line for word in words):
                    return child
            return None

        return until(found, f"a process with {words}", seconds=120)  # type: ignore[no-any-return]

    def kill(self, *words: str) -> None:
        """End a process of the service without a chance to tidy up, and all that it started."""
        child = self.child(*words)
        for process in [*child.children(recursive=True), child]:
            process.send_signal(signal.SIGKILL)

    def ready(self) -> bool:
        """Ask the service whether it is ready."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:  # noqa: S310 - loopback
                return bool(json.load(answer)["ok"])
        except OSError:
            return False


def looked_at(
    page: Page,
    name: str,
    sizes: Sequence[tuple[int, int]] = (PHONE, DESK),
    *,
    pictures: bool = True,
    examined: Sequence[tuple[int, int]] | None = None,
) -> None:
    """Keep pictures of a page at each width, and fail on what axe finds in it or if it scrolls sideways.

    Pictures of whole pages take long, and axe some time: who opens a hundred pages leaves out pictures,
    and has axe look at them at fewer widths.
    """
    SHOTS.mkdir(exist_ok=True)
    before = page.viewport_size
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        if pictures:
            page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} scrolls sideways at {width}: {wide}"
        if examined is None or (width, height) in examined:
            _examine(page, f"{name} at {width}")
    if before:
        page.set_viewport_size(before)


def _examine(page: Page, name: str) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)["violations"]
    told = [f"{v['id']}: {v['help']} {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found]
    assert not told, f"{name}: {told}"
