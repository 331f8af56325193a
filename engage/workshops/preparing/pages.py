"""All pages on which workshops are prepared, so that the service finds them."""

from engage.workshops.preparing import (
    deciding_views,
    invitation_views,
    log_views,
    models,
    pool_views,
    session_views,
    views,
)

__all__ = [
    "deciding_views",
    "invitation_views",
    "log_views",
    "models",
    "pool_views",
    "session_views",
    "views",
]
