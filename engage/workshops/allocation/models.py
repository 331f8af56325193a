"""Places and who holds them, pools they are kept in, offers, and the log of who got what and why."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.accounts import Person
from engage.db import Base, moment
from engage.workshops.models import Workshop


class Pool(Base):
    """Places kept for some until a date, after which what is left goes to all.

    Whoever meets each of its conditions fits; a condition that names nothing is met by all.
    """

    __tablename__ = "pool"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        UniqueConstraint("workshop_id", "position", deferrable=True, initially="IMMEDIATE"),
        CheckConstraint("places > 0", name="keeps_places"),
        CheckConstraint(
            "cardinality(sectors) + cardinality(areas) + cardinality(size_bands) > 0", name="is_for_some"
        ),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    position: Mapped[int]
    """Who fits several takes a place of the first."""
    name: Mapped[str]
    sectors: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    size_bands: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    places: Mapped[int]
    released_at: Mapped[moment]

    workshop: Mapped[Workshop] = relationship()


class Place(Base):
    """One place at a workshop. Who holds it is in its row, so it cannot be held twice."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number", deferrable=True, initially="IMMEDIATE"),
        UniqueConstraint("registration_id"),
        CheckConstraint("number > 0", name="is_counted_from_one"),
        CheckConstraint("(registration_id IS NULL) = (taken_at IS NULL)", name="taken_by_somebody"),
        # Whoever holds it registered for this very workshop, and its pool is of this workshop too.
        ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_place_registration",
        ),
        ForeignKeyConstraint(
            ["workshop_id", "pool_id"], ["pool.workshop_id", "pool.id"], name="fk_place_pool"
        ),
        Index(
            "ix_place_free", "workshop_id", "pool_id", "number", postgresql_where="registration_id IS NULL"
        ),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    number: Mapped[int]
    pool_id: Mapped[UUID | None] = mapped_column(index=True)
    registration_id: Mapped[UUID | None]
    taken_at: Mapped[moment | None]


class Session(Base):
    """A part of a workshop that people choose, with places of its own."""

    __tablename__ = "workshop_session"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        CheckConstraint("starts_at < ends_at", name="starts_before_ending"),
        CheckConstraint("capacity > 0", name="has_places"),
        Index(None, "workshop_id", "starts_at"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    capacity: Mapped[int]

    workshop: Mapped[Workshop] = relationship()


class SessionChoice(Base):
    """That somebody wants to be in a session; with their place at the workshop they get one in it."""

    __tablename__ = "session_choice"
    __table_args__ = (
        UniqueConstraint("session_id", "registration_id"),
        Index(None, "registration_id"),
        ForeignKeyConstraint(
            ["workshop_id", "session_id"],
            ["workshop_session.workshop_id", "workshop_session.id"],
            name="fk_session_choice_session",
        ),
        ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_session_choice_registration",
        ),
    )

    workshop_id: Mapped[UUID]
    session_id: Mapped[UUID]
    registration_id: Mapped[UUID]

    session: Mapped[Session] = relationship(
        primaryjoin="Session.id == foreign(SessionChoice.session_id)", viewonly=True
    )


class SessionPlace(Base):
    """One place in a session, as `Place` is one at the workshop."""

    __tablename__ = "session_place"
    __table_args__ = (
        UniqueConstraint("session_id", "number", deferrable=True, initially="IMMEDIATE"),
        UniqueConstraint("session_id", "registration_id"),
        CheckConstraint("number > 0", name="is_counted_from_one"),
        ForeignKeyConstraint(
            ["session_id", "registration_id"],
            ["session_choice.session_id", "session_choice.registration_id"],
            name="fk_session_place_choice",
        ),
        Index("ix_session_place_free", "session_id", "number", postgresql_where="registration_id IS NULL"),
        Index(None, "registration_id"),
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("workshop_session.id"))
    number: Mapped[int]
    registration_id: Mapped[UUID | None]


class Outcome(StrEnum):
    """How an offer ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    """They left, or the workshop was cancelled, while it stood."""


class Offer(Base):
    """Places held for a party on the waiting list until it answers, or its time is up."""

    __tablename__ = "offer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workshop_id", "party_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_offer_party",
        ),
        Index("uq_offer_open", "party_id", unique=True, postgresql_where="ended_at IS NULL"),
        Index("ix_offer_due", "expires_at", postgresql_where="ended_at IS NULL"),
        Index(None, "workshop_id", "made_at"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ends_somehow"),
        CheckConstraint("made_at < expires_at", name="gives_time"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    party_id: Mapped[UUID] = mapped_column(index=True)
    made_at: Mapped[moment]
    expires_at: Mapped[moment]
    ended_at: Mapped[moment | None]
    outcome: Mapped[Outcome | None]


class Act(StrEnum):
    """What happened to places, those who asked for them, and the rules they go by."""

    ARRANGED = "arranged"
    """Places, pools, sessions or limits were set: `detail` says all of them, and what was free then."""
    ASKED = "asked"
    """They wait to be approved. The first line about a party says who it is."""
    APPROVED = "approved"
    PLACED = "placed"
    WAITED = "waited"
    """They joined the waiting list; `detail` says what stood in the way."""
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    LEFT = "left"
    """Some or all of a party left; `detail` says how many, and which places came free."""
    CHANGED = "changed"
    """A party chose other sessions."""
    ADMITTED = "admitted"
    """Somebody came to the door without a place and got one."""


class Logged(Base):
    """One line of a workshop's log of places: enough, with all before it, to see that the rule was kept.

    Append-only, in the order in which it happened; it names nobody but by the id of the registration.
    """

    __tablename__ = "allocation_log"
    __table_args__ = (UniqueConstraint("workshop_id", "number"), Index(None, "party_id"))

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    number: Mapped[int]
    at: Mapped[moment]
    act: Mapped[Act]
    party_id: Mapped[UUID | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """The member of staff who did it, if one did."""
    reason: Mapped[str] = mapped_column(default="")
    """Why somebody of staff departed from the rule, in their words."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    by: Mapped[Person | None] = relationship()
