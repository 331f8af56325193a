"""What a page costs: requests a second and CPU for each, against a view that does nothing, in the same run.

    python benchmarks/pages.py [--seconds 8] [--runs 3] [--clients 8] [--json]

Starts the whole service with its demo (two web processes) and has clients, each over a connection that it
keeps, open one page over and over: the bare health view, then the pages that the public opens most. CPU is
that of the web processes, from /proc (Linux). Prints medians and, for each page, how many times the bare
view it costs; `--json` ends with one object.
"""

import argparse
import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from running import Service, Visitor
from running import service as running

BARE = "/healthz"
PAGES = (
    BARE,
    "/",
    "/consultations/industrial-strategy",
    "/consultations/industrial-strategy/themes/homes",
    "/workshops/corn-exchange",
    "/summaries/industrial-strategy",
)


def main() -> None:
    """Measure, and print what was found."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service:
        service.engage("demo", "load")
        found = {page: _median(service, page, arguments) for page in PAGES}
    if arguments.json:
        print(json.dumps(found))
        return
    for page, (rate, cpu) in found.items():
        times = cpu / found[BARE][1]
        print(f"{page:50} {rate:8.0f} a second {cpu:7.2f} ms CPU {times:6.1f} times the bare view")


def _median(service: Service, page: str, arguments: argparse.Namespace) -> tuple[float, float]:
    _open_for(service, page, arguments.clients, 1)
    runs = [_run(service, page, arguments) for _ in range(arguments.runs)]
    return median(rate for rate, _ in runs), median(cpu for _, cpu in runs)


def _run(service: Service, page: str, arguments: argparse.Namespace) -> tuple[float, float]:
    (before, _), began = service.cpu(), time.monotonic()
    done = _open_for(service, page, arguments.clients, arguments.seconds)
    return done / (time.monotonic() - began), 1000 * (service.cpu()[0] - before) / done


def _open_for(service: Service, page: str, clients: int, seconds: float) -> int:
    until = time.monotonic() + seconds

    def client(_: int) -> int:
        done, visitor = 0, Visitor(service.port)
        while time.monotonic() < until:
            status, _, _ = visitor.ask("GET", page)
            assert status == 200, status
            done += 1
        visitor.connection.close()
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="how long each run lasts")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
