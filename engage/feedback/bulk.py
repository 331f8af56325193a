"""Taking in many responses at once, as a file holds them: what each author wrote and chose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.feedback import keys, references
from engage.feedback.intake import organisation_of
from engage.feedback.models import Channel, Consent, Contribution, Kind, Reply, Response, text_key
from engage.feedback.receipts import issuing as receipts
from engage.organisations.models import Sector
from engage.web.private_links import key_hash

LANGUAGE = "en"
ALIKE = {"render_nulls": True}
"""How many rows go into a table in one statement although some have a value where others have none."""


@dataclass(frozen=True, slots=True)
class NewText:
    """One text that is taken in, named by its source so that it is taken in once."""

    text: str
    source_id: str
    theme_id: UUID | None = None
    question_id: UUID | None = None
    kind: Kind = Kind.COMMENT


@dataclass(frozen=True, slots=True)
class NewReply:
    """What was chosen or filled in where no free text is asked for, as `Reply.value` has it."""

    question_id: UUID
    value: Any


@dataclass(frozen=True, slots=True)
class NewRow:
    """What one author said in one row of a file."""

    texts: tuple[NewText, ...]
    author_key: str | None
    """Rows of one author become one response; without an author each row is a response."""
    sector: Sector
    organisation: str | None
    area: str | None
    consent: Consent
    channel: Channel
    received_at: datetime | None
    replies: tuple[NewReply, ...] = ()
    language: str = LANGUAGE


@dataclass(frozen=True, slots=True)
class Kept:
    """What a row became: its response, and the ids of the texts and replies that are new in it."""

    response_id: UUID
    contributions: list[UUID] = field(default_factory=list)
    replies: list[UUID] = field(default_factory=list)


def known(consultation: Consultation, source_ids: Sequence[str]) -> dict[str, str]:
    """Give the text keys of those source ids that the consultation has contributions of."""
    held = select(Contribution.source_id, Contribution.text_key).where(
        Contribution.consultation_id == consultation.id, Contribution.source_id.in_(source_ids)
    )
    return {str(source_id): found for source_id, found in db.session.execute(held)}


def known_replies(
    consultation: Consultation, named: Sequence[tuple[str, UUID]]
) -> dict[tuple[str, UUID], Any]:
    """Give what was replied before, by author key and question, of those that are asked for."""
    held = (
        select(Response.author_key, Reply.question_id, Reply.value)
        .join(Response, Response.id == Reply.response_id)
        .where(
            Response.consultation_id == consultation.id,
            tuple_(Response.author_key, Reply.question_id).in_(named),
            Reply.version == 1,
        )
    )
    return {(str(author), question): value for author, question, value in db.session.execute(held)}


def accept_many(consultation: Consultation, rows: Sequence[NewRow], *, at: datetime) -> list[Kept]:
    """Keep rows whose texts and replies are not known yet; say what each became, in order.

    Rows without a moment of their own count as received `at` that moment. The caller holds the
    consultation's row locked, so that two imports do not take in the same file at once.
    """
    if not rows:
        return []
    places = _places(consultation, rows, at)
    kept, contributions, replies = [], [], []
    for row, (response_id, position) in zip(rows, places, strict=True):
        became = Kept(response_id)
        kept.append(became)
        for number, text in enumerate(row.texts, position):
            contributions.append(_contribution(consultation, row, text, response_id, number, at))
            became.contributions.append(contributions[-1]["id"])
        for reply in row.replies:
            replies.append(_reply(row, reply, response_id, at))
            became.replies.append(replies[-1]["id"])
    if contributions:
        db.session.execute(insert(Contribution), contributions, execution_options=ALIKE)
    if replies:
        db.session.execute(insert(Reply), replies)
    receipts.issue_many({response_id for response_id, _ in places}, at=at)
    return kept


def _places(consultation: Consultation, rows: Sequence[NewRow], at: datetime) -> list[tuple[UUID, int]]:
    """Give each row its response, new or there already, and the position of its first text in that."""
    authors = [row.author_key for row in rows if row.author_key]
    last = _last_positions(consultation, authors)
    new: list[dict[str, Any]] = []
    places = []
    for row in rows:
        if row.author_key and row.author_key in last:
            response_id, position = last[row.author_key]
        else:
            response_id, position = new_id(), 0
            new.append(_response(consultation, row, response_id, at))
        if row.author_key:
            last[row.author_key] = response_id, position + len(row.texts)
        places.append((response_id, position + 1))
    if new:
        _name_organisations(new)
        _keep(new)
    return places


def _name_organisations(responses: list[dict[str, Any]]) -> None:
    """Give each response the organisation that it speaks for, one row a name."""
    known: dict[str, UUID | None] = {}
    for one in sorted(responses, key=lambda one: one["organisation"] or ""):
        name = one["organisation"] or ""
        if name not in known:
            known[name] = organisation_of(name or None, one["sector"], None, None, one["area"])
        one["organisation_id"] = known[name]


def _keep(responses: list[dict[str, Any]]) -> None:
    for values, reference in zip(responses, references.new(len(responses)), strict=True):
        values["reference"] = reference
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Response), responses, execution_options=ALIKE)
    except IntegrityError as clash:  # somebody else has drawn one of them meanwhile
        if "uq_response_reference" not in str(clash.orig):
            raise
        _keep(responses)


def _last_positions(consultation: Consultation, authors: Sequence[str]) -> dict[str, tuple[UUID, int]]:
    there = (
        select(Response.author_key, Response.id, func.coalesce(func.max(Contribution.position), 0))
        .outerjoin(Contribution, Contribution.response_id == Response.id)
        .where(Response.consultation_id == consultation.id, Response.author_key.in_(authors))
        .group_by(Response.id)
    )
    return {str(author): (response_id, last) for author, response_id, last in db.session.execute(there)}


def _response(consultation: Consultation, row: NewRow, response_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": response_id,
        "consultation_id": consultation.id,
        "author_key": row.author_key,
        "secret_hash": key_hash(keys.private_key(response_id)),
        "received_at": row.received_at or at,
        "sector": row.sector,
        "organisation": row.organisation,
        "area": row.area,
        "consent": row.consent,
        "language": row.language,
    }


def _contribution(
    consultation: Consultation, row: NewRow, new: NewText, response_id: UUID, position: int, at: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "response_id": response_id,
        "consultation_id": consultation.id,
        "theme_id": new.theme_id,
        "question_id": new.question_id,
        "position": position,
        "kind": new.kind,
        "channel": row.channel,
        "text": new.text,
        "text_key": text_key(new.text),
        "received_at": row.received_at or at,
        "source_id": new.source_id,
    }


def _reply(row: NewRow, new: NewReply, response_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "response_id": response_id,
        "question_id": new.question_id,
        "value": new.value,
        "received_at": row.received_at or at,
    }
