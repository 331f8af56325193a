"""Many at once: notes are handed in once, and one person says one thing of a note."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from engage.db import db, transaction
from engage.feedback.models import Contribution, Response
from engage.mail.models import Message
from engage.workshops.agreeing import handing_in, queries, replying
from engage.workshops.agreeing.models import NoteReply
from engage.workshops.models import Registration
from engage.workshops.tables.models import Note
from tests.factories import OpenWorkshop, Registered
from tests.factories.agreeing import Exercised, Laid, Noted
from tests.together import at_once

pytestmark = pytest.mark.commits


def _table(notes: int) -> UUID:
    workshop = OpenWorkshop()
    table = Laid(workshop, [Registered(workshop)])
    exercise = Exercised(workshop)
    for number in range(notes):
        Noted(table, exercise, f"Note {number}")
    db.session.commit()
    return table.id


def test_notes_that_several_workers_hand_in_at_once_are_handed_in_once(app: Flask) -> None:
    table_id = _table(notes=5)
    at_once(app, [lambda: handing_in.hand_in(table_id)] * 6)
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 5
    linked = select(func.count()).where(Note.contribution_id.is_not(None))
    assert db.session.scalar(linked) == 5
    letters = select(func.count()).where(Message.key.like("workshop:notes:%"))
    assert db.session.scalar(letters) == 1


def test_a_worker_that_dies_midway_leaves_nothing_behind_and_the_next_hands_in_all(app: Flask) -> None:
    table_id = _table(notes=3)

    def dies() -> None:
        with transaction():
            handing_in.hand_in(table_id)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dies()
    assert db.session.scalar(select(func.count()).select_from(Response)) == 0
    at_once(app, [lambda: handing_in.hand_in(table_id)])
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 3


def test_dissent_that_is_sent_from_several_windows_at_once_is_one(app: Flask) -> None:
    table_id = _table(notes=1)
    at_once(app, [lambda: handing_in.hand_in(table_id)])
    note_id = db.session.scalars(select(Note.id)).one()
    registration_id = db.session.scalars(select(Registration.id)).one()
    db.session.rollback()

    def dissent() -> None:
        note = db.session.get_one(Note, note_id)
        replying.dissent(note, db.session.get_one(Registration, registration_id), "I see it differently.")

    at_once(app, [dissent] * 4)
    assert db.session.scalar(select(func.count()).select_from(NoteReply)) == 1
    said = db.session.get_one(Registration, registration_id)
    assert len(queries.dissents_of(said)) == 1
    stands = select(func.count()).where(Response.withdrawn_at.is_(None))
    assert db.session.scalar(stands) == 2  # the table's, and the dissent
