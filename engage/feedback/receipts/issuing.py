"""Receipts: issued with what they are of, chained soon after, their head published day by day."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, LargeBinary, Uuid, cast, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import selectinload

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.feedback.models import Response
from engage.feedback.receipts import chain as receipt_chain
from engage.feedback.receipts import contents as receipt_contents
from engage.feedback.receipts.models import Event, Receipt, ReceiptHead

BATCH = 5000
"""How many receipts are chained in one transaction."""


def issue(response: Response, event: Event, *, at: datetime) -> Receipt:
    """Note that something happened to a response, in the transaction in which it does.

    Call it last, when the rows are as they are to stay: it tells what the sender says now.
    """
    db.session.flush()
    told = receipt_contents.given(response) if event is not Event.WITHDRAWN else {}
    receipt = Receipt(
        **values(event, response.consultation_id, response.id, version=response.version, at=at, **told)
    )
    db.session.add(receipt)
    return receipt


def issue_many(response_ids: Collection[UUID], *, at: datetime) -> None:
    """Note of many responses that they were received, or that more was added to them.

    It reads them from the database, where they must stand already.
    """
    whole = (selectinload(one) for one in (Response.contributions, Response.replies, Response.uploads))
    wanted = select(Response).where(Response.id.in_(response_ids)).order_by(Response.id).options(*whole)
    had = set(
        db.session.scalars(
            select(Receipt.response_id).where(Receipt.response_id.in_(response_ids)).distinct()
        )
    )
    rows = [
        values(
            Event.ADDED if one.id in had else Event.RECEIVED,
            one.consultation_id,
            one.id,
            version=one.version,
            at=at,
            **receipt_contents.given(one),
        )
        for one in db.session.scalars(wanted.execution_options(populate_existing=True))
    ]
    if rows:
        db.session.execute(insert(Receipt), rows)


def values(
    event: Event, consultation_id: UUID, response_id: UUID, *, version: int, at: datetime, **told: Any
) -> dict[str, Any]:
    """Make the row of a receipt; for those who insert many at once."""
    contents = receipt_contents.written(event, consultation_id, response_id, version, at, **told)
    nonce = secrets.token_bytes(receipt_chain.NONCE)
    return {
        "id": new_id(),
        "consultation_id": consultation_id,
        "response_id": response_id,
        "event": event,
        "version": version,
        "made_at": at,
        "nonce": nonce,
        "contents": contents,
        "leaf": receipt_chain.leaf(nonce, contents),
    }


def erase(response_ids: Sequence[UUID], *, at: datetime) -> None:
    """Destroy all by which the receipts of responses could be traced back to them, and note that as well.

    The receipts stay in the chain, which still proves that none was taken out.
    """
    told = select(Receipt).where(Receipt.response_id.in_(response_ids), Receipt.nonce.is_not(None))
    readable = told.where(Receipt.event != Event.ERASED).order_by(Receipt.id)
    erased: dict[UUID, list[Receipt]] = {}
    for receipt in db.session.scalars(readable):
        erased.setdefault(receipt.response_id, []).append(receipt)
    rows = [_erasure(receipts, at) for receipts in erased.values()]
    if not rows:
        return
    before = db.session.scalar(select(func.current_setting("engage.erasing", True))) or ""
    db.session.execute(select(func.set_config("engage.erasing", "yes", True)))
    gone = update(Receipt).where(Receipt.id.in_([one.id for all in erased.values() for one in all]))
    db.session.execute(gone.values(nonce=None, contents=None))
    db.session.execute(select(func.set_config("engage.erasing", before, True)))
    db.session.execute(insert(Receipt), rows)


def _erasure(receipts: Sequence[Receipt], at: datetime) -> dict[str, Any]:
    last = receipts[-1]
    leaves = [one.leaf.hex() for one in receipts]
    return values(
        Event.ERASED, last.consultation_id, last.response_id, version=last.version, at=at, erases=leaves
    )


def waiting() -> Sequence[UUID]:
    """Name the consultations with receipts that are not in the chain yet."""
    unchained = select(Receipt.consultation_id).where(Receipt.seq.is_(None)).distinct()
    return db.session.scalars(unchained.order_by(Receipt.consultation_id)).all()


def chain(consultation_id: UUID) -> int:
    """Append what waits of a consultation, up to `BATCH`, and count it; nothing if somebody else is at it."""
    lock = func.hashtextextended(f"receipts:{consultation_id}", 0)
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(lock))):
        return 0
    unchained = (
        select(Receipt.id, Receipt.leaf)
        .where(Receipt.consultation_id == consultation_id, Receipt.seq.is_(None))
        .order_by(Receipt.id)
        .limit(BATCH)
    )
    rows = db.session.execute(unchained).all()
    last, head = _tail(consultation_id)
    places = list(receipt_chain.appended(head, last, (row.leaf for row in rows)))
    _place([row.id for row in rows], places)
    return len(rows)


def chain_all(consultation_ids: Iterable[UUID]) -> int:
    """Append all that waits of some consultations, within one transaction."""
    count = 0
    for consultation_id in consultation_ids:
        while appended := chain(consultation_id):
            count += appended
    return count


def publish(*, at: datetime) -> list[ReceiptHead]:
    """Publish the head of each chain that has grown since it was last, once a day (London's)."""
    day = clock.london(at).date()
    heads: list[ReceiptHead] = []
    for consultation_id in db.session.scalars(_grown(at).order_by(Consultation.id)).all():
        seq, head = _tail(consultation_id)
        values = {"consultation_id": consultation_id, "seq": seq, "head": head, "published_at": at}
        published = postgresql.insert(ReceiptHead).values(id=new_id(), day=day, **values)
        published = published.on_conflict_do_nothing(index_elements=["consultation_id", "day"])
        heads += db.session.scalars(published.returning(ReceiptHead))
    return heads


def _grown(at: datetime) -> Any:
    of_it = ReceiptHead.consultation_id == Consultation.id
    today = select(ReceiptHead.id).where(of_it, ReceiptHead.day >= clock.london(at).date())
    published = select(func.coalesce(func.max(ReceiptHead.seq), 0)).where(of_it).scalar_subquery()
    more = select(Receipt.id).where(Receipt.consultation_id == Consultation.id, Receipt.seq > published)
    return select(Consultation.id).where(~today.exists(), more.exists())


def _tail(consultation_id: UUID) -> tuple[int, bytes]:
    """Give the last place of a chain, and its head."""
    last = (
        select(Receipt.seq, Receipt.head)
        .where(Receipt.consultation_id == consultation_id, Receipt.seq.is_not(None))
        .order_by(Receipt.seq.desc())
        .limit(1)
    )
    row = db.session.execute(last).one_or_none()
    if row is None or row.seq is None or row.head is None:
        return 0, receipt_chain.start(consultation_id)
    return row.seq, row.head


def _place(ids: Sequence[UUID], places: Sequence[tuple[int, bytes]]) -> None:
    if not ids:
        return
    placed = (
        func.unnest(
            cast(list(ids), ARRAY(Uuid())),
            cast([seq for seq, _ in places], ARRAY(BigInteger())),
            cast([head for _, head in places], ARRAY(LargeBinary())),
        )
        .table_valued("id", "seq", "head", name="placed")
        .render_derived()
    )
    statement = update(Receipt).where(Receipt.id == placed.c.id)
    db.session.execute(
        statement.values(seq=placed.c.seq, head=placed.c.head).execution_options(synchronize_session=False)
    )
