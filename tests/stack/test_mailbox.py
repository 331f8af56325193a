"""The mail catcher keeps what came, as it came."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.stack import mailbox
from tests.journeys.stage import free_port, until

pytestmark = pytest.mark.no_database

LETTER = b"From: a@engage.example\r\nTo: b@engage.example\r\nSubject: Trams\r\n\r\n.dots\r\n\xc3\xa9\r\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    catcher = subprocess.Popen([sys.executable, mailbox.__file__, str(port), tmp_path / "mail"])
    until(lambda: _listens(port), "the mail catcher", seconds=90)
    yield port
    catcher.terminate()
    assert catcher.wait(10) == 0


def _listens(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=2).quit()
    except OSError:
        return False
    return True


def test_a_mail_is_kept_byte_for_byte_below_its_recipients(port: int, tmp_path: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("a@engage.example", ["b@engage.example", "c@engage.example"], LETTER)
    (kept,) = (tmp_path / "mail").iterdir()
    recipients = b"X-Envelope-To: b@engage.example\r\nX-Envelope-To: c@engage.example\r\n"
    assert kept.suffix == ".eml"
    assert kept.read_bytes() == recipients + LETTER


@pytest.mark.usefixtures("port")
def test_nobody_else_on_the_machine_reads_what_was_caught(tmp_path: Path) -> None:
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700


def test_names_sort_by_the_time_of_arrival(tmp_path: Path) -> None:
    kept = [mailbox.keep(tmp_path, str(number).encode()) for number in range(20)]
    assert sorted(kept) == kept


def test_a_mail_that_cannot_be_kept_is_not_acknowledged(port: int, tmp_path: Path) -> None:
    (tmp_path / "mail").rmdir()
    with smtplib.SMTP("127.0.0.1", port) as server, pytest.raises(smtplib.SMTPDataError):
        server.sendmail("a@engage.example", ["b@engage.example"], LETTER)
