"""A workshop, its places, who asked for one, and, apart, their personal data."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import Base, moment
from engage.organisations.models import Sector, SizeBand


class Admission(StrEnum):
    """Who may have a place for the asking."""

    OPEN = "open"
    APPROVAL = "approval"
    """Whoever is approved by a manager."""
    INVITATION = "invitation"
    """Whoever was invited."""


class Workshop(Base):
    """A meeting under a consultation, in a room, online or both. Moments decide what state it is in."""

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_is_plain"),
        CheckConstraint("starts_at < ends_at", name="starts_before_ending"),
        CheckConstraint("registration_opens_at < registration_closes_at", name="opens_before_closing"),
        CheckConstraint("registration_closes_at <= starts_at", name="closes_by_its_start"),
        CheckConstraint("capacity > 0", name="has_places"),
        CheckConstraint("per_organisation > 0", name="lets_organisations_come"),
        CheckConstraint("most_together > 0", name="lets_people_come"),
        CheckConstraint("offer_hours > 0", name="gives_time_to_answer"),
        CheckConstraint("answer_days > 0", name="gives_days_to_answer"),
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
    map_link: Mapped[str] = mapped_column(default="")
    joining_link: Mapped[str] = mapped_column(default="")
    """Shown only to those with a place, and only near the time."""
    joining_shown_hours: Mapped[int] = mapped_column(default=24)
    """How many hours before the start the joining link is shown."""
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    registration_opens_at: Mapped[moment]
    registration_closes_at: Mapped[moment]
    """Registrations are taken up to, but not at, this moment."""
    capacity: Mapped[int]
    """As many rows of `Place` are there as this says; the database lets no number be higher."""
    admission: Mapped[Admission] = mapped_column(default=Admission.OPEN)
    per_organisation: Mapped[int | None]
    """The most places that one organisation may hold."""
    most_together: Mapped[int] = mapped_column(default=6)
    """The most people that one booking may be for."""
    offer_hours: Mapped[int] = mapped_column(default=48)
    """How long a freed place is offered to whoever waits; shorter near the date."""
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Where people may say they come from; empty: they are not asked."""
    reminder_hours: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=lambda: [168, 24])
    """How many hours before the start people are reminded."""
    asks_diet: Mapped[bool] = mapped_column(default=True)
    """Whether people are asked what they cannot eat: not where there is nothing to eat."""
    what_follows: Mapped[str] = mapped_column(default="")
    """What happens with what was said; in the letter of thanks."""
    wall_is_moderated: Mapped[bool] = mapped_column(default=True)
    """Whether a facilitator lets each table note onto the live wall."""
    thanked_at: Mapped[moment | None]
    """When those who came were thanked."""
    answer_days: Mapped[int] = mapped_column(default=10)
    """For how many days those who came may confirm, correct or contradict what their table said."""
    summarised_at: Mapped[moment | None]
    """When its own summary was published."""
    created_at: Mapped[moment]
    published_at: Mapped[moment | None]
    changed_at: Mapped[moment | None]
    """When time or place last changed; who registered before has to be told."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts changes of time and place, for calendars (RFC 5545, 3.8.7.4)."""
    cloned_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop.id"))
    cancelled_at: Mapped[moment | None]
    cancellation_reason: Mapped[str] = mapped_column(default="")

    consultation: Mapped[Consultation] = relationship()
    # Read with the workshop where a page would otherwise ask for each in vain; elsewhere None.
    has_pools: Mapped[bool | None] = query_expression()
    has_sessions: Mapped[bool | None] = query_expression()
    has_questions: Mapped[bool | None] = query_expression()

    @property
    def is_online(self) -> bool:
        """Say whether one can take part online."""
        return bool(self.joining_link)

    @property
    def joining_shown_at(self) -> datetime:
        """From when those with a place see the joining link."""
        return self.starts_at - timedelta(hours=self.joining_shown_hours)

    def shows_joining_link(self, at: datetime) -> bool:
        """Say whether the time is near enough for those with a place to see the joining link."""
        return self.is_online and at >= self.joining_shown_at

    def takes_registrations(self, at: datetime) -> bool:
        """Say whether one can register at a moment."""
        if not self.published_at or self.cancelled_at:
            return False
        return self.registration_opens_at <= at < self.registration_closes_at

    def gives_places(self, at: datetime) -> bool:
        """Say whether a freed place still goes to whoever waits for one: until it starts."""
        return bool(self.published_at) and not self.cancelled_at and at < self.starts_at


