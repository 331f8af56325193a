"""The stage of the journeys: `engage up`, a mail server and a real browser."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from engage.stack.place import Place
from tests.journeys.stage import DESK, PATIENCE, PHONE, ROOT, Service, Sink, free_port, until

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None
)
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.no_database)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """A real mail server on loopback."""
    keeper = Sink()
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port())
    controller.start()
    keeper.port = controller.port  # type: ignore[attr-defined]
    yield keeper
    controller.stop()


@pytest.fixture(scope="session")
def service(sink: Sink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`engage up` on a folder and a port of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("service")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGE_")} | {
        "ENGAGE_DATA_DIR": str(folder),
        "ENGAGE_PUBLIC_URL": address,
        "ENGAGE_SMTP_URL": f"smtp://127.0.0.1:{sink.port}",  # type: ignore[attr-defined]
        "ENGAGE_WEB_WORKERS": "1",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "engage", "up"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        running = Service(address, environment, process)
        try:
            until(running.ready, "the service", seconds=240)
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=120)
            Place(folder).remove()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    if CHROMIUM is None:
        pytest.skip("SKIPPED LOUDLY: the journeys need Debian's chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, service: Service) -> Iterator[Page]:
    """Somebody who has not been here before, at a desk."""
    yield from _visit(chromium, service, DESK)


@pytest.fixture
def on_a_phone(chromium: Browser, service: Service) -> Iterator[Page]:
    """Somebody with a phone."""
    yield from _visit(chromium, service, PHONE)


@pytest.fixture
def without_scripts(chromium: Browser, service: Service) -> Iterator[Page]:
    """Somebody whose browser runs no scripts."""
    yield from _visit(chromium, service, DESK, java_script_enabled=False)


def _visit(chromium: Browser, service: Service, size: tuple[int, int], **options: Any) -> Iterator[Page]:
    context: BrowserContext = chromium.new_context(
        base_url=service.address,
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        accept_downloads=True,
        **options,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None
    )
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    context.close()
    assert not refused, refused
