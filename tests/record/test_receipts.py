"""Receipts as the public and respondents see them: they can be checked with what the pages tell alone."""

import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback import keys, withdrawal
from engage.feedback.models import Response
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.commands import receipts as commands
from engage.record import receipt_views
from tests.browser import Browser
from tests.factories import DraftConsultation, OpenConsultation
from tests.feedback.sending import accept, chained, forced
from tests.operators import ran

FRIDAY = datetime(2026, 3, 27, 8, tzinfo=UTC)


@pytest.fixture
def consultation() -> Consultation:
    """An open consultation, with four responses whose receipts are chained and published."""
    made: Consultation = OpenConsultation(slug="growth")
    chained(made, 4)
    receipts.publish(at=FRIDAY)
    db.session.flush()
    return made


def _first(consultation: Consultation) -> Response:
    theirs = db.session.query(Response).filter_by(consultation_id=consultation.id)
    return theirs.order_by(Response.id).limit(1).one()


def test_the_public_reads_the_published_heads_and_how_to_check(
    client: Browser, consultation: Consultation
) -> None:
    client.get("/consultations/growth")
    client.follow("Receipts that can be checked")
    (line,) = receipts_published(client)
    assert line in client.text()
    assert "27 March 2026" in client.text()
    assert "HMAC-SHA-256" in client.text()


def receipts_published(client: Browser) -> list[str]:
    answer = client.get("/consultations/growth/receipts.json")
    client.get("/consultations/growth/receipts")
    return list(answer.json["heads"])


def test_before_anything_is_published_the_page_says_so(client: Browser) -> None:
    OpenConsultation(slug="growth")
    client.get("/consultations/growth/receipts")
    assert "Nothing has been published yet" in client.text()
    assert client.get("/consultations/growth/receipts.json").json["links"] == []


def test_the_chain_of_a_draft_is_not_shown(client: Browser) -> None:
    DraftConsultation(slug="growth")
    client.get("/consultations/growth/receipts", expect=404)
    client.get("/consultations/growth/receipts.json", expect=404)


def test_somebody_with_the_file_and_the_public_links_alone_can_check_a_receipt(
    client: Browser, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Follow the recipe of the page, without any of our own code."""
    monkeypatch.setattr(receipt_views, "LINKS", 3)
    kept = client.get(f"/responses/{keys.key_of(_first(consultation))}/receipt.json").json
    (receipt,) = kept["receipts"]
    leaf = hmac.digest(bytes.fromhex(receipt["nonce"]), receipt["contents"].encode(), "sha256")
    assert leaf.hex() == receipt["leaf"]
    said = json.loads(receipt["contents"])["texts"][0]["sha256"]
    assert said == sha256(b"Bus 0 comes too late").hexdigest()
    head, links, path = bytes.fromhex(kept["start"]), [], "/consultations/growth/receipts.json"
    while path:
        answer = client.get(path).json
        links += answer["links"]
        path = answer["next"] and answer["next"].removeprefix("http://127.0.0.1:8000")
    assert links[receipt["seq"] - 1]["leaf"] == leaf.hex()
    for link in links:
        head = sha256(head + link["seq"].to_bytes(8, "big") + bytes.fromhex(link["leaf"])).digest()
    assert f"growth/4/{head.hex()}" == kept["published_head"] == answer["heads"][-1]


def test_the_links_tell_nothing_but_hashes(client: Browser, consultation: Consultation) -> None:
    answer = client.get("/consultations/growth/receipts.json").json
    assert {name for link in answer["links"] for name in link} == {"seq", "leaf"}


def test_the_file_that_a_respondent_saved_is_found_in_the_chain(
    client: Browser, consultation: Consultation, tmp_path: Path
) -> None:
    answer = client.get(f"/responses/{keys.key_of(_first(consultation))}/receipt.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    file = tmp_path / "receipt.json"
    file.write_text(answer.text)
    told = ran(commands, "verify", "--receipt", str(file))
    assert [(one["event"], one["seq"]) for one in told["receipt"]] == [("received", 1)]
    file.write_text(answer.text.replace("resident", "business"))
    assert "was changed" in ran(commands, "verify", "--receipt", str(file), expect=1)["error"]
    file.write_text("[]")
    assert "is not a receipt" in ran(commands, "verify", "--receipt", str(file), expect=1)["error"]


def test_the_file_proves_that_a_receipt_was_taken_out(
    client: Browser, consultation: Consultation, tmp_path: Path
) -> None:
    response = _first(consultation)
    file = tmp_path / "receipt.json"
    file.write_text(client.get(f"/responses/{keys.key_of(response)}/receipt.json").text)
    forced(text("DELETE FROM receipt WHERE seq = 1"))
    told = ran(commands, "verify", "--receipt", str(file), expect=1)
    assert "the receipt of “received” is not in the chain" in [one["what"] for one in told["broken"]]


def test_the_private_page_says_where_the_receipt_stands_and_that_all_agrees(
    client: Browser, consultation: Consultation
) -> None:
    response = _first(consultation)
    client.get(f"/responses/{keys.key_of(response)}")
    words = client.text()
    assert "what we hold is what you sent, word for word" in words
    assert "27 March 2026" in words
    withdrawal.withdraw(response, at=clock.now())
    db.session.flush()
    client.get(f"/responses/{keys.key_of(response)}")
    assert "in a few seconds" in client.text()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contribution SET text = 'Cars'",
        "UPDATE receipt SET contents = contents || ' '",
        "UPDATE receipt SET head = sha256(head)",
        "DELETE FROM receipt",
    ],
)
def test_the_private_page_says_if_something_was_changed(
    client: Browser, consultation: Consultation, change: str
) -> None:
    key = keys.key_of(_first(consultation))
    forced(text(change))
    db.session.expire_all()
    client.get(f"/responses/{key}")
    assert "does not agree with your receipt" in client.text()
    assert "word for word" not in client.text()


def test_after_erasure_the_page_says_that_the_place_is_kept(
    client: Browser, consultation: Consultation
) -> None:
    response = _first(consultation)
    receipts.erase([response.id], at=clock.now())
    db.session.flush()
    client.get(f"/responses/{keys.key_of(response)}")
    assert "keep their places in the chain" in client.text()
    kept = client.get(f"/responses/{keys.key_of(response)}/receipt.json").json
    assert [one["contents"] is None for one in kept["receipts"]] == [True, False]


def test_an_unsent_late_response_waits(client: Browser, consultation: Consultation) -> None:
    late = accept(consultation, "Late")
    db.session.flush()
    client.get(f"/responses/{keys.key_of(late)}")
    assert "in a few seconds" in client.text()
    assert "within a day" in client.text()
