"""Partner bodies, and the organisations that take part."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base


class Sector(StrEnum):
    """On whose behalf somebody takes part."""

    RESIDENT = "resident"
    BUSINESS = "business"
    VOLUNTARY = "voluntary"
    PUBLIC = "public"
    EDUCATION = "education"
    UNKNOWN = "unknown"
    """Only for what was imported without it."""


class OrganisationKind(StrEnum):
    """What an organisation is."""

    COMPANY = "company"
    SOCIAL_ENTERPRISE = "social_enterprise"
    CHARITY = "charity"
    COMMUNITY_GROUP = "community_group"
    TRADE_BODY = "trade_body"
    TRADE_UNION = "trade_union"
    LOCAL_AUTHORITY = "local_authority"
    HEALTH_BODY = "health_body"
    OTHER_PUBLIC = "other_public"
    UNIVERSITY_OR_COLLEGE = "university_or_college"
    SCHOOL = "school"
    OTHER = "other"


class SizeBand(StrEnum):
    """How many people work for an organisation, in the bands of UK business statistics."""

    NONE = "none"
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Body(Base):
    """A public body that runs consultations here: a council, a combined authority, a growth board."""

    __tablename__ = "body"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    contact_email: Mapped[str]
    """Where people write to, for other formats and with complaints."""
    website: Mapped[str | None]


class Organisation(Base):
    """An organisation that takes part, known by its name; what it is, is as its first response said."""

    __tablename__ = "organisation"

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    """Its name without case, spacing and punctuation: one organisation, one row."""
    kind: Mapped[OrganisationKind | None]
    sector: Mapped[Sector]
    size_band: Mapped[SizeBand | None]
    area: Mapped[str | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The organisation that this is another name of."""
