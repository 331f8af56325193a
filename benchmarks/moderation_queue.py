"""How long a moderator waits for the queue, by what has been decided already.

    .venv/bin/python benchmarks/moderation_queue.py [CONTRIBUTIONS] [--explain]

Fills an embedded PostgreSQL with contributions (50,000 unless told otherwise), a fifth of them one campaign
in identical words and a fifth another in forty wordings, and times what the queue's page asks, in
milliseconds (median of seven), while nothing, half and all but 1,000 is decided, oldest first as people
work. With --explain it prints PostgreSQL's plan of the list as well.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects import postgresql

from engage import clock, create_app
from engage.accounts import Person
from engage.consultations.models import Consultation, Role, RoleHeld, Theme
from engage.db import db, new_id
from engage.feedback.models import Channel, Consent, Contribution, Kind, Response, text_key
from engage.moderation import queries, queue
from engage.moderation.models import Campaign, CampaignText, Decision, Outcome, Waiting
from engage.moderation.queue import Wanted
from engage.organisations.models import Body, Sector
from engage.settings import Settings
from engage.stack import ensured

WORDS = (
    "bus",
    "rail",
    "homes",
    "skills",
    "firms",
    "carbon",
    "heat",
    "lab",
    "school",
    "rent",
    "wages",
    "road",
)
WORDINGS = [f"Please save our library, says sender {number} of many who wrote" for number in range(40)]


def fill(amount: int) -> Person:
    """Write a consultation with its contributions; give its manager."""
    body = Body(slug="bench", name="Bench", contact_email="bench@body.example")
    place = Consultation(slug="bench", title="Bench", lead="Bench", body=body, created_at=clock.now())
    place.themes = [Theme(slug=f"t{n}", title=f"Theme {n}", position=n) for n in range(1, 6)]
    person = Person(email="m@body.example", name="M", created_at=clock.now())
    db.session.add_all([place, person])
    db.session.flush()
    db.session.add(RoleHeld(person_id=person.id, consultation_id=place.id, role=Role.MANAGER))
    campaign = Campaign(consultation_id=place.id, found_at=clock.now())
    campaign.texts = [CampaignText(consultation_id=place.id, text_key=text_key(said)) for said in WORDINGS]
    db.session.add(campaign)
    db.session.commit()
    draw = random.Random(7)
    for start in range(0, amount, 10_000):
        rows = [_row(draw, place, amount, number) for number in range(start, min(amount, start + 10_000))]
        db.session.execute(insert(Response), [response for response, _ in rows])
        db.session.execute(insert(Contribution), [contribution for _, contribution in rows])
        db.session.commit()
    return person


def _row(
    draw: random.Random, place: Consultation, amount: int, number: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    share = draw.random()
    said = " ".join(draw.choices(WORDS, k=draw.randint(8, 120)))
    said = "Save our library" if share < 0.2 else draw.choice(WORDINGS) if share < 0.4 else said
    received = clock.now() - timedelta(minutes=amount - number)
    response = {
        "id": new_id(),
        "consultation_id": place.id,
        "reference": f"R{number}",
        "secret_hash": f"h{number}",
        "received_at": received,
        "sector": draw.choice(list(Sector)),
        "consent": Consent.UNNAMED,
    }
    contribution = {
        "id": new_id(),
        "response_id": response["id"],
        "consultation_id": place.id,
        "theme_id": draw.choice(place.themes).id,
        "position": 1,
        "kind": Kind.COMMENT,
        "channel": Channel.ONLINE,
        "text": said,
        "text_key": text_key(said),
        "received_at": received,
    }
    return response, contribution


def decide_oldest(upto: int) -> None:
    """Show the oldest that nobody has decided, until so many are decided."""
    done = db.session.scalar(select(func.count()).select_from(Decision)) or 0
    waiting = select(Contribution.id, Contribution.text).join(Waiting, Waiting.id == Contribution.id)
    oldest = waiting.order_by(Contribution.received_at).limit(max(upto - done, 0))
    made = [
        {"contribution_id": id, "outcome": Outcome.SHOW, "shown_text": said, "decided_at": clock.now()}
        | {"id": new_id(), "note": ""}
        for id, said in db.session.execute(oldest)
    ]
    if made:
        db.session.execute(insert(Decision), made)
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def measures(person: Person) -> dict[str, Callable[[], object]]:
    """Name what is timed."""

    def listed(wanted: Wanted) -> list[Contribution]:
        return [row[0] for row in db.session.execute(queue.listed(person, wanted).limit(25))]

    first = listed(Wanted())
    return {
        "list": lambda: listed(Wanted()),
        "list, one sector": lambda: listed(Wanted(sector=Sector.BUSINESS)),
        "list, by word": lambda: listed(Wanted(words="heat")),
        "list, held": lambda: listed(Wanted(queue.State.HELD)),
        "list, decided": lambda: listed(Wanted(queue.State.DECIDED)),
        "tenth page, counted": lambda: queue.page_of(person, Wanted(), 10),
        "groups on it": lambda: queue.kin(person, first),
        "count waiting": lambda: queries.waiting_count(person),
        "oldest": lambda: queries.oldest_waiting(person),
        "next free": lambda: queue.free(person, Wanted(), first[-1]),
    }


def timed(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(7):
        db.session.expunge_all()
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


def page_time(app: Flask, person: Person) -> float:
    """Time the whole page, as a browser asks for it."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=person.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=4102444800)
    return timed(lambda: client.get("/moderation").get_data())


def explain(person: Person) -> None:
    query = queue.listed(person, Wanted()).limit(25)
    said = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    for line in db.session.scalars(text(f"EXPLAIN (ANALYZE, BUFFERS) {said}".replace(":", "\\:"))):
        print("   ", line)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("amount", nargs="?", type=int, default=50_000)
    asked.add_argument("--explain", action="store_true")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), rate_limits=False, log_level="ERROR")
        with ensured(settings) as filled:
            app = create_app(filled)
            with app.app_context():
                upgrade()
                person = fill(told.amount)
                for decided in (0, told.amount // 2, told.amount - 1000):
                    decide_oldest(decided)
                    print(f"{told.amount:,} contributions, {decided:,} decided")
                    person = db.session.get_one(Person, person.id)
                    for name, work in measures(person).items():
                        print(f"  {name:20} {timed(work):8.1f} ms")
                        person = db.session.get_one(Person, person.id)
                    print(f"  {'the whole page':20} {page_time(app, person):8.1f} ms")
                    if told.explain:
                        explain(db.session.get_one(Person, person.id))


if __name__ == "__main__":
    main()
