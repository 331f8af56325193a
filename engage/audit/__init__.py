"""Who did what to which thing: a trail that can only grow."""

from engage.audit.trail import record

__all__ = ["record"]
