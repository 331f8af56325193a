"""Taking a response in, from whatever channel: the one way by which contributions come to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import keys, receipts, references
from engage.feedback.models import Channel, Consent, Contribution, Kind, Reply, Response, text_key
from engage.feedback.receipt_models import Event
from engage.organisations.models import OrganisationKind, Sector, SizeBand
from engage.organisations.registering import known_as
from engage.web.private_links import key_hash

LONGEST = 100_000
"""Characters that one contribution may have, whatever way it came; forms allow fewer."""


@dataclass(frozen=True, slots=True)
class NewContribution:
    """One text that is being taken in. Without a theme it is about the whole."""

    text: str
    theme_id: UUID | None = None
    question_id: UUID | None = None
    kind: Kind = Kind.COMMENT
    source_id: str | None = None
    received_at: datetime | None = None
    """If it is not that of the response."""


def accept(
    consultation: Consultation,
    *,
    sector: Sector,
    consent: Consent,
    channel: Channel,
    contributions: Sequence[NewContribution],
    received_at: datetime,
    replies: Mapping[UUID, Any] | None = None,
    with_files: bool = False,
    organisation: str | None = None,
    organisation_kind: OrganisationKind | None = None,
    size_band: SizeBand | None = None,
    area: str | None = None,
    language: str = "en",
    author_key: str | None = None,
    submission_key: UUID | None = None,
) -> Response:
    """Keep a response and what is in it; a submission key that was used stands for what was kept then.

    With an author key whose response there is already, the contributions join that one. What was
    replied stands by its question's id, as `replies.read` gives it; files are handed over by
    the caller, who then issues the receipt.

    :raises RuleBroken: if it says nothing, too much, or speaks of another consultation's theme
    """
    texts = [_checked(consultation, new) for new in contributions]
    if not (texts or replies or with_files):
        raise RuleBroken(_l("Write something under at least one theme"))
    known = _known(consultation, author_key, submission_key)
    if known and known.submission_key and known.submission_key == submission_key:
        return known
    response = known or Response(
        consultation_id=consultation.id,
        author_key=author_key,
        submission_key=submission_key,
        received_at=received_at,
        sector=sector,
        organisation=storable(organisation or "").strip() or None,
        area=storable(area or "").strip() or None,
        consent=consent,
        language=language,
        uploads=[],
    )
    if known is None:
        response.organisation_id = organisation_of(response, organisation_kind, size_band)
        response.reference = references.draw()
        response.secret_hash = key_hash(keys.private_key(response.id))
    last = max((one.position for one in response.contributions), default=0)
    for position, new in enumerate(texts, last + 1):
        response.contributions.append(_contribution(response, new, channel, position, received_at))
    response.replies += [
        Reply(question_id=question_id, value=value, received_at=received_at)
        for question_id, value in (replies or {}).items()
    ]
    kept = _kept(response, submission_key)
    if kept is response and not with_files:
        receipts.issue(response, Event.ADDED if known else Event.RECEIVED, at=clock.now())
    return kept


def organisation_of(
    response: Response, kind: OrganisationKind | None, size_band: SizeBand | None
) -> UUID | None:
    """Give the id of the organisation that a response names; None if it speaks for none."""
    if not response.organisation:
        return None
    return known_as(
        response.organisation, sector=response.sector, kind=kind, size_band=size_band, area=response.area
    )


def storable(text: str) -> str:
    """Take out of a text what PostgreSQL cannot hold: NUL characters, and halves of characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def _checked(consultation: Consultation, new: NewContribution) -> NewContribution:
    text = storable(new.text)
    if not text.strip():
        raise RuleBroken(_l("A contribution must say something"))
    if len(text) > LONGEST:
        raise RuleBroken(_l("A contribution must be %(most)s characters or fewer", most=LONGEST))
    if new.theme_id and new.theme_id not in {theme.id for theme in consultation.themes}:
        raise RuleBroken(_l("Choose a theme of this consultation"))
    return NewContribution(text, new.theme_id, new.question_id, new.kind, new.source_id, new.received_at)


def _known(
    consultation: Consultation, author_key: str | None, submission_key: UUID | None
) -> Response | None:
    if submission_key:
        return db.session.scalar(select(Response).where(Response.submission_key == submission_key))
    if author_key:
        return db.session.scalar(
            select(Response).where(
                Response.consultation_id == consultation.id, Response.author_key == author_key
            )
        )
    return None


def _contribution(
    response: Response, new: NewContribution, channel: Channel, position: int, received_at: datetime
) -> Contribution:
    return Contribution(
        consultation_id=response.consultation_id,
        theme_id=new.theme_id,
        question_id=new.question_id,
        position=position,
        kind=new.kind,
        channel=channel,
        text=new.text,
        text_key=text_key(new.text),
        received_at=new.received_at or received_at,
        source_id=new.source_id,
    )


def _kept(response: Response, submission_key: UUID | None) -> Response:
    try:
        with db.session.begin_nested():
            db.session.add(response)
    except IntegrityError as clash:
        if "uq_response_reference" in str(clash.orig):
            response.reference = references.draw()
            return _kept(response, submission_key)
        # Somebody was quicker with the same form: theirs is the response.
        if submission_key is None or "uq_response_submission_key" not in str(clash.orig):
            raise
        return db.session.scalars(select(Response).where(Response.submission_key == submission_key)).one()
    return response
