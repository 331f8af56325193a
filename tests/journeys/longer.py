"""A language whose words are longer by some 40 %: accented, between brackets, in the locale of Greek."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.house.speech import ADDRESS, BRACKETED, LANGUAGE, NAMES, WORD, heard, write_catalogue
from tests.journeys.stage import DESK, PHONE, ROOT, Service, free_port, until

ACCENTED = str.maketrans("aceinouyACEINOUY", "áçéîñöüýÁÇÉÎÑÖÜÝ")
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]*>|&\w+;|https?://\S+)")
REFERENCE = re.compile(r"\b[A-Z0-9]{3}(-[A-Z0-9]{3}){2}\b")
SERVING = """
import sys
from engage import create_app
from engage.settings import Settings
from engage.stack import ensured
folder, language, port = sys.argv[1:]
with ensured(Settings(language=language)) as settings:
    app = create_app(settings)
    app.extensions["babel"].translation_directories = [folder]
    app.run(port=int(port), threaded=True)
"""
# A button reaches a few pixels beyond its box, so that fingers find it.
CUT_OFF = """() => [...document.querySelectorAll(
    'button, .govuk-button, .govuk-tag, .pill, .tagline, td, th, dt, dd, label, legend, nav a, h1, h2')]
  .filter(one => getComputedStyle(one).display !== 'inline' && one.clientWidth
    && one.scrollWidth > one.clientWidth + 6 && !one.closest('.govuk-visually-hidden, .honey'))
  .map(one => one.tagName + ' ' + one.className + ': ' + one.textContent.trim().slice(0, 60))"""


def longer(message: str) -> str:
    """Say a message with accents, a half longer, what stands for values and markup kept."""
    parts = KEPT.split(message)
    said = "".join(part if place % 2 else part.translate(ACCENTED) for place, part in enumerate(parts))
    return f"⟦{said}{' ôôôôôô' * (1 + len(message) // 18)}⟧"


@contextmanager
def speaking(service: Service, folder: Path) -> Iterator[str]:
    """Serve the pages of a running service in that language too, and give their address."""
    write_catalogue(folder, longer)
    port = free_port()
    words = [sys.executable, "-c", SERVING, str(folder), LANGUAGE, str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        words, env=service.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: _answers(address), "the pages in another language", seconds=120)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=60)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310 - loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def reads_well(page: Page) -> None:
    """Fail on a word that no translator could reach, and on what does not fit at either width."""
    told = [word for said in heard(page.content()) for word in _english(said)]
    assert not told, f"{page.url}: {told[:10]}"
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} scrolls sideways at {width}: {wide}"
        cut = page.evaluate(CUT_OFF)
        assert not cut, f"{page.url} at {width}: {cut}"


def _english(said: str) -> list[str]:
    rest = REFERENCE.sub(" ", ADDRESS.sub(" ", " ".join(said.split())))
    while BRACKETED.search(rest):
        rest = BRACKETED.sub(" ", rest)
    return [word for word in WORD.findall(rest) if word not in NAMES]
