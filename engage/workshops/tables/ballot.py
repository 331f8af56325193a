"""What a phone at a table can vote on, what it has given, and what came of votes that ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from flask import Request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import BadRequest

from engage.workshops.tables import note_queries, voting
from engage.workshops.tables.models import Dot, Exercise, Note, Table
from engage.workshops.tables.scribing import Result
from engage.workshops.tables.voting import DotAct

LARGEST = 20_000
"""Bytes of a batch of dots."""


@dataclass(frozen=True)
class Vote:
    """One exercise to vote on, or one that was voted on."""

    exercise: Exercise
    notes: Sequence[Note]
    given: Mapping[UUID, Sequence[Dot]]
    """The voter's own dots, by note."""
    counts: Mapping[UUID, int]
    """All dots by note, once the vote is closed: before, people would follow each other."""

    @property
    def left(self) -> int:
        """Tell how many dots the voter still has."""
        return self.exercise.dots - sum(len(dots) for dots in self.given.values())


class Sent(BaseModel):
    """What a phone sends."""

    acts: Annotated[list[DotAct], Field(max_length=50)] = []


def read(request: Request) -> Sent:
    """Read which dots were given and taken back.

    :raises BadRequest: if it makes no sense
    """
    if request.method == "GET":
        return Sent()
    request.max_content_length = LARGEST
    try:
        return Sent.model_validate(request.get_json())
    except ValidationError as wrong:
        raise BadRequest from wrong


def of(table: Table, voter_key: str) -> list[Vote]:
    """List the votes of a workshop: those that are open first, the notes of each in the voter's own order."""
    exercises = note_queries.voted_on(table.workshop_id)
    mine = voting.given_by(voter_key, [one.id for one in exercises])
    shown = note_queries.shown_in(table.workshop, [one.id for one in exercises])
    return [
        _vote(one, [note for note in shown if note.exercise_id == one.id], mine, voter_key)
        for one in exercises
    ]


def _vote(exercise: Exercise, notes: Sequence[Note], mine: Sequence[Dot], voter_key: str) -> Vote:
    given = {note.id: [dot for dot in mine if dot.note_id == note.id] for note in notes}
    if not exercise.voting_closed_at:
        return Vote(exercise, voting.in_own_order(notes, voter_key), given, {})
    counts = voting.counts(exercise)
    return Vote(exercise, sorted(notes, key=lambda note: (-counts.get(note.id, 0), note.id)), given, counts)


def state(votes: Sequence[Vote]) -> str:
    """Sum up what can be voted on: a page that shows another state than this is out of date."""
    parts = [f"{vote.exercise.id} {vote.exercise.is_voted_on}" for vote in votes]
    parts += sorted(f"{note.id} {note.version}" for vote in votes for note in vote.notes)
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def answer(table: Table, voter_key: str, results: Sequence[Result]) -> dict[str, Any]:
    """Tell a phone what came of its acts, and which dots it has given."""
    votes = of(table, voter_key)
    return {
        "mark": 0,
        "state": state(votes),
        "results": [{"act": one.act, "outcome": one.outcome.value, "why": str(one.why)} for one in results],
        "given": [
            {"id": dot.id, "note": dot.note_id}
            for vote in votes
            for dots in vote.given.values()
            for dot in dots
        ],
    }
