"""How receipts are hashed: whatever is taken out, swapped or changed gives another head."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.feedback.receipts import chain as receipt_chain

leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=30)
START = receipt_chain.start(UUID(int=7))


def _walk(links: Sequence[tuple[int, bytes]]) -> bytes:
    """Follow the recipe of the page for the public."""
    head = START
    for seq, leaf in links:
        head = receipt_chain.next_head(head, seq, leaf)
    return head


@pytest.mark.no_database
@given(leaves, st.lists(st.integers(1, 10), max_size=30))
def test_the_chain_is_the_same_in_whatever_batches_it_grows(said: list[bytes], sizes: list[int]) -> None:
    whole = list(receipt_chain.appended(START, 0, said))
    grown: list[tuple[int, bytes]] = []
    left = list(said)
    for size in [*sizes, len(said)]:
        batch, left = left[:size], left[size:]
        last, head = grown[-1] if grown else (0, START)
        grown += receipt_chain.appended(head, last, batch)
    assert grown == whole
    assert [seq for seq, _ in whole] == list(range(1, len(said) + 1))
    assert _walk(list(enumerate(said, 1))) == whole[-1][1]


@pytest.mark.no_database
@given(leaves, st.data())
def test_taking_out_swapping_adding_or_changing_a_receipt_gives_another_head(
    said: list[bytes], data: st.DataObject
) -> None:
    honest = _walk(list(enumerate(said, 1)))
    place = data.draw(st.integers(0, len(said) - 1))
    other = data.draw(st.integers(0, len(said) - 1))
    strange = data.draw(st.binary(min_size=32, max_size=32))
    without = said[:place] + said[place + 1 :]
    swapped = list(said)
    swapped[place], swapped[other] = said[other], said[place]
    changed = [*said[:place], strange, *said[place + 1 :]]
    for tampered in (without, swapped, changed, [*said, strange]):
        assert tampered == said or _walk(list(enumerate(tampered, 1))) != honest


@pytest.mark.no_database
@given(st.binary(min_size=16, max_size=16), st.text(), st.text())
def test_a_leaf_is_of_one_text_and_without_the_nonce_of_none(nonce: bytes, one: str, other: str) -> None:
    leaf = receipt_chain.leaf(nonce, one)
    assert (receipt_chain.leaf(nonce, other) == leaf) == (one == other)
    assert receipt_chain.leaf(bytes(16 * [7]), one) != leaf or nonce == bytes(16 * [7])
