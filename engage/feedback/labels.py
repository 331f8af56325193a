"""What the choices that respondents have are called, wherever they are read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.feedback.form.suspicions import Suspicion
from engage.feedback.models import Channel, Consent, Kind
from engage.feedback.receipts.models import Event
from engage.organisations.labels import KINDS_OF_ORGANISATION, SECTORS, SIZES
from engage.organisations.models import OrganisationKind, Sector, SizeBand

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
    Channel.PHONE: _l("Telephone call"),
    Channel.PAPER: _l("Paper form"),
    Channel.IMPORT: _l("Imported"),
}
KINDS: dict[Kind, Sentence] = {
    Kind.IDEA: _l("Idea"),
    Kind.COMMENT: _l("Comment"),
    Kind.EVIDENCE: _l("Evidence"),
}
SUSPICIONS: dict[str, Sentence] = {
    Suspicion.HONEYPOT: _l("A box that people do not see was filled in"),
    Suspicion.FAST: _l("Written faster than people write"),
    Suspicion.LINKS: _l("Many links"),
    Suspicion.REPEATED: _l("The same text came several times from its network"),
    Suspicion.NETWORK: _l("Many responses came from its network in an hour"),
    Suspicion.RUSH: _l("Many responses came in the same hour"),
}
"""Why a response is marked as suspicious, for moderators."""
EVENTS: dict[Event, Sentence] = {
    Event.RECEIVED: _l("Received"),
    Event.ADDED: _l("Added to"),
    Event.AMENDED: _l("Changed"),
    Event.WITHDRAWN: _l("Withdrawn"),
    Event.ERASED: _l("Erased"),
}

_OF: dict[type, Mapping[Any, Sentence]] = {
    Sector: SECTORS,
    OrganisationKind: KINDS_OF_ORGANISATION,
    SizeBand: SIZES,
    Consent: CONSENTS,
    Channel: CHANNELS,
    Kind: KINDS,
}


def label(value: Sector | OrganisationKind | SizeBand | Consent | Channel | Kind) -> Sentence:
    """Name a choice as people read it; templates have it as the filter `label`."""
    return _OF[type(value)][value]
