"""Comparing what the receipts of a response say with the rows that hold it today."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contribution, Reply, Response, Upload
from engage.feedback.receipts import contents as receipt_contents
from engage.feedback.receipts.models import Event, Receipt

BATCH = 1000
GIVEN = {Event.RECEIVED, Event.ADDED, Event.AMENDED}


def differences(consultation: Consultation) -> Iterator[str]:
    """Name each response whose texts, replies, files or consent are not what its receipts say."""
    last: UUID | None = None
    while rows := db.session.execute(_responses(consultation, last)).all():
        for row in rows:
            yield from _of(row)
        last = rows[-1].id


def differs(response: Response) -> bool:
    """Say whether one response is not what its receipts say."""
    whole = _whole().where(Response.id == response.id)
    return any(_of(db.session.execute(whole).one()))


def _responses(consultation: Consultation, after: UUID | None) -> Select[Any]:
    theirs = _whole().where(Response.consultation_id == consultation.id)
    if after:
        theirs = theirs.where(Response.id > after)
    return theirs.order_by(Response.id).limit(BATCH)


def _whole() -> Select[Any]:
    # One statement, so that all of a response is read as it stood at one moment.
    given = func.encode(func.sha256(func.convert_to(Contribution.text, "UTF8")), "hex")
    sha256 = case((Contribution.erased_at.is_(None), given))
    parts = {
        "receipts": select(func.jsonb_agg(Receipt.contents)).where(
            Receipt.response_id == Response.id, Receipt.contents.is_not(None)
        ),
        "texts": select(
            func.jsonb_agg(func.jsonb_build_array(Contribution.position, Contribution.version, sha256))
        ).where(Contribution.response_id == Response.id),
        "replies": select(
            func.jsonb_agg(func.jsonb_build_array(Reply.question_id, Reply.version, Reply.value))
        ).where(Reply.response_id == Response.id),
        "files": select(func.jsonb_agg(Upload.sha256)).where(Upload.response_id == Response.id),
    }
    columns = [part.scalar_subquery().label(name) for name, part in parts.items()]
    return select(Response.id, Response.reference, Response.consent, *columns)


def _of(row: Any) -> Iterator[str]:
    told = [json.loads(contents) for contents in row.receipts or ()]
    told = [one for one in told if one["event"] in GIVEN]
    if not told:  # erased, or without a receipt, which is told elsewhere
        return
    latest = max(told, key=lambda one: (one["version"], one["at"]))
    if latest["consent"] != row.consent:
        yield f"response {row.reference} has another consent than its receipt"
    said = {part: {name(one) for whole in told for one in whole[part]} for part, name in NAMES.items()}
    held = {"texts": _texts(row), "replies": _replies(row), "files": set(row.files or ())}
    # The scan of a letter may join it later, so that only what is gone tells of tampering with files.
    for part in ("texts", "replies"):
        if held[part] - said[part]:
            yield f"response {row.reference} holds {part} that no receipt is of"
    said["texts"] -= _erased(row, said["texts"])
    for part in NAMES:
        if said[part] - held[part]:
            yield f"response {row.reference} lacks {part} that it has a receipt of"


NAMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "texts": lambda one: (one["position"], one["version"], one["sha256"]),
    "replies": lambda one: (one["question"], one["version"], one["sha256"]),
    "files": lambda one: one["sha256"],
}


def _texts(row: Any) -> set[Any]:
    return {tuple(one) for one in row.texts or () if one[2]}


def _erased(row: Any, said: set[Any]) -> set[Any]:
    erased = {(position, version) for position, version, sha256 in row.texts or () if sha256 is None}
    return {one for one in said if one[:2] in erased}


def _replies(row: Any) -> set[Any]:
    digest, canonical = receipt_contents.digest, receipt_contents.canonical
    return {(question, version, digest(canonical(value))) for question, version, value in row.replies or ()}
