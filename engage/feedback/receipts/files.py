"""Receipts outside the service: the file that respondents keep, and heads in letters and files."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engage.consultations.models import Consultation
from engage.feedback.receipts import chain as receipt_chain
from engage.feedback.receipts.models import Receipt, ReceiptHead
from engage.operator import Trouble

FORMAT = "engage-receipts/1"
LINE = re.compile(r"([a-z0-9][a-z0-9-]*)/(\d{1,18})/([0-9a-f]{64})(?![0-9a-f])")
"""A head as pages and letters write it: consultation, how many receipts, hash."""


@dataclass(frozen=True)
class Kept:
    """One receipt of a file that somebody kept."""

    event: str
    leaf: bytes


def told(
    consultation: Consultation, receipts: Iterable[Receipt], latest: ReceiptHead | None, explained: str
) -> dict[str, Any]:
    """Give what a respondent keeps of their receipts; an erased one is a hash and nothing else."""
    return {
        "format": FORMAT,
        "explained": explained,
        "consultation": consultation.slug,
        "start": receipt_chain.start(consultation.id).hex(),
        "receipts": [_one(receipt) for receipt in receipts],
        "published_head": latest and latest.line,
    }


def _one(receipt: Receipt) -> dict[str, Any]:
    return {
        "event": receipt.event,
        "made_at": receipt.made_at.isoformat(),
        "seq": receipt.seq,
        "nonce": receipt.nonce and receipt.nonce.hex(),
        "contents": receipt.contents,
        "leaf": receipt.leaf.hex(),
        "head": receipt.head and receipt.head.hex(),
    }


def receipts_in(path: Path) -> tuple[str, list[Kept]]:
    """Read a file that a respondent kept: whose chain it is about, and what stands in it.

    :raises Trouble: if it is no such file, or a receipt in it does not say what it is a hash of
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        kept = [_kept(one) for one in held["receipts"]]
        return str(held["consultation"]), kept
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble(f"{path.name} is not a receipt as the page of a response gives it.") from error


def _kept(one: dict[str, Any]) -> Kept:
    leaf = bytes.fromhex(one["leaf"])
    if one["nonce"] and receipt_chain.leaf(bytes.fromhex(one["nonce"]), one["contents"]) != leaf:
        raise Trouble(f"The receipt of “{one['event']}” in this file was changed: its hash is another one.")
    return Kept(str(one["event"]), leaf)


def heads_in(path: Path) -> dict[str, Sequence[tuple[int, bytes]]]:
    """Find the heads in a letter, a page or a list, by the consultation that they are of.

    :raises Trouble: if there are none
    """
    text = path.read_bytes().decode("utf-8", "replace").replace("=\r\n", "").replace("=\n", "")
    found: dict[str, list[tuple[int, bytes]]] = {}
    for slug, seq, head in LINE.findall(text):
        found.setdefault(slug, []).append((int(seq), bytes.fromhex(head)))
    if not found:
        raise Trouble(f"There is no head of receipts in {path.name}; one looks like growth/1234/3f9a…")
    return {slug: sorted(set(heads)) for slug, heads in found.items()}
