"""What the choices that respondents have are called, wherever they are read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.feedback.models import Channel, Consent, Kind, Sector

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
CONSENTS: dict[Consent, Sentence] = {
    Consent.NAMED: _l("With name"),
    Consent.UNNAMED: _l("Without name"),
    Consent.NONE: _l("Not at all"),
}
CHANNELS: dict[Channel, Sentence] = {
    Channel.ONLINE: _l("Online"),
    Channel.TABLE: _l("Workshop table"),
    Channel.LETTER: _l("Letter"),
    Channel.EMAIL: _l("E-mail"),
    Channel.PAPER: _l("Paper form"),
    Channel.IMPORT: _l("Imported"),
}
KINDS: dict[Kind, Sentence] = {
    Kind.IDEA: _l("Idea"),
    Kind.COMMENT: _l("Comment"),
    Kind.EVIDENCE: _l("Evidence"),
}

_OF: dict[type, Mapping[Any, Sentence]] = {Sector: SECTORS, Consent: CONSENTS, Channel: CHANNELS, Kind: KINDS}


def label(value: Sector | Consent | Channel | Kind) -> Sentence:
    """Name a choice as people read it; templates have it as the filter `label`."""
    return _OF[type(value)][value]
