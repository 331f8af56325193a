"""Reading the chains of receipts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from engage.db import db
from engage.feedback.models import Response
from engage.feedback.receipts.models import Receipt, ReceiptHead


def of_response(response: Response) -> Sequence[Receipt]:
    """List the receipts of a response, the first one first."""
    theirs = select(Receipt).where(Receipt.response_id == response.id)
    return db.session.scalars(theirs.order_by(Receipt.id)).all()


def heads(consultation_id: UUID) -> Select[ReceiptHead]:
    """Select the published heads of a chain, the latest first."""
    published = select(ReceiptHead).where(ReceiptHead.consultation_id == consultation_id)
    return published.options(joinedload(ReceiptHead.consultation)).order_by(ReceiptHead.day.desc())


def latest_head(consultation_id: UUID) -> ReceiptHead | None:
    """Give the head of a chain that was published last, if any was."""
    return db.session.scalar(heads(consultation_id).limit(1))


def first_head_over(receipt: Receipt) -> ReceiptHead | None:
    """Give the first published head that stands for a receipt, if there is one yet."""
    over = heads(receipt.consultation_id).where(ReceiptHead.seq >= receipt.seq)
    return db.session.scalar(over.order_by(None).order_by(ReceiptHead.day).limit(1))


def links(consultation_id: UUID, *, after: int, most: int) -> Sequence[tuple[int, bytes]]:
    """List the places and leaves of a chain that follow a place."""
    following = select(Receipt.seq, Receipt.leaf).where(
        Receipt.consultation_id == consultation_id, Receipt.seq > after
    )
    rows = db.session.execute(following.order_by(Receipt.seq).limit(most))
    return [(seq or 0, leaf) for seq, leaf in rows]


def head_before(receipt: Receipt) -> bytes | None:
    """Give the head of the chain that a receipt was appended to; None if it was the first."""
    before = select(Receipt.head).where(
        Receipt.consultation_id == receipt.consultation_id, Receipt.seq == (receipt.seq or 0) - 1
    )
    return db.session.scalar(before)


def lines(consultation_id: UUID) -> list[str]:
    """List all published heads of a chain as single words, the first one first."""
    return [head.line for head in reversed(db.session.scalars(heads(consultation_id)).all())]
