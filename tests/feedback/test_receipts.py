"""Receipts are issued with what they are of, chained once, erased whole and published daily."""

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.db import db, new_id, transaction
from engage.feedback import bulk, withdrawal
from engage.feedback.bulk import NewRow, NewText
from engage.feedback.models import Channel, Consent, Contribution, Response
from engage.feedback.receipts import chain as receipt_chain
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.commands import receipts as commands
from engage.feedback.receipts.models import Event, Receipt
from engage.organisations.models import Sector
from tests.factories import OpenConsultation
from tests.feedback.sending import accept, chained, forced
from tests.operators import ran


def test_sending_issues_a_receipt_that_names_every_text_by_its_hash() -> None:
    response = accept(OpenConsultation(), "Büses\r\nplease", "Trains")
    receipt = db.session.scalars(select(Receipt)).one()
    assert (receipt.event, receipt.response_id, receipt.seq) == (Event.RECEIVED, response.id, None)
    told = json.loads(receipt.contents or "")
    assert told["reference"] == response.reference
    assert [one["position"] for one in told["texts"]] == [1, 2]
    assert told["texts"][0]["sha256"] == func_sha256("Büses\r\nplease")
    assert "please" not in receipt.contents


def func_sha256(words: str) -> str:
    return str(db.session.scalar(select(func.encode(func.sha256(func.convert_to(words, "UTF8")), "hex"))))


def test_the_same_form_sent_again_has_one_receipt() -> None:
    consultation, key = OpenConsultation(), new_id()
    for _ in range(3):
        accept(consultation, "Buses", submission_key=key)
    assert len(db.session.scalars(select(Receipt)).all()) == 1


def test_more_from_the_same_author_and_taking_it_back_have_receipts_of_their_own() -> None:
    consultation = OpenConsultation()
    response = accept(consultation, "Buses", author_key="17")
    accept(consultation, "Trains", author_key="17")
    withdrawal.withdraw(response, at=clock.now())
    withdrawal.withdraw(response, at=clock.now())
    events = db.session.scalars(select(Receipt.event).order_by(Receipt.id)).all()
    assert events == [Event.RECEIVED, Event.ADDED, Event.WITHDRAWN]
    assert ran(commands, "verify")["waiting"] == 3


def _rows(*texts: str, author: str | None = None) -> list[NewRow]:
    rest = (author, Sector.RESIDENT, None, None, Consent.UNNAMED, Channel.IMPORT, None)
    return [NewRow((NewText(text, text),), *rest) for text in texts]


def test_what_comes_in_with_a_file_has_receipts() -> None:
    consultation = OpenConsultation()
    bulk.accept_many(consultation, _rows("a", "b", author="7") + _rows("c", "d"), at=clock.now())
    bulk.accept_many(consultation, _rows("e", author="7"), at=clock.now())
    events = db.session.scalars(select(Receipt.event).order_by(Receipt.id)).all()
    assert events == [Event.RECEIVED] * 3 + [Event.ADDED]
    ran(commands, "chain")
    assert ran(commands, "verify")["verified"] == 4


def test_an_amended_response_has_a_receipt_of_its_latest_texts_and_replies() -> None:
    consultation = OpenConsultation()
    response = accept(consultation, "Buses", "Trains")
    first = response.contributions[0]
    values = {"consultation_id": consultation.id, "theme_id": first.theme_id, "channel": Channel.ONLINE}
    db.session.add(
        Contribution(
            response=response,
            position=1,
            version=2,
            text="More",
            text_key="x",
            received_at=clock.now(),
            **values,
        )
    )
    response.version = 2
    receipt = receipts.issue(response, Event.AMENDED, at=clock.now())
    told = json.loads(receipt.contents or "")
    assert [(one["position"], one["version"]) for one in told["texts"]] == [(1, 2), (2, 1)]
    assert ran(commands, "verify")["faults"] == 0


