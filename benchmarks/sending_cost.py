"""What the web processes spend on a response that is sent, beside a bare view that does the same."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask import Flask
from respondents import FORM, Respondent, prepared
from running import ROOT, Service, Visitor, cpu_of, wait

from engage.settings import Settings
from engage.stack.services import THREADS

CLIENTS = 4
_numbers = count(1_000_000)


def compare(
    service: Service, app: Flask, settings: Settings, *, rounds: int, sends: int
) -> dict[str, float | list[float]]:
    """Send to the service and to the bare view by turns; give the medians of CPU, and of their ratio."""
    (master,) = service.find(b"granian")[:1]
    ratios, ours, bares = list[float](), list[float](), list[float]()
    with _bare_view(service, settings) as (port, bare):
        _spend(app, 60, lambda people: _send_all(service.port, people), master)
        _spend(app, 60, lambda people: _send_bare(port, people), bare)
        for turn in range(rounds):
            turns = [
                (ours, lambda people: _send_all(service.port, people), master),
                (bares, lambda people: _send_bare(port, people), bare),
            ]
            for found, send, pid in turns if turn % 2 else reversed(turns):
                found.append(_spend(app, sends, send, pid))
            ratios.append(ours[-1] / bares[-1])
    return {
        "cpu_ms_per_response": round(median(ours), 2),
        "bare_cpu_ms": round(median(bares), 2),
        "ratio": round(median(ratios), 2),
        "ratios": [round(one, 2) for one in ratios],
    }


def _spend(app: Flask, sends: int, send: Callable[[Sequence[Respondent]], None], pid: int) -> float:
    """Give the milliseconds of CPU of a server and all its processes for each of some sends."""
    people = prepared(app, [next(_numbers) for _ in range(sends)])
    before = cpu_of(pid)
    send(people)
    return 1000 * (cpu_of(pid) - before) / sends


def _send_all(port: int, people: Sequence[Respondent]) -> None:
    _by_clients(port, people, lambda one: (f"{FORM}/check", one.form()), f"{FORM}/receipt")


def _send_bare(port: int, people: Sequence[Respondent]) -> None:
    _by_clients(port, people, lambda one: ("/send", _whole(one)), "/receipt")


def _by_clients(
    port: int, people: Sequence[Respondent], asked: Callable[[Respondent], tuple[str, str]], leads_to: str
) -> None:
    def client(first: int) -> None:
        visitor = Visitor(port)
        for one in people[first::CLIENTS]:
            visitor.cookie, visitor.address = one.cookie, one.address
            path, body = asked(one)
            status, location, page = visitor.ask("POST", path, body)
            assert (status, location) == (302, leads_to), (status, location, page[-2000:])
        visitor.connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))


def _whole(one: Respondent) -> str:
    """Give the whole form in one go, as the bare view takes it."""
    answers = one.answers
    lines = {name: answers[name] for name in ("sector", "area", "name", "email", "consent")}
    texts = {f"text-{key}": text for key, text in one.texts.items()}
    kinds = {f"kind-{key}": "idea" for key in one.texts}
    chosen = {f"reply-{key}": choice for key, choice in one.replies.items()}
    held = {"csrf_token": one.token, "draft": str(one.draft)}
    return urlencode({**held, **lines, **texts, **kinds, **chosen})


@contextmanager
def _bare_view(service: Service, settings: Settings) -> Iterator[tuple[int, int]]:
    """Serve the bare view as the service serves its pages; give its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | settings.environment()
    environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(Path(__file__).parent)))
    sized = ("--workers", "2", "--blocking-threads", str(THREADS), "--log-level", "warning")
    listening = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    command = [sys.executable, "-m", "granian", *listening, *sized, "bare_sending:app"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait(lambda: Visitor(port).ask("GET", "/")[0] == 404)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)
