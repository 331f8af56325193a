"""Taking a response back, or one thing in it."""

from datetime import datetime

from engage.feedback import receipts
from engage.feedback.models import Response
from engage.feedback.receipt_models import Event
from engage.logging import logger

log = logger(__name__)


def withdraw(response: Response, *, at: datetime) -> None:
    """Take a response out of all that the public sees; withdrawn again, it keeps its first moment."""
    if response.withdrawn_at is None:
        response.withdrawn_at = at
        receipts.issue(response, Event.WITHDRAWN, at=at)
        log.info("response_withdrawn", response_id=str(response.id))


def take_back(response: Response, position: int, *, at: datetime) -> None:
    """Take one text back, in all its versions; what was taken back before keeps its moment."""
    for one in response.contributions:
        if one.position == position and one.ended_at is None:
            one.ended_at = at
            log.info("contribution_taken_back", contribution_id=str(one.id))
