"""On a laptop, letters are caught and can be read; elsewhere there is no such page."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from flask import Flask

from engage.stack.mailbox import keep
from tests.browser import Browser

HTML = (
    "<!DOCTYPE html><html><head><title>x</title></head><body style='color:red'><p>As HTML</p></body></html>"
)


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The folder of a laptop's mail catcher."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = before.model_copy(update={"catch_mail": True, "data_dir": tmp_path})
    (tmp_path / "mail").mkdir()
    yield tmp_path / "mail"
    app.config["SETTINGS"] = before


def _catch(folder: Path, subject: str = "Your next digest", to: str = "lead@council.example") -> str:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Engage <no-reply@engage.example>", to, subject
    mail.set_content("As text, with https://engage.example/link <script>")
    mail.add_alternative(HTML, subtype="html")
    mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="place.ics")
    return keep(folder, f"X-Envelope-To: {to}\r\n".encode() + mail.as_bytes()).stem


def test_there_is_no_such_page_where_mail_is_sent(client: Browser) -> None:
    client.get("/caught-mail", expect=404)


def test_caught_letters_are_listed_the_latest_first(client: Browser, folder: Path) -> None:
    _catch(folder, "The first")
    _catch(folder, "The second – ÄÖ")
    client.get("/caught-mail")
    words = client.text()
    assert words.index("The second – ÄÖ") < words.index("The first")


def test_before_the_first_letter_the_page_says_what_will_be_here(client: Browser, folder: Path) -> None:
    client.get("/caught-mail?page=7")
    assert "No letter yet" in client.text()


def test_a_letter_is_shown_as_text_with_its_links(client: Browser, folder: Path) -> None:
    _catch(folder)
    client.get("/caught-mail")
    answer = client.follow("Your next digest")
    assert '<a href="https://engage.example/link"' in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_html_of_a_letter_is_fenced_in(client: Browser, folder: Path) -> None:
    answer = client.client.get(f"/caught-mail/{_catch(folder)}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "As HTML" in answer.text
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy


def test_a_file_that_goes_with_a_letter_can_be_saved(client: Browser, folder: Path) -> None:
    name = _catch(folder)
    answer = client.client.get(f"/caught-mail/{name}/attachments/0")
    assert answer.data.strip() == b"BEGIN:VCALENDAR"
    assert "attachment; filename=place.ics" in answer.headers["Content-Disposition"]
    assert client.client.get(f"/caught-mail/{name}/attachments/1").status_code == 404


@pytest.mark.parametrize("name", ["..%2Fsecrets", "nothing", "20260101T000000.000000Z-abc"])
def test_only_what_was_caught_can_be_read(client: Browser, folder: Path, name: str) -> None:
    (folder.parent / "secrets.eml").write_text("Subject: secret\n\n")
    client.get(f"/caught-mail/{name}", expect=404)
