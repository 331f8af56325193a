"""Whether places are oversold or lost while many race for the last of them and web processes die.

    python benchmarks/registration_race.py [--runs 10] [--lapses 10] [--seconds 10] [--seed 1] [--json]

Starts the whole service (`engage up`, two web processes) on a folder of its own. First, with nothing else
going on, people register as in `registration.py`, and what that costs in CPU is read from /proc.

Then each run has 64 people send their forms at the same moment for the last 50 of 60 places: 18 kept for
businesses, 14 for the voluntary sector, 12 for public bodies, 6 open, and no organisation may have more than
two. At a random moment one of the web processes, or all, are killed with SIGKILL; whoever has no answer
sends the same form again. There is more demand than places whatever the order, so all 60 must be held at the
end, within pools and limits; whoever was told of a place must have one, and one letter that says so must
have arrived for each.

Each run of `--lapses` has 30 places offered to 30 of 64 who wait, all until the same moment; 30 accept
about then, a web process dies, and what lapses is offered to the next, who accept as soon as they see it.
All 30 places must be held at the end, by people who were told so. (The offers are made two days
earlier, by a shifted clock in this process; the service lives in the present.)

The log of each workshop must replay. The status is 1 if anything was oversold, lost or doubled.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Timer
from typing import Any
from uuid import UUID

import time_machine
from flask import Flask, current_app
from killing import Killer
from racers import Racer, Waiter
from registration import cost
from running import Service, Visitor, wait
from running import service as running
from sqlalchemy import func, select

from engage import clock, create_app
from engage.consultations import queries as consultations
from engage.db import db, transaction
from engage.jobs import QueuedJob
from engage.mail.models import Message
from engage.organisations.models import Sector
from engage.settings import Settings
from engage.stack import ensured
from engage.workshops import arrangements, leaving, links, queries
from engage.workshops.allocation import arranging, offering, replaying
from engage.workshops.allocation.arranging import PoolPlan
from engage.workshops.allocation.models import Place, Pool
from engage.workshops.arrangements import Plan
from engage.workshops.models import Registration, Standing, Workshop
from engage.workshops.registration import Request, register

PLACES, TAKEN = 60, 10
KEPT = {Sector.BUSINESS: 18, Sector.VOLUNTARY: 14, Sector.PUBLIC: 12}
RACERS = {Sector.BUSINESS: (26, 9), Sector.VOLUNTARY: (19, 10), Sector.PUBLIC: (19, 8)}
"""How many of a sector race, and for how many organisations: more than two for some, so that limits bite."""
OFFERED = 30


def main() -> None:
    """Race, check, and print what was found."""
    told = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        found = run(Path(folder), told)
    print(json.dumps(found) if told.json else _told(found))
    wrong = ("oversold", "lost", "doubled", "letters_wrong", "unreplayed", "unsettled")
    sys.exit(1 if any(found[name] for name in wrong) else 0)


def run(folder: Path, told: argparse.Namespace) -> dict[str, Any]:
    """Run the whole on an empty folder."""
    draw = random.Random(told.seed)
    with running(folder) as service:
        service.engage("consultations", "create", "--slug", "b", "--title", "Benchmark", "--theme", "a=A")
        price = cost(service, seconds=told.seconds, clients=8, runs=3) if told.seconds else {}
        with ensured(Settings(data_dir=folder, log_level="ERROR")) as settings:
            app = create_app(settings)
            races = [_race(service, app, draw, f"race-{number}") for number in range(told.runs)]
            lapses = [_lapse(service, app, draw, f"lapse-{number}") for number in range(told.lapses)]
            with app.app_context():
                db.engine.dispose()
    found: dict[str, Any] = dict(sum((Counter(one) for one in [*races, *lapses]), Counter()))
    names = ("places", "confirmed", "oversold", "lost", "mails", "doubled", "letters_wrong", "unreplayed")
    found |= {name: found.get(name, 0) for name in (*names, "unsettled", "kills", "sent_again")}
    return found | {"races": len(races), "lapse_runs": len(lapses)} | price


def _race(service: Service, app: Flask, draw: random.Random, slug: str) -> dict[str, int]:
    with app.app_context():
        workshop_id = _crowded(slug)
    people = _people(service.port)
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda one: one.fill_in(slug), people))
        gate = Barrier(len(people))

        def send(one: Racer) -> None:
            gate.wait(timeout=120)
            one.send(slug)

        killer = _struck(service, draw, draw.uniform(0.05, 1.5))
        list(pool.map(send, people))
    killer.join()
    _settle(service, app)
    with app.app_context():
        return _checked(workshop_id, {one.email: one.told for one in people}) | {
            "kills": 1,
            "sent_again": sum(one.tries > 0 for one in people),
        }


def _lapse(service: Service, app: Flask, draw: random.Random, slug: str) -> dict[str, int]:
    with app.app_context():
        workshop_id, ends = _offered(slug)
        waiting = select(Registration).where(
            Registration.workshop_id == workshop_id, Registration.left_at.is_(None)
        )
        everybody = db.session.scalars(waiting.order_by(Registration.waiting_since, Registration.id)).all()
        people = {
            one.id: Waiter(
                service.port,
                links.private_key(one.id),
                ends + draw.uniform(-1.5, 1.5) if one.offered_until else None,
            )
            for one in everybody
        }
        db.session.remove()
    killer = _struck(service, draw, max(0.0, ends - time.time()) + draw.uniform(-1.0, 1.0))
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda one: one.wait(ends + 20), people.values()))
    killer.join()
    _settle(service, app)
    with app.app_context():
        addresses = dict(
            db.session.execute(
                select(Registration.id, Message.recipient).join(
                    Message, Message.key == func.concat("workshop:waiting:", Registration.id)
                )
            ).all()
        )
        return _checked(workshop_id, {addresses[one]: who.told for one, who in people.items()}) | {"kills": 1}


def _crowded(slug: str) -> UUID:
    """Set up a workshop of 60 places in three pools, of which ten are taken."""
    workshop = _workshop(slug, PLACES, per_organisation=2)
    release = workshop.starts_at - timedelta(days=7)
    plans = [
        PoolPlan(sector.value, count, release, sectors=(sector.value,)) for sector, count in KEPT.items()
    ]
    with transaction():
        for number in range(TAKEN):
            person = Request(f"Early {number}", f"early{number}.{slug}@home.example", Sector.RESIDENT)
            register(workshop.id, person)
        arranging.keep(workshop.id, plans, by=None)
    return workshop.id


def _offered(slug: str) -> tuple[UUID, float]:
    """Set up a workshop two days ago whose 30 places are all offered, until some seconds from now."""
    ends = time.time() + 20
    then = datetime.fromtimestamp(ends, clock.LONDON) - timedelta(hours=48)
    with time_machine.travel(then - timedelta(minutes=5), tick=True):
        workshop = _workshop(slug, OFFERED)
        with transaction():
            for number in range(OFFERED + 64):
                person = Request(f"Person {number}", f"waits{number}.{slug}@home.example", Sector.RESIDENT)
                register(workshop.id, person)
    # At one go, or the service would make the offers in the present.
    with time_machine.travel(then, tick=False), transaction():
        holders = select(Place.registration_id).where(Place.workshop_id == workshop.id)
        for holder in db.session.scalars(holders.order_by(Place.number)).all():
            assert holder
            leaving.leave(holder)
        assert offering.offer_freed_places(workshop.id) == OFFERED
    return workshop.id, ends


def _workshop(slug: str, capacity: int, per_organisation: int | None = None) -> Workshop:
    starts = clock.now() + timedelta(days=60)
    plan = Plan(
        title=slug,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        registration_opens_at=clock.now() - timedelta(minutes=1),
        registration_closes_at=starts,
        venue="Town hall",
        per_organisation=per_organisation,
    )
    with transaction():
        consultation = consultations.by_slug("b")
        workshop = arrangements.set_up(consultation, slug, plan, capacity, by=None)
        arrangements.publish(workshop.id, by=None)
    return workshop


def _people(port: int) -> list[Racer]:
    return [
        Racer(port, sector.value, f"{sector.value} {number % organisations}")
        for sector, (count, organisations) in RACERS.items()
        for number in range(count)
    ]


def _struck(service: Service, draw: random.Random, after: float) -> Timer:
    """Kill one web process, or all of them, in some seconds."""
    killer = Killer(service, [], 0, draw)
    timer = Timer(after, killer.strike, ["web"])
    timer.start()
    return timer


def _settle(service: Service, app: Flask) -> None:
    """Wait until nothing is owed any more: no letter, no offer whose time is up."""

    def done() -> bool:
        with app.app_context():
            due = select(func.count()).select_from(QueuedJob).where(QueuedJob.due_at <= clock.now())
            owed = db.session.scalar(due)
            db.session.remove()
        return owed == 0 and Visitor(service.port).ask("GET", "/readyz")[0] == 200

    wait(done)


def _checked(workshop_id: UUID, told: dict[str, str]) -> dict[str, int]:
    """Hold what the database has against what people were told, and against the rules."""
    workshop = queries.get(workshop_id)
    of_it = select(Registration).where(
        Registration.workshop_id == workshop_id, Registration.left_at.is_(None)
    )
    there = db.session.scalars(of_it).all()
    held = [one for one in there if one.standing is Standing.PLACE]
    rows = db.session.scalars(select(Place).where(Place.workshop_id == workshop_id)).all()
    taken = sum(row.registration_id is not None for row in rows)
    emails = {one.attendee.email for one in held if one.attendee}
    promised = {email for email, heading in told.items() if "have a place" in heading}
    letters = _letters(workshop.title)
    twice = Counter(one.address_key for one in there)
    return {
        "places": workshop.capacity,
        "confirmed": len(held),
        "oversold": max(0, taken - workshop.capacity) + _beyond_limits(workshop, held, rows),
        "lost": (workshop.capacity - taken) + len(promised - emails) + len((emails & told.keys()) - promised),
        "mails": sum(letters[email] for email in emails),
        "doubled": sum(count - 1 for count in twice.values()),
        "letters_wrong": sum(letters[email] != 1 for email in emails),
        "unreplayed": int(not replaying.replay(workshop).agrees),
        "unsettled": sum(one.standing is Standing.OFFERED for one in there),
    }


def _beyond_limits(workshop: Workshop, held: Sequence[Registration], rows: Sequence[Place]) -> int:
    """Count the places that are held in a pool by whom it is not for, or beyond an organisation's limit."""
    by_id = {one.id: one for one in held}
    pools = {
        pool.id: pool for pool in db.session.scalars(select(Pool).where(Pool.workshop_id == workshop.id))
    }
    strangers = sum(
        by_id[row.registration_id].sector.value not in pools[row.pool_id].sectors
        for row in rows
        if row.pool_id and row.registration_id in by_id
    )
    if workshop.per_organisation is None:
        return strangers
    firms = Counter(one.organisation_id for one in held if one.organisation_id)
    return strangers + sum(max(0, count - workshop.per_organisation) for count in firms.values())


def _letters(title: str) -> Counter[str]:
    """Count the letters about a place that arrived, by address."""
    folder: Path = current_app.config["SETTINGS"].caught_mail
    found: Counter[str] = Counter()
    for file in folder.glob("*.eml"):
        head = file.read_bytes()[:3000].decode(errors="replace")
        if f"Subject: You have a place: {title}" in head:
            found[head.partition("X-Envelope-To: ")[2].partition("\r\n")[0]] += 1
    return found


def _told(found: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):22} {value}" for name, value in found.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--lapses", type=int, default=10, help="runs in which offers lapse; 0 for none")
    parser.add_argument(
        "--seconds", type=float, default=10, help="how long each of three runs for CPU lasts; 0"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
