"""How receipts are hashed into a chain. Anybody can do the same, with what the public page tells."""

import hmac
from collections.abc import Iterable, Iterator
from hashlib import sha256
from uuid import UUID

NONCE = 16
"""Bytes of a nonce."""


def leaf(nonce: bytes, contents: str) -> bytes:
    """Hash what a receipt says under its nonce (HMAC-SHA-256)."""
    return hmac.digest(nonce, contents.encode(), "sha256")


def start(consultation_id: UUID) -> bytes:
    """Give the head of a chain that nothing is in yet, another one for each consultation."""
    return sha256(f"engage receipts 1 {consultation_id}".encode()).digest()


def next_head(head: bytes, seq: int, leaf: bytes) -> bytes:
    """Append a leaf: SHA-256 of the head so far, the place as eight bytes (highest first), and the leaf."""
    return sha256(head + seq.to_bytes(8) + leaf).digest()


def appended(head: bytes, last: int, leaves: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give place and head of each leaf that is appended after the last place."""
    for seq, one in enumerate(leaves, last + 1):
        head = next_head(head, seq, one)
        yield seq, head
