"""What a room full of phones and a wall cost, which ask every few seconds whether anything is new.

    python benchmarks/wall.py [--seconds 6] [--clients 8] [--json]

Starts the whole service (two web processes) with a workshop of 12 tables that have written 8 notes each, and
has clients ask over and over, each over a connection that it keeps: the wall when nothing is new, the wall
whole, a phone when nothing is new, and a phone that sends one note. CPU is that of the web processes, from
/proc (Linux). Then it works out what a hundred phones that ask every eight seconds and a wall that asks
every four take of one core; `--json` ends with one object. The status is 1 if that is more than a tenth.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

from running import Service
from running import service as running

from engage import clock, create_app
from engage.consultations import queries as consultations
from engage.db import db, new_id, transaction
from engage.settings import Settings
from engage.stack import ensured
from engage.workshops import arrangements
from engage.workshops.arrangements import Plan
from engage.workshops.tables import scribing, walls
from engage.workshops.tables.models import Exercise, ExerciseKind, Note, Table
from engage.workshops.tables.scribing import Act

TABLES, NOTES = 12, 8
PHONES, PHONE_ASKS, WALL_ASKS = 100, 8, 4
Ask = Callable[[HTTPConnection], int]
MOST = 0.10
"""Of one core, for a room in which nothing happens."""


def main() -> None:
    """Measure, and print what was found."""
    told = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        with running(Path(folder)) as service:
            found = _measured(service, told)
    share = PHONES / PHONE_ASKS * found["phone"][1] / 1000 + found["wall"][1] / 1000 / WALL_ASKS
    if told.json:
        each = {name: {"a_second": rate, "cpu_ms": cpu} for name, (rate, cpu) in found.items()}
        print(json.dumps({**each, "core_for_a_room": round(share, 4)}))
    else:
        for name, (rate, cpu) in found.items():
            print(f"{name:14} {rate:8.0f} a second {cpu:7.2f} ms CPU")
        print(f"a room of {PHONES} phones and a wall: {share:.1%} of one core")
    sys.exit(1 if share > MOST else 0)


def _measured(service: Service, told: argparse.Namespace) -> dict[str, tuple[float, float]]:
    wall, code, exercise = _room(service)
    asked = HTTPConnection("127.0.0.1", service.port)
    asked.request("GET", wall, headers={"Accept": "text/html"})
    answer = asked.getresponse()
    answer.read()
    tag = answer.getheader("ETag") or ""
    notes = f"/t/{code}/notes.json"

    def write(connection: HTTPConnection) -> int:
        """Write one note over and over: the first makes it, what follows finds the words there already."""
        note = written.setdefault(id(connection), str(uuid4()))
        act = {"id": str(uuid4()), "note": note, "base": 0, "exercise": exercise, "text": "A note"}
        body = json.dumps({"mark": 10**6, "acts": [act]})
        connection.request("POST", notes, body, {"Content-Type": "application/json"})
        return _status(connection)

    written: dict[int, str] = {}

    def get(path: str, expect: int, **headers: str) -> Ask:
        def ask(connection: HTTPConnection) -> int:
            connection.request("GET", path, headers={"Accept": "*/*", **headers})
            status = _status(connection)
            assert status == expect, (path, status)
            return status

        return ask

    asks = {
        "wall": get(wall, 304, **{"If-None-Match": tag}),
        "wall, whole": get(wall, 200),
        "phone": get(f"{notes}?mark={NOTES}", 200),
        "phone, a note": write,
    }
    return {name: _run(service, ask, told) for name, ask in asks.items()}


def _status(connection: HTTPConnection) -> int:
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _run(
    service: Service, ask: Callable[[HTTPConnection], int], told: argparse.Namespace
) -> tuple[float, float]:
    _ask_for(service, ask, told.clients, 1)
    (before, _), began = service.cpu(), time.monotonic()
    done = _ask_for(service, ask, told.clients, told.seconds)
    took = time.monotonic() - began
    return round(done / took, 1), round(1000 * (service.cpu()[0] - before) / done, 3)


def _ask_for(service: Service, ask: Ask, clients: int, seconds: float) -> int:
    until = time.monotonic() + seconds

    def client(_: int) -> int:
        done, connection = 0, HTTPConnection("127.0.0.1", service.port, timeout=60)
        while time.monotonic() < until:
            assert ask(connection) in (200, 304)
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


def _room(service: Service) -> tuple[str, str, str]:
    """Make the workshop; give the wall's address, the code of a table, and the exercise that is on."""
    service.engage(
        "consultations", "create", "--slug", "b", "--title", "Benchmark", "--open", "--theme", "t=T"
    )
    os.environ.update({name: value for name, value in service.environment.items() if "ENGAGE_" in name})
    with ensured(Settings()) as settings:
        app = create_app(settings)
        with app.test_request_context():
            found = _written()
            db.engine.dispose()
    return found


def _written() -> tuple[str, str, str]:
    starts = clock.now() + timedelta(minutes=1)
    plan = Plan(
        title="Wall",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        registration_opens_at=starts - timedelta(days=1),
        registration_closes_at=starts,
        venue="Town hall",
    )
    with transaction():
        workshop = arrangements.set_up(consultations.by_slug("b"), "wall", plan, 100, by=None)
        arrangements.publish(workshop.id, by=None)
        exercise = Exercise(
            workshop_id=workshop.id, position=1, kind=ExerciseKind.NOTES, title="What would help?"
        )
        exercise.opened_at = clock.now()
        rows = [
            Table(workshop_id=workshop.id, number=number, seats=8, code=f"bench{number}")
            for number in range(1, TABLES + 1)
        ]
        db.session.add_all([exercise, *rows])
        db.session.flush()
        for table in rows:
            texts = [f"Note {number} of table {table.number}, and as long as one" for number in range(NOTES)]
            scribing.take(table.id, [Act(new_id(), new_id(), 0, exercise.id, text=text) for text in texts])
        db.session.query(Note).update({"shown_at": clock.now()})
    return f"/workshops/wall/wall/{walls.key_of(workshop)}", "bench1", str(exercise.id)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="how long each run lasts")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
