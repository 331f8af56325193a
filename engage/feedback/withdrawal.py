"""Taking a response back, or one thing in it."""

from datetime import datetime

from engage.db import db
from engage.feedback.models import Amendment, Response
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event
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
    if end(response, position, at=at):
        response.version, response.amended_at = response.version + 1, at
        db.session.add(Amendment(response_id=response.id, version=response.version, made_at=at))
        receipts.issue(response, Event.AMENDED, at=at)


def end(response: Response, position: int, *, at: datetime) -> int:
    """End all versions of one text that have not ended, and count them."""
    left = [one for one in response.contributions if one.position == position and one.ended_at is None]
    for one in left:
        one.ended_at = at
        log.info("contribution_taken_back", contribution_id=str(one.id))
    return len(left)
