"""Whether sending loses or doubles a response when everything dies, and what it costs beside a bare view.

    python benchmarks/send_responses.py [--sends 10000] [--clients 8] [--kills web,database,redis,worker]
        [--pause 4] [--walked 20] [--letters 0.1] [--rounds 7] [--each 200] [--seed 1] [--json]

Starts the whole service (`engage up`, two web processes) on a folder of its own. First, with nothing else
going on, it sends by turns to the service and to the bare view of `bare_sending.py`, and compares the CPU of
their web processes. Then it has many people send at once: some once, some with a double click, some whose
connection is cut before the answer and who send again, some who go back and send again, some who never
learn; while web processes, PostgreSQL, Redis and workers are killed with SIGKILL. A response is acknowledged
when its sender was led to the receipt. At the end each acknowledged response must be there once, with exactly
the words and choices that were sent, under the reference that its sender was shown; each letter must be owed
once, each response have one receipt, and the chain of receipts verify. What was kept and whose sender never
had an answer is counted as unacknowledged: sent again, it would be the same response.

Drafts are laid into the database with the cookie that the pages would have set, save `--walked` of them,
which are filled in page by page. Every send goes over HTTP, from an address of its own, with the rate limits
on. 10,000 sends take some minutes on two cores that do nothing else. The status is 1 if anything was lost or
doubled, or if the ratio of CPU is over two.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from killing import KINDS, Killer
from reconciling import reconcile
from respondents import SLUG, consult, prepared, walk
from running import Service, Visitor, wait
from running import service as running
from senders import Crowd
from sending_cost import compare
from sqlalchemy import select

from engage import create_app
from engage.consultations.models import Question
from engage.db import db
from engage.feedback.models import Response
from engage.settings import Settings
from engage.stack import ensured

MOST = 2.0
"""How many times the CPU of the bare view a response may cost."""


def main() -> None:
    """Measure, send, kill, reconcile, and say what was found."""
    told = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        found = run(Path(folder), told)
    print(json.dumps(found) if told.json else _told(found))
    sys.exit(0 if sound(found) else 1)


def run(folder: Path, told: argparse.Namespace) -> dict[str, Any]:
    """Run the whole on an empty folder."""
    with running(folder, TRUSTED_PROXIES="1", RATE_LIMITS="true") as service:
        asked = ("--title", "Load", "--theme", "a=A", "--open")
        service.engage("consultations", "create", "--slug", SLUG, *asked)
        with ensured(Settings(data_dir=folder, log_level="ERROR")) as settings:
            app = create_app(settings)
            with app.app_context():
                consult()
            cost = compare(service, app, settings, rounds=told.rounds, sends=told.each) if told.rounds else {}
            crowded = _crowded(service, app, told)
            with app.app_context():
                db.engine.dispose()
    return crowded | cost


def sound(found: dict[str, Any]) -> bool:
    """Say whether nothing was lost, doubled or too dear."""
    wrong = ("lost", "doubled", "letters_wrong", "without_one_receipt", "without_receipt_page", "faults")
    return not any(found[name] for name in wrong) and found.get("ratio", 0) <= MOST


def _crowded(service: Service, app: Flask, told: argparse.Namespace) -> dict[str, Any]:
    draw = random.Random(told.seed)
    with app.app_context():
        questions = db.session.scalars(select(Question).order_by(Question.position)).all()
        before = set(db.session.scalars(select(Response.id)))
        db.session.remove()
    people = [walk(service.port, number, questions) for number in range(told.walked)]
    people += prepared(app, range(told.walked, told.sends), letters=told.letters)
    crowd, killer = Crowd(service.port, draw), Killer(service, told.kills, told.pause, draw)
    began = time.monotonic()
    killer.start()
    crowd.send(people, told.clients)
    took = time.monotonic() - began
    killer.stop()
    wait(lambda: Visitor(service.port).ask("GET", "/readyz")[0] == 200)
    with app.app_context():
        db.engine.dispose()  # connections to a server that was killed
    found = reconcile(app, people, before)
    print(json.dumps(found), file=sys.stderr)  # should the proof of the receipts not come to an end
    return found | {
        "seconds": round(took, 1),
        "killed": dict(killer.killed),
        "ways": dict(crowd.count),
        "clients": told.clients,
        **_verified(service),
    }


def _verified(service: Service) -> dict[str, Any]:
    """Have the chain of receipts joined by all that wait, and proved."""
    service.engage("receipts", "chain")
    proved = service.engage("receipts", "verify")
    return {name: proved[name] for name in ("receipts", "verified", "waiting", "faults")}


def _told(found: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):22} {value}" for name, value in found.items())


def _kinds(text: str) -> list[str]:
    kinds = [kind for kind in text.split(",") if kind]
    if strange := set(kinds) - set(KINDS):
        raise argparse.ArgumentTypeError(f"{', '.join(strange)}: choose from {', '.join(KINDS)}")
    return kinds


def _arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sends", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--kills", type=_kinds, default=list(KINDS), help="what is killed; '' for nothing")
    parser.add_argument("--pause", type=float, default=4, help="seconds between two kills, on average")
    parser.add_argument("--walked", type=int, default=20, help="how many fill in the form page by page")
    parser.add_argument("--letters", type=float, default=0.1, help="the share of senders who give an address")
    parser.add_argument("--rounds", type=int, default=7, help="how often CPU is compared; 0 for not at all")
    parser.add_argument("--each", type=int, default=200, help="how many are sent in each round, each way")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
