"""How fast the ledger sends letters, beside a bare loop that builds and sends the same ones.

    python benchmarks/mail.py [--letters 500] [--json]

Both send to the same server on loopback. The bare loop writes each letter and hands it over on one
connection that it keeps; the ledger does what a worker does: claims the row, connects, stamps, hands
over, notes the answer and commits. Run it on a machine that does nothing else.
"""

import argparse
import json
import smtplib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask_migrate import upgrade
from pydantic_core import Url
from sqlalchemy import select

from engage import create_app, jobs
from engage.db import db, transaction
from engage.jobs import Job, QueuedJob
from engage.mail import Letter, post, sending
from engage.mail.envelope import sealed
from engage.mail.models import Message
from engage.settings import Settings
from engage.stack import ensured
from tests.mailserver import Sink

PARAGRAPH = "The first bus comes too late for the early shift, and the last one leaves before it ends. "
LETTER = Letter("17 new, 5 heard before", PARAGRAPH * 12, f"<p>{PARAGRAPH * 48}</p>")


def main() -> None:
    """Measure both and print what they did."""
    arguments = _arguments()
    sink = Sink()
    sink.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), smtp_url=Url(sink.url), log_level="ERROR")
        with ensured(settings) as complete:
            result = _measure(complete, sink, arguments.letters)
    sink.stop()
    print(json.dumps(result) if arguments.json else _told(result))


def _measure(settings: Settings, sink: Sink, count: int) -> dict[str, float]:
    app = create_app(settings)
    del app.extensions["bell"]
    with app.app_context():
        upgrade()
        with transaction():
            for number in range(count):
                post(to=f"lead{number}@council.example", letter=LETTER, key=f"benchmark:{number}")
        messages = list(db.session.scalars(select(Message)))
        octets = len(sealed(messages[0], settings))
        bare = _timed(lambda: _send_bare(messages, settings, sink))
        ledger = _timed(_send_ledger)
        db.session.remove()
        db.engine.dispose()
    assert len(sink.taken) == 2 * count, "letters went missing"
    return {
        "letters": count,
        "octets": octets,
        "bare_per_second": round(count / bare, 1),
        "ledger_per_second": round(count / ledger, 1),
        "share_of_bare": round(bare / ledger, 2),
    }


def _send_bare(messages: list[Message], settings: Settings, sink: Sink) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port) as server:
        for message in messages:
            server.sendmail("no-reply@engage.example", message.recipient, sealed(message, settings))


def _send_ledger() -> None:
    owed = list(db.session.scalars(select(QueuedJob.id).where(QueuedJob.job == Job.SEND_MAIL)))
    db.session.rollback()
    for queued_id in owed:
        jobs.perform(queued_id, sending.deliver)
        db.session.remove()


def _timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _told(result: dict[str, float]) -> str:
    return "\n".join(f"{name.replace('_', ' '):20} {value:>8}" for name, value in result.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
