"""What a respondent is told of the receipts of their response: where each stands, and if all agrees."""

from dataclasses import dataclass
from datetime import date

from engage.feedback.models import Response
from engage.feedback.receipts import chain as receipt_chain
from engage.feedback.receipts import comparison as receipt_comparison
from engage.feedback.receipts import queries as receipt_queries
from engage.feedback.receipts.models import Event, Receipt


@dataclass(frozen=True)
class Standing:
    """One receipt, and the day on which a head that stands for it was first published."""

    receipt: Receipt
    published_on: date | None


@dataclass(frozen=True)
class Standings:
    """The receipts of a response, and what a look at them found."""

    each: list[Standing]
    agrees: bool
    """Whether each hashes to its leaf and follows from the one before, and the response is as they say."""

    @property
    def erased(self) -> bool:
        """Say whether what they said was destroyed."""
        return any(one.receipt.event is Event.ERASED for one in self.each)

    @property
    def waits(self) -> bool:
        """Say whether one of them has no place in the chain yet."""
        return any(one.receipt.seq is None for one in self.each)


def standings(response: Response) -> Standings:
    """Look at the receipts of a response, as they stand in the chain now."""
    receipts = receipt_queries.of_response(response)
    each = [Standing(one, _published(one)) for one in receipts]
    agrees = all(map(_holds, receipts)) and not receipt_comparison.differs(response)
    return Standings(each, bool(each) and agrees)


def _published(receipt: Receipt) -> date | None:
    head = receipt_queries.first_head_over(receipt) if receipt.seq else None
    return head.day if head else None


def _holds(receipt: Receipt) -> bool:
    if not _says_its_leaf(receipt):
        return False
    if receipt.seq is None:
        return True
    before = receipt_queries.head_before(receipt) or receipt_chain.start(receipt.consultation_id)
    return receipt_chain.next_head(before, receipt.seq, receipt.leaf) == receipt.head


def _says_its_leaf(receipt: Receipt) -> bool:
    if receipt.nonce is None or receipt.contents is None:  # erased: nobody can say any more
        return True
    return receipt_chain.leaf(receipt.nonce, receipt.contents) == receipt.leaf
