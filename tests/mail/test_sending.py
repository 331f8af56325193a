"""Letters reach a real mail server once, or it is said why not."""

import re

import pytest
from sqlalchemy import select

from engage import jobs
from engage.db import db
from engage.jobs import Job, QueuedJob
from engage.mail import Attachment, Letter, post, sending
from engage.mail.models import Handover, Message
from tests.mailserver import Sink

pytestmark = pytest.mark.commits

HELLO = Letter("A subject", "Some words\n", "<p>Some words</p>")


def _owed(letter: Letter = HELLO, to: str = "lead@council.example") -> Message:
    message_id = post(to=to, letter=letter, key="a-cause")
    assert message_id
    db.session.commit()
    return db.session.get_one(Message, message_id)


def _worker(message: Message) -> None:
    owed = select(QueuedJob.id).where(QueuedJob.job == Job.SEND_MAIL, QueuedJob.subject_id == message.id)
    queued_id = db.session.scalar(owed)
    if queued_id:
        jobs.perform(queued_id, sending.deliver)
    db.session.expire_all()


def test_a_letter_that_is_posted_twice_for_one_cause_is_owed_once() -> None:
    assert post(to="lead@council.example", letter=HELLO, key="a-cause")
    assert post(to="lead@council.example", letter=HELLO, key="a-cause") is None
    assert len(db.session.scalars(select(QueuedJob)).all()) == 1


def test_a_letter_is_sent_once_however_often_workers_are_told(smtp_sink: Sink) -> None:
    message = _owed()
    _worker(message)
    sending.deliver(message.id)
    assert message.state == "sent"
    assert [letter.recipients for letter in smtp_sink.taken] == [["lead@council.example"]]


def test_a_letter_carries_its_headers_and_a_stable_message_id(smtp_sink: Sink) -> None:
    message = _owed(Letter("Grüße", "Text", "<p>Text</p>", {"Reply-To": "Örtliche Stelle <us@body.example>"}))
    _worker(message)
    mail = smtp_sink.taken[0].mail
    assert mail["Subject"] == "Grüße"
    assert mail["Reply-To"] == "Örtliche Stelle <us@body.example>"
    assert mail["Message-ID"] == f"<{message.id}@engage.example>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_lines_that_begin_with_a_dot_arrive_as_they_were(smtp_sink: Sink) -> None:
    _worker(_owed(Letter("Dots", ".one\n..two\n.\nend\n", "<p>x</p>")))
    assert smtp_sink.taken[0].words() == ".one\n..two\n.\nend\n"


def test_a_busy_server_is_asked_again_later(smtp_sink: Sink) -> None:
    smtp_sink.to_recipient = "451 4.3.2 come again later"
    message = _owed()
    _worker(message)
    queued = db.session.scalars(select(QueuedJob)).one()
    assert (message.state, queued.attempts) == ("waiting", 1)
    assert "451 4.3.2 come again later" in str(queued.cause)
    smtp_sink.to_recipient = "250 OK"
    _worker(message)
    assert message.state == "sent"


def test_a_server_that_is_busy_after_the_letter_leaves_nothing_unclear(smtp_sink: Sink) -> None:
    smtp_sink.to_data = "452 4.3.1 no space now"
    message = _owed()
    _worker(message)
    smtp_sink.to_data = "250 OK"
    _worker(message)
    assert message.state == "sent"
    assert len(smtp_sink.taken) == 1


@pytest.mark.parametrize("step", ["to_recipient", "to_data"])
def test_a_refusal_for_good_is_noted_with_its_cause(smtp_sink: Sink, step: str) -> None:
    setattr(smtp_sink, step, "550 5.1.1 no such mailbox")
    message = _owed()
    _worker(message)
    assert (message.state, message.cause) == ("failed", "550 5.1.1 no such mailbox")
    assert db.session.scalar(select(QueuedJob)) is None


def test_a_dead_server_delays_and_loses_nothing(smtp_sink: Sink) -> None:
    message = _owed()
    smtp_sink.stop()
    _worker(message)
    assert message.state == "waiting"
    smtp_sink.start()
    _worker(message)
    assert len(smtp_sink.taken) == 1


def test_a_connection_that_breaks_before_the_answer_is_unclear_and_never_sent_again(smtp_sink: Sink) -> None:
    message = _owed()
    smtp_sink.before_answer = smtp_sink.hang_up
    _worker(message)
    smtp_sink.before_answer = lambda: None
    _worker(message)
    sending.deliver(message.id)
    assert message.state == "unclear"
    assert len(smtp_sink.taken) == 1


def test_a_worker_that_dies_before_it_notes_the_answer_leaves_an_unclear_letter(smtp_sink: Sink) -> None:
    message = _owed()
    sending.deliver(message.id)
    db.session.rollback()  # dead before the commit: all that is left is the stamp
    assert db.session.scalar(select(Handover.message_id)) == message.id
    _worker(message)
    assert message.state == "unclear"
    assert len(smtp_sink.taken) == 1


@pytest.mark.parametrize(
    ("letter", "to"),
    [
        (Letter("Hello\r\nBcc: all@council.example", "Text", "<p>Text</p>"), "lead@council.example"),
        (HELLO, "lead@council.example\r\nRCPT TO:<all@council.example>"),
        (
            Letter("Hi", "Text", "<p>Text</p>", {"Reply-To": "a@b.example\nBcc: c@d.example"}),
            "lead@council.example",
        ),
    ],
)
def test_nothing_can_be_smuggled_into_headers_or_commands(smtp_sink: Sink, letter: Letter, to: str) -> None:
    message = _owed(letter, to)
    _worker(message)
    assert message.state == "failed"
    assert "cannot be written" in str(message.cause)
    assert not smtp_sink.taken


def test_an_address_outside_ascii_goes_to_a_server_that_takes_it(smtp_sink: Sink) -> None:
    _worker(_owed(to="zoë@council.example"))
    assert smtp_sink.to("zoë@council.example")


def test_a_calendar_entry_arrives_as_one(smtp_sink: Sink) -> None:
    entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n"
    attachment = Attachment("workshop.ics", "text/calendar; method=REQUEST", entry)
    _worker(_owed(Letter("Your place", "Text", "<p>Text</p>", attachments=(attachment,))))
    part = next(iter(smtp_sink.taken[0].mail.iter_attachments()))
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "workshop.ics"
    assert re.sub(r"\r?\n", "\r\n", str(part.get_content())) == entry
