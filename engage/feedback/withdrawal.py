"""Taking a response back."""

from datetime import datetime

from engage.feedback.models import Response
from engage.logging import logger

log = logger(__name__)


def withdraw(response: Response, *, at: datetime) -> None:
    """Take a response out of all that the public sees; withdrawn again, it keeps its first moment."""
    if response.withdrawn_at is None:
        response.withdrawn_at = at
        log.info("response_withdrawn", response_id=str(response.id))
