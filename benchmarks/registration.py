"""How fast people can register, what that costs, and whether a race for the last places oversells.

    python benchmarks/registration.py [--seconds 10] [--runs 3] [--clients 8] [--races 3] [--json]

Starts the whole service (`engage up`, two web processes) on a folder of its own, and registers people the
way a browser does: workshop page, form, form sent, answer shown, four requests over a connection that is
kept. CPU is that of the processes of the service, from /proc (Linux): the web processes alone, and with
PostgreSQL, workers and all else. Then sixteen clients send their forms at the same moment for eight places.
Prints medians; `--json` ends with one object.
"""

import argparse
import json
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import count
from pathlib import Path
from statistics import median
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from running import Service, Visitor
from running import service as running

FIELD = re.compile(r'<input(?=[^>]*name="(csrf_token|submission_key)")[^>]*value="([^"]*)"')
RACERS, SEATS = 16, 8
_people = count()


def main() -> None:
    """Measure, and print what was found."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service:
        service.engage("consultations", "create", "--slug", "b", "--title", "Benchmark", "--theme", "a=A")
        found: dict[str, Any] = cost(
            service, seconds=arguments.seconds, clients=arguments.clients, runs=arguments.runs
        )
        races = [_race(service, f"race-{n}") for n in range(arguments.races)]
    found |= {"clients": arguments.clients, "races": races, "places": SEATS, "racers": RACERS}
    print(json.dumps(found) if arguments.json else _told(found))


class Registrant(Visitor):
    """Somebody who registers for a workshop."""

    def open_form(self, slug: str) -> dict[str, str]:
        """Look at the workshop, open the form and fill it in."""
        self.ask("GET", f"/workshops/{slug}")
        status, _, page = self.ask("GET", f"/workshops/{slug}/register")
        assert status == 200, status
        who = next(_people)
        held = {name: unescape(value) for name, value in FIELD.findall(page)}
        return held | {"name": f"Person {who}", "email": f"person{who}@home.example", "sector": "resident"}

    def send(self, slug: str, fields: dict[str, str]) -> bool:
        """Send the form and read the answer; say whether it is a place."""
        status, location, page = self.ask("POST", f"/workshops/{slug}/register", urlencode(fields))
        assert status == 302, (status, page[:2000])
        return "You have a place" in self.ask("GET", location)[2]


def cost(service: Service, *, seconds: float, clients: int, runs: int) -> dict[str, float]:
    """Register people for some seconds, several times over, and give the medians of what that took."""
    _workshop(service, "crowd", 5000)
    _register_for(service, "crowd", clients, 3)
    measured = [_run(service, clients, seconds) for _ in range(runs)]
    return {name: round(median(run[name] for run in measured), 2) for name in measured[0]}


def _workshop(service: Service, slug: str, capacity: int) -> None:
    """Set up a workshop that takes registrations."""
    service.engage(
        *("workshops", "create", "--consultation", "b", "--slug", slug, "--title", slug),
        *("--capacity", str(capacity), "--venue", "Town hall", "--publish"),
        *("--starts", "2099-03-19T09:30", "--ends", "2099-03-19T16:00"),
    )


def _register_for(service: Service, slug: str, clients: int, seconds: float) -> int:
    """Register people one after the other in each client, for some seconds; count them."""
    until = time.monotonic() + seconds

    def client(_: int) -> int:
        done = 0
        while time.monotonic() < until:
            visitor = Registrant(service.port)
            visitor.send(slug, visitor.open_form(slug))
            visitor.connection.close()
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


def _run(service: Service, clients: int, seconds: float) -> dict[str, float]:
    (web, all_), began = service.cpu(), time.monotonic()
    done = _register_for(service, "crowd", clients, seconds)
    took = time.monotonic() - began
    web_after, all_after = service.cpu()
    return {
        "per_second": done / took,
        "web_cpu_ms": 1000 * (web_after - web) / done,
        "whole_cpu_ms": 1000 * (all_after - all_) / done,
    }


def _race(service: Service, slug: str) -> dict[str, int]:
    """Have sixteen send their forms at once; count who was promised a place, and who holds one."""
    _workshop(service, slug, SEATS)
    gate = Barrier(RACERS)

    def racer(_: int) -> bool:
        visitor = Registrant(service.port)
        fields = visitor.open_form(slug)
        gate.wait(timeout=60)
        return visitor.send(slug, fields)

    with ThreadPoolExecutor(RACERS) as pool:
        promised = sum(pool.map(racer, range(RACERS)))
    (told,) = [one for one in service.engage("workshops", "list")["workshops"] if one["slug"] == slug]
    return {"promised": promised, "taken": told["taken"], "waiting": told["waiting"]}


def _told(found: dict[str, Any]) -> str:
    races = ", ".join(f"{race['taken']} held and {race['promised']} promised" for race in found["races"])
    return (
        f"{found['per_second']} registrations a second ({found['clients']} clients); CPU for each "
        f"{found['web_cpu_ms']} ms in the web processes, {found['whole_cpu_ms']} ms in all.\n"
        f"Races of {RACERS} for {SEATS} places: {races}."
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="how long each run lasts")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--races", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
