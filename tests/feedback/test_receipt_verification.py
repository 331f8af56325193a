"""`engage receipts verify` proves what is whole, and names what is not."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from engage import clock
from engage.consultations.models import Question, QuestionKind
from engage.db import db
from engage.feedback.models import Contribution, Reply
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.commands import receipts as commands
from engage.feedback.receipts.models import Event, Receipt, ReceiptHead
from tests.factories import OpenConsultation
from tests.feedback.sending import accept, chained, forced
from tests.operators import ran


def _faults(*words: str) -> list[str]:
    told = ran(commands, "verify", *words, expect=1)
    return [one["what"] for one in told["broken"]]


def test_all_is_well_where_nothing_was_touched() -> None:
    consultation = OpenConsultation()
    chained(consultation, 3)
    told = ran(commands, "verify", "--consultation", consultation.slug)
    assert told == {
        "ok": True,
        "consultations": 1,
        "receipts": 3,
        "verified": 3,
        "erased": 0,
        "waiting": 0,
        "heads": 0,
        "faults": 0,
        "broken": [],
    }


def test_a_receipt_that_was_taken_out_shows() -> None:
    consultation = OpenConsultation()
    responses = chained(consultation, 4)
    forced(delete(Receipt).where(Receipt.seq == 2))
    faults = _faults()
    assert "1 receipts are missing before 3" in faults
    assert f"response {responses[1].reference} has no receipt" in faults


def test_receipts_cut_off_the_end_show_where_a_head_was_published() -> None:
    consultation = OpenConsultation()
    chained(consultation, 4)
    receipts.publish(at=clock.now())
    forced(delete(Receipt).where(Receipt.seq > 2))
    assert "a head stands for 4 receipts, and there are 2" in _faults()


def test_a_chain_that_was_made_anew_differs_from_the_head_in_a_letter(tmp_path: Path) -> None:
    consultation = OpenConsultation(slug="growth")
    chained(consultation, 3)
    receipts.publish(at=clock.now())
    line = db.session.scalars(select(ReceiptHead)).one().line
    letter = tmp_path / "digest.eml"
    letter.write_text(f"Subject: what is new\n\nReceipts so far: {line[:40]}=\n{line[40:]}\nBye\n")
    assert ran(commands, "verify", "--heads", str(letter))["heads"] == 2
    forced(delete(ReceiptHead))
    forced(delete(Receipt).where(Receipt.seq == 2))
    forced(delete(Contribution).where(Contribution.text == "Bus 1 comes too late"))
    forced(text("DELETE FROM response WHERE id NOT IN (SELECT response_id FROM contribution)"))
    forced(update(Receipt).values(seq=None, head=None))
    receipts.chain(consultation.id)
    assert ran(commands, "verify")["faults"] == 0  # within the database nothing shows
    assert _faults("--heads", str(letter)) == ["a head stands for 3 receipts, and there are 2"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE receipt SET leaf = sha256(leaf) WHERE seq = 2", "receipt 2 does not follow"),
        ("UPDATE receipt SET head = sha256(head) WHERE seq = 2", "receipt 3 does not follow"),
        ("UPDATE receipt SET contents = contents || ' ' WHERE seq = 2", "does not say what it is"),
        ("UPDATE contribution SET text = 'Cars'", "lacks texts that it has a receipt of"),
        ("UPDATE contribution SET text = 'Cars'", "holds texts that no receipt is of"),
        ("UPDATE response SET consent = 'named'", "has another consent than its receipt"),
        ("UPDATE receipt SET seq = seq + 100", "100 receipts are missing before 101"),
    ],
)
def test_what_somebody_with_the_database_changes_shows(change: str, what: str) -> None:
    chained(OpenConsultation(), 3)
    forced(text(change))
    assert [one for one in _faults() if what in one]


def test_two_receipts_that_were_swapped_show() -> None:
    chained(OpenConsultation(), 3)
    one, two = db.session.scalars(select(Receipt).order_by(Receipt.seq).limit(2)).all()
    heads = {one.id: (2, two.head), two.id: (1, one.head)}
    forced(update(Receipt).where(Receipt.id == one.id).values(seq=99))
    for receipt_id in (two.id, one.id):
        seq, head = heads[receipt_id]
        forced(update(Receipt).where(Receipt.id == receipt_id).values(seq=seq, head=head))
    assert [one for one in _faults() if "does not follow" in one]


def test_a_reply_that_was_changed_shows() -> None:
    consultation = OpenConsultation()
    response = accept(consultation, "Buses")
    question = Question(consultation=consultation, text="Which?", position=1, kind=QuestionKind.ONE)
    db.session.add(question)
    db.session.flush()
    response.replies.append(Reply(question_id=question.id, value={"keys": ["a"]}, received_at=clock.now()))
    receipts.issue(response, Event.ADDED, at=clock.now())
    assert ran(commands, "verify")["faults"] == 0
    forced(text("""UPDATE reply SET value = '{"keys": ["b"]}'"""))
    assert f"response {response.reference} holds replies that no receipt is of" in _faults()


def test_a_receipt_that_waits_too_long_is_told() -> None:
    consultation = OpenConsultation()
    response = accept(consultation, "Buses")
    assert ran(commands, "verify")["waiting"] == 1
    receipts.issue(response, Event.WITHDRAWN, at=clock.now() - timedelta(minutes=6))
    assert [one for one in _faults() if "2 receipts wait for their place" in one]


def test_a_response_that_nobody_issued_a_receipt_of_shows() -> None:
    consultation = OpenConsultation()
    (response,) = chained(consultation, 1)
    forced(delete(Receipt))
    assert _faults() == [f"response {response.reference} has no receipt"]


def test_a_receipt_is_found_by_reference() -> None:
    consultation = OpenConsultation()
    responses = chained(consultation, 3)
    told = ran(commands, "verify", "--receipt", responses[1].reference.lower())
    assert [(one["event"], one["seq"]) for one in told["receipt"]] == [("received", 2)]
    assert ran(commands, "verify", "--receipt", "K7R-4MW-HKW", expect=1)["error"].startswith("This reference")
    late = accept(consultation, "Late")
    assert "the receipt of “received” is not in the chain" in _faults("--receipt", late.reference)


def test_a_nonce_destroyed_without_an_erasure_shows() -> None:
    chained(OpenConsultation(), 3)
    forced(update(Receipt).where(Receipt.seq == 2).values(nonce=None, contents=None))
    assert "receipt 2 was emptied, and no erasure is noted" in _faults()
