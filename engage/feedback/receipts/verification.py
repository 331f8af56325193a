"""Proving that the chains of receipts are whole, and that the receipts are of what the database holds.

It streams: a million receipts take no more memory than a thousand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Response
from engage.feedback.receipts import chain as receipt_chain
from engage.feedback.receipts import comparison as receipt_comparison
from engage.feedback.receipts.models import Event, Receipt

BATCH = 2000
PATIENCE = timedelta(minutes=5)
"""How long a receipt may wait for its place."""
TOLD = 100
"""How many faults are told one by one."""

Heads = Mapping[int, bytes]
"""What the head of a chain was at some of its places, as somebody outside knows it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be."""

    consultation: str
    what: str
    seq: int | None = None


@dataclass
class Report:
    """What was looked at, and what was found."""

    consultations: int = 0
    receipts: int = 0
    """How many have their place in a chain."""
    verified: int = 0
    """How many of those say what their leaf is a hash of."""
    erased: int = 0
    waiting: int = 0
    heads: int = 0
    """How many heads from outside the chain it was compared with."""
    faults: int = 0
    broken: list[Fault] = field(default_factory=list)
    found: dict[bytes, int] = field(default_factory=dict)
    """The places of the leaves that were looked for."""

    def note(self, consultation: Consultation, what: str, seq: int | None = None) -> None:
        """Note a fault."""
        self.faults += 1
        if len(self.broken) < TOLD:
            self.broken.append(Fault(consultation.slug, what, seq))


def verify(
    consultation: Consultation,
    report: Report,
    *,
    heads: Sequence[tuple[int, bytes]] = (),
    wanted: frozenset[bytes] = frozenset(),
    at: datetime,
) -> None:
    """Walk the chain of a consultation and compare it with what it is of; add to the report.

    `heads` come from outside: published ones, or from a letter. `wanted` are leaves to look for.
    """
    report.consultations += 1
    report.heads += len(heads)
    last = _walk(consultation, report, heads, wanted)
    for seq, _ in heads:
        if seq > last:
            report.note(consultation, f"a head stands for {seq} receipts, and there are {last}", seq)
    _see_who_waits(consultation, report, at)
    for what in _lost(consultation, at):
        report.note(consultation, what)
    for what in receipt_comparison.differences(consultation):
        report.note(consultation, what)


def _walk(
    consultation: Consultation, report: Report, heads: Sequence[tuple[int, bytes]], wanted: frozenset[bytes]
) -> int:
    head, last = receipt_chain.start(consultation.id), 0
    known: dict[int, set[bytes]] = {}
    for seq, said in heads:
        known.setdefault(seq, set()).add(said)
    for row in db.session.execute(_chained(consultation)):
        report.receipts += 1
        if row.seq != last + 1:
            report.note(consultation, f"{row.seq - last - 1} receipts are missing before {row.seq}", row.seq)
        elif receipt_chain.next_head(head, row.seq, row.leaf) != row.head:
            report.note(consultation, f"receipt {row.seq} does not follow from those before it", row.seq)
        if any(said != row.head for said in known.get(row.seq, ())):
            report.note(consultation, f"the head after receipt {row.seq} was another one", row.seq)
        if row.leaf in wanted:
            report.found[row.leaf] = row.seq
        _read(consultation, report, row)
        head, last = row.head, row.seq
    return last


def _chained(consultation: Consultation) -> Select[*tuple[Any, ...]]:
    columns = (Receipt.seq, Receipt.head, Receipt.leaf, Receipt.nonce, Receipt.contents)
    placed = select(*columns).where(Receipt.consultation_id == consultation.id, Receipt.seq.is_not(None))
    return placed.order_by(Receipt.seq).execution_options(yield_per=BATCH)


def _read(consultation: Consultation, report: Report, row: Row[Any]) -> None:
    if row.nonce is None:
        report.erased += 1
    elif receipt_chain.leaf(row.nonce, row.contents) == row.leaf:
        report.verified += 1
    else:
        report.note(consultation, f"receipt {row.seq} does not say what it is a hash of", row.seq)


def _see_who_waits(consultation: Consultation, report: Report, at: datetime) -> None:
    unchained = select(func.count(), func.min(Receipt.made_at)).where(
        Receipt.consultation_id == consultation.id, Receipt.seq.is_(None)
    )
    count, since = db.session.execute(unchained).one()
    report.waiting += count
    if since and since < at - PATIENCE:
        report.note(consultation, f"{count} receipts wait for their place, the first since {since:%F %R} UTC")


def _lost(consultation: Consultation, at: datetime) -> Iterator[str]:
    """Name receipts and responses that lack what belongs to them."""
    of_it = Receipt.consultation_id == consultation.id
    theirs = select(Receipt.id).where(Receipt.response_id == Response.id)
    without = select(Response.reference).where(
        Response.consultation_id == consultation.id, ~theirs.where(Receipt.event != Event.ERASED).exists()
    )
    for reference in db.session.scalars(without.order_by(Response.id)):
        yield f"response {reference} has no receipt"
    there = select(Response.id).where(Response.id == Receipt.response_id).exists()
    readable = [of_it, Receipt.nonce.is_not(None), Receipt.event != Event.ERASED, ~there]
    yield from _named(readable, "is of a response that is gone")
    yield from _named([of_it, Receipt.nonce.is_(None), ~_erasure()], "was emptied, and no erasure is noted")


def _named(conditions: Sequence[ColumnElement[bool]], what: str) -> Iterator[str]:
    ids: Select[int | None, UUID] = select(Receipt.seq, Receipt.id).where(*conditions).order_by(Receipt.id)
    for seq, receipt_id in db.session.execute(ids):
        yield f"receipt {seq or receipt_id} {what}"


def _erasure() -> ColumnElement[bool]:
    later = aliased(Receipt)
    names_it = func.strpos(later.contents, func.encode(Receipt.leaf, "hex")) > 0
    return (
        select(later.id)
        .where(later.response_id == Receipt.response_id, later.event == Event.ERASED, names_it)
        .exists()
    )
