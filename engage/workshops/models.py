"""A workshop, its places, who asked for one, and, apart, their personal data."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.consultations.models import Consultation
from engage.db import Base, moment
from engage.organisations.models import Sector


class Workshop(Base):
    """A meeting under a consultation, in a room, online or both. Moments decide what state it is in."""

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_is_plain"),
        CheckConstraint("starts_at < ends_at", name="starts_before_ending"),
        CheckConstraint("registration_opens_at < registration_closes_at", name="opens_before_closing"),
        CheckConstraint("registration_closes_at <= starts_at", name="closes_by_its_start"),
        CheckConstraint("capacity > 0", name="has_places"),
        CheckConstraint("venue <> '' OR joining_link <> ''", name="is_somewhere"),
        Index(None, "consultation_id", "starts_at"),
        Index(None, "starts_at"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    venue: Mapped[str] = mapped_column(default="")
    """The name of the building, empty for a workshop that is only online."""
    address: Mapped[str] = mapped_column(default="")
    access_information: Mapped[str] = mapped_column(default="")
    joining_link: Mapped[str] = mapped_column(default="")
    """Shown only to those with a place."""
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    registration_opens_at: Mapped[moment]
    registration_closes_at: Mapped[moment]
    """Registrations are taken up to, but not at, this moment."""
    capacity: Mapped[int]
    """As many rows of `Place` are there as this says; the database lets no number be higher."""
    created_at: Mapped[moment]
    published_at: Mapped[moment | None]
    changed_at: Mapped[moment | None]
    """When time or place last changed; who registered before has to be told."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts changes of time and place, for calendars (RFC 5545, 3.8.7.4)."""
    cancelled_at: Mapped[moment | None]
    cancellation_reason: Mapped[str] = mapped_column(default="")

    consultation: Mapped[Consultation] = relationship()

    @property
    def is_online(self) -> bool:
        """Say whether one can take part online."""
        return bool(self.joining_link)

    def takes_registrations(self, at: datetime) -> bool:
        """Say whether one can register at a moment."""
        if not self.published_at or self.cancelled_at:
            return False
        return self.registration_opens_at <= at < self.registration_closes_at

    def gives_places(self, at: datetime) -> bool:
        """Say whether a freed place still goes to whoever waits for one: until it starts."""
        return bool(self.published_at) and not self.cancelled_at and at < self.starts_at


class Standing(StrEnum):
    """How a registration stands."""

    PLACE = "place"
    WAITING = "waiting"
    LEFT = "left"


class Registration(Base):
    """One person's request for a place: they hold one, wait for one, or have left."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        Index(
            "uq_registration_address",
            "workshop_id",
            "address_key",
            unique=True,
            postgresql_where="left_at IS NULL",
        ),
        Index(
            "ix_registration_waiting",
            "workshop_id",
            "waiting_since",
            "id",
            postgresql_where="left_at IS NULL AND waiting_since IS NOT NULL",
        ),
        CheckConstraint("checked_in_at IS NULL OR left_at IS NULL", name="came_or_left"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    secret_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the key in the private link."""
    submission_key: Mapped[UUID | None] = mapped_column(unique=True)
    """Made with the form, so that what is sent twice is kept once."""
    address_key: Mapped[str | None]
    """SHA-256 of the e-mail address, so that one address registers once; erased with it."""
    registered_at: Mapped[moment]
    waiting_since: Mapped[moment | None]
    """None once they hold a place. Who has waited longest is first."""
    left_at: Mapped[moment | None]
    """When they gave up their place, or left the waiting list."""
    checked_in_at: Mapped[moment | None]
    sector: Mapped[Sector]
    organisation: Mapped[str | None]
    """The organisation they come for, if any: an organisation's name is not personal data."""

    workshop: Mapped[Workshop] = relationship()
    attendee: Mapped["Attendee | None"] = relationship(back_populates="registration", uselist=False)

    @property
    def standing(self) -> Standing:
        """Tell how it stands."""
        if self.left_at:
            return Standing.LEFT
        return Standing.WAITING if self.waiting_since else Standing.PLACE


class Place(Base):
    """One place at a workshop. Who holds it is in its row, so it cannot be held twice."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        UniqueConstraint("registration_id"),
        CheckConstraint("number > 0", name="is_counted_from_one"),
        CheckConstraint("(registration_id IS NULL) = (taken_at IS NULL)", name="taken_by_somebody"),
        # Whoever holds it registered for this very workshop.
        ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_place_registration",
        ),
        Index("ix_place_free", "workshop_id", "number", postgresql_where="registration_id IS NULL"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    number: Mapped[int]
    registration_id: Mapped[UUID | None]
    taken_at: Mapped[moment | None]


class Attendee(Base):
    """Personal data about a registration, kept apart so that it can be erased alone."""

    __tablename__ = "attendee"

    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str]
    email: Mapped[str]
    access_needs: Mapped[str] = mapped_column(default="")
    """Seen only by those who arrange it; erased after the event, as `diet` is."""
    diet: Mapped[str] = mapped_column(default="")

    registration: Mapped[Registration] = relationship(back_populates="attendee")
