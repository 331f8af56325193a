"""Exercises: choosing what the tables do, in which order, and what they do now."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.workshops import ordering
from engage.workshops import queries as workshops
from engage.workshops.tables import queries
from engage.workshops.tables.models import Exercise, ExerciseKind, Note

WITH_CARDS: Final = (ExerciseKind.EVIDENCE, ExerciseKind.OPTIONS)
"""The kinds in which something is laid out for people to work on."""
MOST: Final = 20
MOST_CARDS: Final = 12


@dataclass(frozen=True)
class ExercisePlan:
    """What is said about an exercise."""

    title: str
    prompt: str = ""
    theme_id: UUID | None = None
    cards: tuple[str, ...] = ()
    dots: int = 0


def add(workshop_id: UUID, kind: ExerciseKind, plan: ExercisePlan, *, by: Person) -> Exercise:
    """Add an exercise after the others.

    :raises RuleBroken: if there would be too many, or it lays out nothing where it has to
    """
    workshops.locked(workshop_id)
    there = queries.exercises(workshop_id)
    if len(there) >= MOST:
        raise RuleBroken(_l("A workshop has at most %(most)s exercises", most=MOST))
    exercise = Exercise(
        workshop_id=workshop_id,
        position=max((one.position for one in there), default=0) + 1,
        kind=kind,
        cards=_laid_out(kind, [], plan.cards),
    )
    _say(exercise, plan)
    db.session.add(exercise)
    db.session.flush()
    audit.record("exercise.added", exercise, by=by, kind=kind.value)
    return exercise


def change(exercise: Exercise, plan: ExercisePlan, *, by: Person) -> None:
    """Change an exercise; once tables have written in it, only its wording, and what comes in addition.

    :raises RuleBroken: if what was written, or given dots, would mean something else
    """
    workshops.locked(exercise.workshop_id)
    written = is_written_in(exercise.id)
    if written and plan.theme_id != exercise.theme_id:
        raise RuleBroken(_l("Tables have written in it, so its theme stays"), field="theme_id")
    if written and len(plan.cards) < len(exercise.cards):
        raise RuleBroken(_l("Tables have written on these cards, so none can go"), field="cards")
    if exercise.voting_opened_at and plan.dots != exercise.dots:
        raise RuleBroken(_l("The vote has begun, so the number of dots stays"), field="dots")
    exercise.cards = _laid_out(exercise.kind, exercise.cards, plan.cards, in_place=written)
    _say(exercise, plan)
    audit.record("exercise.changed", exercise, by=by)


def remove(exercise: Exercise, *, by: Person) -> None:
    """Take an exercise out.

    :raises RuleBroken: if tables have written in it
    """
    workshops.locked(exercise.workshop_id)
    if is_written_in(exercise.id, removed_too=True):
        raise RuleBroken(_l("Tables have written in this exercise, so it cannot be removed"))
    audit.record("exercise.removed", exercise, by=by)
    db.session.delete(exercise)
    db.session.flush()


def move(exercise: Exercise, *, up: bool, by: Person) -> None:
    """Change places with the exercise before or after it; at either end nothing happens."""
    workshops.locked(exercise.workshop_id)
    ordering.move(queries.exercises(exercise.workshop_id), exercise, -1 if up else 1)
    audit.record("exercise.moved", exercise, by=by)


def open_now(exercise: Exercise, *, by: Person) -> None:
    """Let the tables begin with an exercise, or go on with it."""
    if not exercise.is_open:
        exercise.opened_at, exercise.closed_at = exercise.opened_at or clock.now(), None
        audit.record("exercise.opened", exercise, by=by)


def close(exercise: Exercise, *, by: Person) -> None:
    """End an exercise: its notes stay as they are."""
    if exercise.is_open:
        exercise.closed_at = clock.now()
        audit.record("exercise.closed", exercise, by=by)


def go_on_to(exercise: Exercise, *, by: Person) -> None:
    """Open an exercise, and close every other one that is open."""
    workshops.locked(exercise.workshop_id)
    for other in queries.exercises(exercise.workshop_id):
        if other.id != exercise.id:
            close(other, by=by)
    open_now(exercise, by=by)


def is_written_in(exercise_id: UUID, *, removed_too: bool = False) -> bool:
    """Say whether a table has written in an exercise."""
    notes = select(func.count()).where(Note.exercise_id == exercise_id)
    if not removed_too:
        notes = notes.where(Note.removed_at.is_(None))
    return bool(db.session.scalar(notes))


def _say(exercise: Exercise, plan: ExercisePlan) -> None:
    exercise.title, exercise.prompt = plan.title, plan.prompt
    exercise.theme_id, exercise.dots = plan.theme_id, plan.dots


def _laid_out(
    kind: ExerciseKind, there: Sequence[dict[str, Any]], texts: Sequence[str], *, in_place: bool = False
) -> list[dict[str, Any]]:
    """Give each card its key: the one that it has, by its place or by its words, or a new one."""
    if kind not in WITH_CARDS:
        return []
    if not texts:
        raise RuleBroken(_l("Enter at least one, each on a line of its own"), field="cards")
    if len(texts) > MOST_CARDS:
        raise RuleBroken(_l("Lay out at most %(most)s: people read them all", most=MOST_CARDS), field="cards")
    if len(set(texts)) < len(texts):
        raise RuleBroken(_l("Two of these are the same"), field="cards")
    known = [card["key"] for card in there] if in_place else []
    by_words = {} if in_place else {card["text"]: card["key"] for card in there}
    taken = {card["key"] for card in there}
    fresh = (key for key in (f"c{n}" for n in count(1)) if key not in taken)
    keys = [
        known[at] if at < len(known) else by_words.get(text) or next(fresh) for at, text in enumerate(texts)
    ]
    return [{"key": key, "text": text} for key, text in zip(keys, texts, strict=True)]