def test_what_waits_is_chained_in_the_order_in_which_it_came_and_once() -> None:
    consultation, other = OpenConsultation(), OpenConsultation()
    accept(other, "Buses")
    chained(consultation, 5)
    assert receipts.chain(consultation.id) == 0
    rows = db.session.execute(
        select(Receipt.seq, Receipt.leaf, Receipt.head)
        .where(Receipt.consultation_id == consultation.id)
        .order_by(Receipt.id)
    ).all()
    expected = receipt_chain.appended(receipt_chain.start(consultation.id), 0, [row.leaf for row in rows])
    assert [(row.seq, row.head) for row in rows] == list(expected)
    assert receipts.waiting() == [other.id]


def test_a_chain_grows_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = OpenConsultation()
    for number in range(7):
        accept(consultation, f"Bus {number}")
    monkeypatch.setattr(receipts, "BATCH", 3)
    assert [receipts.chain(consultation.id) for _ in range(4)] == [3, 3, 1, 0]
    assert ran(commands, "verify")["verified"] == 7


@pytest.mark.commits
def test_any_number_of_workers_make_one_chain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = OpenConsultation()
    for number in range(40):
        accept(consultation, f"Bus {number}")
    db.session.commit()
    consultation_id = consultation.id
    monkeypatch.setattr(receipts, "BATCH", 3)
    start = Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            while receipts.waiting():
                with transaction():
                    receipts.chain(consultation_id)
            db.session.remove()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = ran(commands, "verify")
    assert (told["receipts"], told["verified"], told["waiting"]) == (40, 40, 0)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE receipt SET seq = seq + 10",
        "UPDATE receipt SET seq = NULL, head = NULL",
        "UPDATE receipt SET leaf = sha256(leaf)",
        "UPDATE receipt SET contents = 'other'",
        "UPDATE receipt SET nonce = NULL, contents = NULL",
        "UPDATE receipt SET made_at = now()",
        "DELETE FROM receipt",
        "TRUNCATE receipt",
        "UPDATE receipt_head SET seq = 1",
        "DELETE FROM receipt_head",
        "TRUNCATE receipt_head",
    ],
)
def test_the_database_refuses_to_change_receipts_and_heads(change: str) -> None:
    chained(OpenConsultation(), 2)
    receipts.publish(at=clock.now())
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        db.session.execute(text(change))


def test_erasure_destroys_what_receipts_say_and_leaves_the_chain_whole() -> None:
    consultation = OpenConsultation()
    responses = chained(consultation, 4)
    receipts.publish(at=clock.now())
    receipts.erase([responses[1].id, responses[2].id], at=clock.now())
    receipts.erase([responses[1].id], at=clock.now())
    db.session.execute(text("SET LOCAL engage.erasing = 'yes'"))
    db.session.execute(
        update(Contribution)
        .where(Contribution.response_id.in_([responses[1].id, responses[2].id]))
        .values(text="", erased_at=clock.now(), ended_at=clock.now())
    )
    ran(commands, "chain")
    gone = db.session.scalars(select(Receipt).where(Receipt.nonce.is_(None))).all()
    assert {one.response_id for one in gone} == {responses[1].id, responses[2].id}
    assert not any(one.contents for one in gone)
    told = ran(commands, "verify")
    assert (told["receipts"], told["verified"], told["erased"], told["faults"]) == (6, 4, 2, 0)


def test_what_an_undone_import_brought_keeps_its_place() -> None:
    consultation = OpenConsultation()
    bulk.accept_many(consultation, _rows("a", "b"), at=clock.now())
    ran(commands, "chain")
    ids = db.session.scalars(select(Response.id)).all()
    receipts.erase(ids, at=clock.now())
    forced(delete(Contribution))
    forced(delete(Response))
    assert ran(commands, "verify")["faults"] == 0


def test_the_head_is_published_once_a_day_while_the_chain_grows() -> None:
    consultation = OpenConsultation(slug="growth")
    OpenConsultation()
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    chained(consultation, 2)
    (first,) = receipts.publish(at=monday)
    assert receipts.publish(at=monday + timedelta(hours=3)) == []
    assert receipts.publish(at=monday + timedelta(days=1)) == []
    chained(consultation, 1)
    assert receipts.publish(at=monday + timedelta(hours=5)) == []
    (second,) = receipts.publish(at=monday + timedelta(days=2))
    assert (first.seq, second.seq) == (2, 3)
    assert second.line == f"growth/3/{second.head.hex()}"
    assert ran(commands, "verify")["heads"] == 2
