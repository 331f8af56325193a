"""How fast receipts join their chain and are verified, and in how much memory.

    .venv/bin/python benchmarks/receipts.py [RECEIPTS]

Fills an embedded PostgreSQL with responses of one text each (100,000 unless told otherwise), issues and
chains their receipts as imports and the worker do, and verifies all of it as `engage receipts verify` does.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from flask_migrate import upgrade
from sqlalchemy import select

from engage import clock, create_app
from engage.consultations.models import Consultation, Theme
from engage.db import db, transaction
from engage.feedback import bulk
from engage.feedback.bulk import NewRow, NewText
from engage.feedback.models import Channel, Consent
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts import verification as receipt_verification
from engage.feedback.receipts.verification import Report
from engage.organisations.models import Body, Sector
from engage.settings import Settings
from engage.stack import ensured

BATCH = 1000
Done = TypeVar("Done")


def fill(amount: int) -> UUID:
    """Write a consultation with its responses, and give its id."""
    body = Body(slug="bench", name="Bench", contact_email="bench@body.example")
    place = Consultation(slug="bench", title="Bench", lead="Bench", body=body, created_at=clock.now())
    place.themes = [Theme(slug="theme", title="Theme", position=1)]
    with transaction():
        db.session.add(place)
    for start in range(0, amount, BATCH):
        with transaction():
            rows = [_row(number, place) for number in range(start, min(start + BATCH, amount))]
            bulk.accept_many(place, rows, at=clock.now())
    return place.id


def _row(number: int, place: Consultation) -> NewRow:
    text = NewText(f"Bus {number} comes too late", f"bench/{number}", place.themes[0].id)
    return NewRow((text,), None, Sector.RESIDENT, None, None, Consent.UNNAMED, Channel.IMPORT, None)


def main() -> None:
    """Fill, chain and verify, and print how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("receipts", nargs="?", type=int, default=100_000)
    amount = parser.parse_args().receipts
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        with ensured(Settings(data_dir=folder, log_level="ERROR")) as settings:
            app = create_app(settings)
            with app.app_context():
                upgrade()
                place_id = _timed("taken in with a receipt", amount, lambda: fill(amount))
                _timed("chained", amount, lambda: _chain(place_id))
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                report = _timed("verified", amount, lambda: _verify(place_id))
                grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
                assert report.verified == amount, report
                assert not report.faults, report.broken
                print(f"{grown / 1024:8.1f} MB more memory while verifying")


def _chain(place_id: UUID) -> None:
    while True:
        with transaction():
            if not receipts.chain(place_id):
                return


def _verify(place_id: UUID) -> Report:
    report = Report()
    place = db.session.scalars(select(Consultation).where(Consultation.id == place_id)).one()
    receipt_verification.verify(place, report, at=clock.now())
    return report


def _timed(what: str, amount: int, work: Callable[[], Done]) -> Done:
    began = time.perf_counter()
    result = work()
    took = time.perf_counter() - began
    print(f"{took:8.1f} s, {amount / took:8.0f} a second: {amount} {what}", flush=True)
    return result


if __name__ == "__main__":
    main()
