"""Whether somebody is here, from what was done at all doors: pure, and the same in whatever order it is told.

The first check-in counts. An undo takes back what was done before it, and nothing that came after it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from engage.workshops.door.models import Kind


class Done(Protocol):
    """Anything that was done about one person."""

    @property
    def kind(self) -> Kind:
        """What it was."""

    @property
    def at(self) -> datetime:
        """When it was done."""


def arrival(acts: Iterable[Done]) -> datetime | None:
    """Tell since when somebody is here; None if they are not."""
    known = list(acts)
    undone = max((act.at for act in known if act.kind is Kind.UNDO), default=None)
    ticks = [act.at for act in known if act.kind is not Kind.UNDO]
    return min((at for at in ticks if undone is None or at > undone), default=None)
