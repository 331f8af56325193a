"""What stands in a response now: the latest of each text, reply and file, and how a draft holds them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from engage.consultations.models import Consultation, QuestionKind
from engage.feedback.form.strands import strands
from engage.feedback.models import Contact, Contribution, Reply, Response

AskedOf = tuple[UUID | None, UUID | None]
"""What somebody answers: a question; or, where none is asked, a theme; or neither, for the whole."""


class _Answering(Protocol):
    @property
    def question_id(self) -> UUID | None: ...
    @property
    def theme_id(self) -> UUID | None: ...


def standing(response: Response) -> list[Contribution]:
    """List the latest version of each text that its sender has not taken back."""
    left = [one for one in response.contributions if one.ended_at is None]
    in_order = sorted(left, key=lambda one: (one.position, one.version))
    return [list(versions)[-1] for _, versions in groupby(in_order, key=lambda one: one.position)]


def what_of(one: _Answering) -> AskedOf:
    """Say what a text answers."""
    return (one.question_id, None) if one.question_id else (None, one.theme_id)


def by_asked(texts: Iterable[Contribution]) -> dict[AskedOf, list[Contribution]]:
    """Put texts together that answer the same."""
    found: dict[AskedOf, list[Contribution]] = {}
    for one in texts:
        found.setdefault(what_of(one), []).append(one)
    return found


def asked_now(consultation: Consultation) -> dict[AskedOf, str]:
    """Give what can be answered in a consultation today, each with the name that drafts have for it."""
    boxes = [box for strand in strands(consultation) for box in strand.boxes]
    return {
        (box.question.id, None) if box.question else (None, box.theme.id if box.theme else None): box.key
        for box in boxes
    }


def joined(texts: Sequence[Contribution]) -> str:
    """Write texts that answer the same as the one text that its box holds."""
    return "\n\n".join(one.text for one in texts)


def alike(one: str, other: str) -> bool:
    """Say whether two texts are the same but for how lines end and spaces around them."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def answers(response: Response) -> dict[str, Any]:
    """Write what stands in a response by the names of a draft."""
    texts, replies, files = _texts(response), _replies(response), _files(response)
    filled = texts.keys() | replies.keys() | files.keys()
    chosen = [
        strand.key
        for strand in strands(response.consultation)
        if any(box.key in filled for box in strand.boxes)
    ]
    return {"strands": chosen, "texts": texts, "replies": replies, "files": files, **_beside(response)}


def _texts(response: Response) -> dict[str, dict[str, str]]:
    asked = asked_now(response.consultation)
    return {
        asked[about]: {"text": joined(said), "kind": said[0].kind.value}
        for about, said in by_asked(standing(response)).items()
        if about in asked
    }


def _replies(response: Response) -> dict[str, Any]:
    asked = asked_now(response.consultation)
    stands = [one for one in response.replies if one.ended_at is None]
    return {str(one.question_id): _typed(one) for one in stands if (one.question_id, None) in asked}


def _typed(reply: Reply) -> Any:
    """Give a reply as somebody would have typed it."""
    match reply.question.kind:
        case QuestionKind.RANKING:
            return {key: str(place) for place, key in enumerate(reply.value, start=1)}
        case QuestionKind.DATE:
            year, month, day = reply.value.split("-")
            return {"day": str(int(day)), "month": str(int(month)), "year": year}
    return reply.value


def _files(response: Response) -> dict[str, list[dict[str, Any]]]:
    files: dict[str, list[dict[str, Any]]] = {}
    for one in response.uploads:
        if one.ended_at is None and one.question_id:
            listed = files.setdefault(str(one.question_id), [])
            listed.append({"id": str(one.id), "name": one.file_name, "size": one.size})
    return files


def _beside(response: Response) -> dict[str, str | None]:
    contact, organisation = response.contact or Contact(), response.spoken_for
    kind, size = (organisation.kind, organisation.size_band) if organisation else (None, None)
    return {
        "sector": response.sector.value,
        "area": response.area or "",
        "organisation": response.organisation or "",
        "organisation_kind": kind.value if kind else None,
        "size_band": size.value if size else None,
        "name": contact.name or "",
        "role": contact.role or "",
        "email": contact.email or "",
        "consent": response.consent.value,
    }


def replied(response: Response) -> list[Reply]:
    """List the replies that stand, in the order of their questions."""
    stand = [one for one in response.replies if one.ended_at is None]
    return sorted(stand, key=lambda one: (one.question.position, one.id))
