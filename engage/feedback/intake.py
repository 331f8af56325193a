"""Taking a response in, from whatever channel: the one way by which contributions come to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value

from engage import clock
from engage.analysis.characters import storable as storable
from engage.analysis.characters import unkeepable, whole
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback import keys, references
from engage.feedback.models import Channel, Consent, Contribution, Kind, Reply, Response, text_key
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event
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
    dissents_from_id: UUID | None = None
    """What a table said, and this sees differently."""


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
    name, area = storable(organisation or "").strip() or None, storable(area or "").strip() or None
    response, fresh = _begun(
        consultation_id=consultation.id,
        author_key=author_key,
        submission_key=submission_key,
        received_at=received_at,
        sector=sector,
        organisation=name,
        organisation_id=organisation_of(name, sector, organisation_kind, size_band, area),
        area=area,
        consent=consent,
        language=language,
    )
    if not fresh and submission_key and response.submission_key == submission_key:
        return response
    last = max((one.position for one in response.contributions), default=0)
    for position, new in enumerate(texts, last + 1):
        response.contributions.append(_contribution(response, new, channel, position, received_at))
    response.replies += [
        Reply(question_id=question_id, value=value, received_at=received_at)
        for question_id, value in (replies or {}).items()
    ]
    if not with_files:
        receipts.issue(response, Event.RECEIVED if fresh else Event.ADDED, at=clock.now())
    return response


def organisation_of(
    name: str | None,
    sector: Sector,
    kind: OrganisationKind | None,
    size_band: SizeBand | None,
    area: str | None,
) -> UUID | None:
    """Give the id of the organisation that a response names; None if it speaks for none."""
    if not name:
        return None
    return known_as(name, sector=sector, kind=kind, size_band=size_band, area=area)


def _checked(consultation: Consultation, new: NewContribution) -> NewContribution:
    text = whole(new.text)
    if not text.strip():
        raise RuleBroken(_l("A contribution must say something"))
    if unkeepable(text):
        raise RuleBroken(_l("A contribution holds a character that cannot be kept (U+0000, or half of one)"))
    if len(text) > LONGEST:
        raise RuleBroken(_l("A contribution must be %(most)s characters or fewer", most=LONGEST))
    if new.theme_id and new.theme_id not in {theme.id for theme in consultation.themes}:
        raise RuleBroken(_l("Choose a theme of this consultation"))
    return replace(new, text=text)


def _begun(**values: Any) -> tuple[Response, bool]:
    """Make a response that holds nothing yet, or find what its form or its author made; say if it is new.

    The database decides, in one statement: whoever was quicker with the same form, theirs is the response.
    """
    response_id = new_id()
    secret_hash = key_hash(keys.private_key(response_id))
    row = insert(Response).values(
        id=response_id, reference=references.draw(), secret_hash=secret_hash, **values
    )
    made = db.session.scalar(row.on_conflict_do_nothing().returning(Response))
    if made:
        for name in ("contributions", "replies", "uploads"):
            set_committed_value(made, name, [])
        set_committed_value(made, "contact", None)
        return made, True
    known = _known(values["consultation_id"], values["author_key"], values["submission_key"])
    return (known, False) if known else _begun(**values)  # somebody has drawn the same reference


def _known(consultation_id: UUID, author_key: str | None, submission_key: UUID | None) -> Response | None:
    if submission_key:
        return db.session.scalar(select(Response).where(Response.submission_key == submission_key))
    if author_key:
        theirs = select(Response).where(
            Response.consultation_id == consultation_id, Response.author_key == author_key
        )
        return db.session.scalar(theirs)
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
        dissents_from_id=new.dissents_from_id,
    )