class Facilitator(Base):
    """That somebody runs a workshop on the day."""

    __tablename__ = "workshop_facilitator"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class Standing(StrEnum):
    """How a registration stands."""

    ASKED = "asked"
    """A manager has not approved it yet."""
    PLACE = "place"
    WAITING = "waiting"
    OFFERED = "offered"
    """A place that came free is held for them until they answer or the time is up."""
    LEFT = "left"


class Leaving(StrEnum):
    """How somebody came to be registered no longer."""

    GAVE_UP = "gave_up"
    LEFT_LIST = "left_list"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REFUSED = "refused"
    """A manager did not approve it."""
    REMOVED = "removed"
    """A manager took it away."""
    NO_SHOW = "no_show"
    """They did not come, and their place went to somebody at the door."""


class Registration(Base):
    """One person of a party that asked for places: they hold one, wait for one, or have left.

    Who books for others leads the party: its id is theirs. All of a party hold places, or none.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        ForeignKeyConstraint(
            ["workshop_id", "party_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_registration_party",
        ),
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
        Index(None, "party_id"),
        Index(None, "organisation_id"),
        CheckConstraint("checked_in_at IS NULL OR left_at IS NULL", name="came_or_left"),
        CheckConstraint("(left_at IS NULL) = (left_because IS NULL)", name="left_for_a_reason"),
        CheckConstraint("offered_until IS NULL OR waiting_since IS NOT NULL", name="offered_to_who_waits"),
        CheckConstraint("approved_at IS NOT NULL OR waiting_since IS NOT NULL", name="approved_or_waiting"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    party_id: Mapped[UUID]
    """The registration of whoever booked for all of them; alone, their own."""
    secret_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the key in the private link."""
    submission_key: Mapped[UUID | None] = mapped_column(unique=True)
    """Made with the form, so that what is sent twice is kept once."""
    address_key: Mapped[str | None]
    """SHA-256 of the e-mail address, so that one address books once; erased with it. Guests have none."""
    registered_at: Mapped[moment]
    approved_at: Mapped[moment | None]
    """None while a manager has not let them come; at once where none need be asked."""
    waiting_since: Mapped[moment | None]
    """None once they hold a place. Who has waited longest is first."""
    offered_until: Mapped[moment | None]
    """Until when the place that they hold is only offered to them."""
    left_at: Mapped[moment | None]
    left_because: Mapped[Leaving | None]
    checked_in_at: Mapped[moment | None]
    walked_in: Mapped[bool] = mapped_column(default=False)
    """Whether they came to the door without having registered."""
    absent_at: Mapped[moment | None]
    """When it was noted that they did not come."""
    sector: Mapped[Sector]
    area: Mapped[str | None]
    size_band: Mapped[SizeBand | None]
    organisation: Mapped[str | None]
    """The organisation they come for, if any: an organisation's name is not personal data."""
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    changes: Mapped[int] = mapped_column(default=0)
    """Counts what was changed in their own calendar entry beside the workshop's changes."""

    workshop: Mapped[Workshop] = relationship()
    attendee: Mapped["Attendee | None"] = relationship(back_populates="registration", uselist=False)

    @property
    def leads(self) -> bool:
        """Say whether they booked for themselves, and for others if there are any."""
        return self.party_id == self.id

    @property
    def standing(self) -> Standing:
        """Tell how it stands."""
        if self.left_at:
            return Standing.LEFT
        if not self.approved_at:
            return Standing.ASKED
        if self.offered_until:
            return Standing.OFFERED
        return Standing.WAITING if self.waiting_since else Standing.PLACE


class Attendee(Base):
    """Personal data about a registration, kept apart so that it can be erased alone."""

    __tablename__ = "attendee"

    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str]
    email: Mapped[str]
    """Empty for a guest: letters go to whoever booked."""
    access_needs: Mapped[str] = mapped_column(default="")
    """Seen only by those who arrange it; erased after the event, as `diet` is."""
    diet: Mapped[str] = mapped_column(default="")

    registration: Mapped[Registration] = relationship(back_populates="attendee")
