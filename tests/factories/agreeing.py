"""Workshops that have taken place: tables with those who sat there and what they wrote."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from engage import clock
from engage.db import db
from engage.workshops.agreeing import handing_in
from engage.workshops.models import Registration, Workshop
from engage.workshops.tables.models import Exercise, ExerciseKind, Note, Seat, Table
from tests.factories.workshops import OpenWorkshop, Registered


def Exercised(workshop: Workshop, kind: ExerciseKind = ExerciseKind.NOTES, **values: Any) -> Exercise:  # noqa: N802
    """An exercise of a workshop, after those that it has."""
    position = db.session.query(Exercise).filter_by(workshop_id=workshop.id).count() + 1
    exercise = Exercise(
        workshop_id=workshop.id, position=position, kind=kind, **{"title": f"Exercise {position}"} | values
    )
    db.session.add(exercise)
    db.session.flush()
    return exercise


def Laid(workshop: Workshop, people: Sequence[Registration] = (), **values: Any) -> Table:  # noqa: N802
    """A table of a workshop, with those who came and sat there."""
    number = db.session.query(Table).filter_by(workshop_id=workshop.id).count() + 1
    plain = {"number": number, "seats": 8, "code": f"{workshop.slug}-{number}"}
    table = Table(workshop_id=workshop.id, **plain | values)
    db.session.add(table)
    db.session.flush()
    for registration in people:
        registration.checked_in_at = clock.now()
        db.session.add(Seat(workshop_id=workshop.id, table_id=table.id, registration_id=registration.id))
    db.session.flush()
    return table


def Noted(table: Table, exercise: Exercise, text: str, **values: Any) -> Note:  # noqa: N802
    """A note that a table wrote in an exercise."""
    at = clock.now()
    note = Note(
        workshop_id=table.workshop_id,
        table_id=table.id,
        exercise_id=exercise.id,
        text=text,
        written_at=at,
        changed_at=at,
        **values,
    )
    db.session.add(note)
    db.session.flush()
    return note


def HandedIn(*texts: str, people: int = 1, **values: Any) -> Table:  # noqa: N802
    """A table that has handed in these notes, at which so many sat; values are those of its workshop."""
    workshop = OpenWorkshop(**values)
    table = Laid(workshop, [Registered(workshop) for _ in range(people)])
    exercise = Exercised(workshop, theme_id=workshop.consultation.themes[0].id)
    for text in texts or ("The bus comes too late for the early shift.",):
        Noted(table, exercise, text)
    handing_in.hand_in(table.id)
    db.session.flush()
    return table


def passed(table: Table) -> None:
    """Let the time to answer about a table be over."""
    table.answers_until = clock.now() - timedelta(minutes=1)
    db.session.flush()
