"""Moving something up or down among others of its kind: questions, exercises."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from engage.consultations.drafting import reordered
from engage.db import db


class Placed(Protocol):
    """Anything that has a place of its own among others."""

    position: int


Thing = TypeVar("Thing", bound=Placed)


def move(things: Sequence[Thing], thing: Thing, places: int) -> None:
    """Move one of some things down, or (less than nothing) up; at either end it stays there."""
    positions = sorted(one.position for one in things)
    # Until all are moved, two have the same place.
    db.session.connection().exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
    for one, position in zip(reordered(things, thing, places), positions, strict=True):
        one.position = position
    db.session.flush()
