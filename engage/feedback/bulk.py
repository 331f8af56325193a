"""Taking in many contributions at once, as a file holds them: a row each, and who wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.feedback import keys, receipts, references
from engage.feedback.models import Channel, Consent, Contribution, Kind, Response, text_key
from engage.organisations.models import Sector
from engage.web.private_links import key_hash


@dataclass(frozen=True, slots=True)
class NewRow:
    """One contribution that is taken in, named by its source so that it is taken in once."""

    text: str
    source_id: str
    theme_id: UUID | None
    author_key: str | None
    """Rows of one author become one response; without an author each row is a response."""
    sector: Sector
    organisation: str | None
    area: str | None
    consent: Consent
    channel: Channel
    received_at: datetime | None


def known(consultation: Consultation, source_ids: Sequence[str]) -> dict[str, str]:
    """Give the text keys of those source ids that the consultation has contributions of."""
    held = select(Contribution.source_id, Contribution.text_key).where(
        Contribution.consultation_id == consultation.id, Contribution.source_id.in_(source_ids)
    )
    return {str(source_id): found for source_id, found in db.session.execute(held)}


def accept_many(consultation: Consultation, rows: Sequence[NewRow], *, at: datetime) -> list[UUID]:
    """Keep rows whose source ids are not known yet; give the ids of their contributions, in order.

    Rows without a moment of their own count as received `at` that moment. The caller holds the
    consultation's row locked, so that two imports do not take in the same file at once.
    """
    if not rows:
        return []
    places = _places(consultation, rows, at)
    ids = [new_id() for _ in rows]
    contributions = [
        {
            "id": contribution_id,
            "response_id": response_id,
            "consultation_id": consultation.id,
            "theme_id": row.theme_id,
            "position": position,
            "kind": Kind.COMMENT,
            "channel": row.channel,
            "text": row.text,
            "text_key": text_key(row.text),
            "received_at": row.received_at or at,
            "source_id": row.source_id,
        }
        for contribution_id, row, (response_id, position) in zip(ids, rows, places, strict=True)
    ]
    db.session.execute(insert(Contribution), contributions)
    receipts.issue_many({response_id for response_id, _ in places}, at=at)
    return ids


def _places(consultation: Consultation, rows: Sequence[NewRow], at: datetime) -> list[tuple[UUID, int]]:
    """Give each row its response, new or there already, and its position in that."""
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
            last[row.author_key] = response_id, position + 1
        places.append((response_id, position + 1))
    if new:
        _keep(new)
    return places


def _keep(responses: list[dict[str, Any]]) -> None:
    for values, reference in zip(responses, references.new(len(responses)), strict=True):
        values["reference"] = reference
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Response), responses)
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
    }
