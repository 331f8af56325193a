"""What phones and the service tell each other about a table's notes, in JSON."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from flask import Request
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import select
from werkzeug.exceptions import BadRequest

from engage.db import db
from engage.workshops.tables import note_queries, sheet
from engage.workshops.tables.models import Note, Table
from engage.workshops.tables.scribing import Act, Result

LARGEST = 400_000
"""Bytes of a batch: a phone sends twenty notes at once, and goes on with the next twenty."""
HIGHEST = 2**31 - 1

Mark = Annotated[int, Field(ge=0, le=HIGHEST)]


class Sent(BaseModel):
    """What a phone sends: up to which change it knows the notes, and what was done on it."""

    mark: Mark = 0
    acts: list[Act] = Field(default_factory=list, max_length=50)


def read(request: Request) -> Sent:
    """Read what a phone sends.

    :raises BadRequest: if it makes no sense
    """
    if request.method == "GET":
        return Sent(mark=min(request.args.get("mark", 0, type=int), HIGHEST))
    request.max_content_length = LARGEST
    try:
        return Sent.model_validate(request.get_json())
    except ValidationError as wrong:
        raise BadRequest from wrong


def answer(table: Table, sent: Sent, results: Sequence[Result]) -> dict[str, Any]:
    """Tell a phone what came of its acts, and what else it does not know yet."""
    exercises = note_queries.begun(table.workshop_id)
    return {
        "mark": table.changes,
        "closed": table.closed_at is not None,
        "state": sheet.state(table, exercises),
        "results": [_result(one) for one in results],
        "notes": [described(note) for note in _unknown(table, sent, results)],
    }


def described(note: Note) -> dict[str, Any]:
    """Describe a note to a phone."""
    return {
        "id": note.id,
        "exercise": note.exercise_id,
        "column": note.column,
        "text": note.text,
        "detail": note.detail,
        "version": note.version,
        "beside": note.beside_id,
        "removed": note.removed_at is not None,
    }


def _unknown(table: Table, sent: Sent, results: Sequence[Result]) -> Sequence[Note]:
    """List what changed since the phone last asked, and whatever its acts were about."""
    news = note_queries.notes_of(table.id, after=sent.mark) if table.changes > sent.mark else []
    told = {note.id for note in news}
    about: set[UUID] = {act.note for act in sent.acts} | {one.note for one in results if one.note}
    rest = select(Note).where(Note.table_id == table.id, Note.id.in_(about - told))
    return [*news, *(db.session.scalars(rest.order_by(Note.written_at, Note.id)) if about - told else ())]


def _result(result: Result) -> dict[str, Any]:
    return {
        "act": result.act,
        "outcome": result.outcome.value,
        "note": result.note,
        "version": result.version,
        "why": str(result.why),
    }
