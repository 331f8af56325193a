"""What a receipt says, as text that comes out the same to the letter each time.

It names each text, reply and file by SHA-256, beside what its sender gave with it. It is kept as it was
at the time: a theme that is moved or a question that is renamed later changes no receipt.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from engage.feedback.models import Contribution, Response
from engage.feedback.receipts.models import Event
from engage.feedback.standing import standing

FORMAT = "engage-receipt/1"
Entry = Mapping[str, Any]


def written(
    event: Event, consultation_id: UUID, response_id: UUID, version: int, at: datetime, **told: Any
) -> str:
    """Write what a receipt says: keys in order, no spaces, nothing escaped that need not be."""
    return canonical(
        {
            "format": FORMAT,
            "event": event,
            "consultation": consultation_id,
            "response": response_id,
            "version": version,
            "at": at,
            **told,
        }
    )


def canonical(value: Any) -> str:
    """Write a value as JSON in the one way that hashes are taken of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def given(response: Response) -> dict[str, Any]:
    """Tell of a response what its sender says now: each text, reply and file in its latest version."""
    return {
        "reference": response.reference,
        "received_at": response.received_at,
        "sector": response.sector,
        "organisation": response.organisation,
        "area": response.area,
        "consent": response.consent,
        "texts": [_text(one) for one in standing(response)],
        "replies": _replies(response),
        "files": _files(response),
    }


def digest(text: str) -> str:
    """Hash a text as it was given (SHA-256 of its UTF-8, hexadecimal)."""
    return sha256(text.encode()).hexdigest()


def _text(one: Contribution) -> Entry:
    return {
        "position": one.position,
        "version": one.version,
        "theme": one.theme_id,
        "question": one.question_id,
        "kind": one.kind,
        "sha256": digest(one.text),
    }


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _replies(response: Response) -> list[Entry]:
    stands = sorted((one for one in response.replies if one.ended_at is None), key=lambda one: one.id)
    return [
        {"question": one.question_id, "version": one.version, "sha256": digest(canonical(one.value))}
        for one in stands
    ]


def _files(response: Response) -> list[Entry]:
    stands = sorted((one for one in response.uploads if one.ended_at is None), key=lambda one: one.id)
    return [{"question": one.question_id, "sha256": one.sha256} for one in stands]
