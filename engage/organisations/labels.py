"""What sectors, kinds and sizes of organisations are called, wherever they are read."""

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.organisations.models import OrganisationKind, Sector, SizeBand

SECTORS: dict[Sector, Sentence] = {
    Sector.RESIDENT: _l("Resident"),
    Sector.BUSINESS: _l("Business"),
    Sector.VOLUNTARY: _l("Voluntary or community body"),
    Sector.PUBLIC: _l("Public body"),
    Sector.EDUCATION: _l("Education or research"),
    Sector.UNKNOWN: _l("Not known"),
}
SECTORS_OF_MANY: dict[Sector, Sentence] = {
    Sector.RESIDENT: _l("Residents"),
    Sector.BUSINESS: _l("Businesses"),
    Sector.VOLUNTARY: _l("Voluntary and community bodies"),
    Sector.PUBLIC: _l("Public bodies"),
    Sector.EDUCATION: _l("Education and research"),
    Sector.UNKNOWN: _l("Not known"),
}
KINDS_OF_ORGANISATION: dict[OrganisationKind, Sentence] = {
    OrganisationKind.COMPANY: _l("Company or sole trader"),
    OrganisationKind.SOCIAL_ENTERPRISE: _l("Social enterprise or co-operative"),
    OrganisationKind.CHARITY: _l("Charity"),
    OrganisationKind.COMMUNITY_GROUP: _l("Community or residents’ group"),
    OrganisationKind.TRADE_BODY: _l("Trade or professional body"),
    OrganisationKind.TRADE_UNION: _l("Trade union"),
    OrganisationKind.LOCAL_AUTHORITY: _l("Council or other local authority"),
    OrganisationKind.HEALTH_BODY: _l("Health or care body"),
    OrganisationKind.OTHER_PUBLIC: _l("Another public body"),
    OrganisationKind.UNIVERSITY_OR_COLLEGE: _l("University or college"),
    OrganisationKind.SCHOOL: _l("School or nursery"),
    OrganisationKind.OTHER: _l("Something else"),
}
SIZES: dict[SizeBand, Sentence] = {
    SizeBand.NONE: _l("Nobody is employed"),
    SizeBand.MICRO: _l("1 to 9 people"),
    SizeBand.SMALL: _l("10 to 49 people"),
    SizeBand.MEDIUM: _l("50 to 249 people"),
    SizeBand.LARGE: _l("250 people or more"),
}
