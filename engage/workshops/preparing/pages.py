"""All pages on which workshops are prepared, so that the service finds them."""

from engage.workshops.preparing import models, pool_views, session_views, views

__all__ = ["models", "pool_views", "session_views", "views"]
