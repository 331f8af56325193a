"""What was done at the doors: each act once, whichever device it was done on and whenever it arrived."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base, moment


class Kind(StrEnum):
    """What was done."""

    CHECK_IN = "check_in"
    UNDO = "undo"
    """A tick against the wrong name was taken back."""
    WALK_IN = "walk_in"
    """Somebody came who had not registered."""


class DoorAct(Base):
    """One thing that was done at a door; its id is made where it is done, so that it counts once.

    Append-only. Who is here follows from all of them, in whatever order they arrive.
    """

    __tablename__ = "door_act"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_door_act_registration",
        ),
        Index(None, "registration_id"),
        Index(None, "workshop_id", "at"),
    )

    workshop_id: Mapped[UUID]
    registration_id: Mapped[UUID]
    kind: Mapped[Kind]
    at: Mapped[moment]
    """When it was done, by the clock of the service."""
    received_at: Mapped[moment]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
