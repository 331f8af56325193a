"""All pages on which workshops are prepared, so that the service finds them."""

from engage.workshops.preparing import (
    assigning_views,
    balance_views,
    clone_views,
    deciding_views,
    invitation_views,
    log_views,
    pool_views,
    question_views,
    session_views,
    views,
)

__all__ = [
    "assigning_views",
    "balance_views",
    "clone_views",
    "deciding_views",
    "invitation_views",
    "log_views",
    "pool_views",
    "question_views",
    "session_views",
    "views",
]
