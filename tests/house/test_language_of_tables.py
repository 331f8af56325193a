"""In another language, no word of English is left at the tables, on the wall, and where it is moderated."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from engage import clock
from engage.db import db
from engage.workshops.tables import walls
from engage.workshops.tables.models import ExerciseKind
from tests.browser import Browser
from tests.factories import ExerciseOf, NoteAt, OpenWorkshop, TableOf
from tests.house.speech import spoken, write_catalogue
from tests.house.test_language import everybody, foreign


@pytest.fixture(scope="module", autouse=True)
def _another_language(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("language")
    write_catalogue(folder)
    with app.app_context(), spoken(app, folder):
        yield


def test_the_pages_of_a_table_and_the_wall_have_no_english_word(client: Browser, app: Flask) -> None:
    at = clock.now()
    workshop = OpenWorkshop(slug="hall", title="Ημέρα", ends_at=at + timedelta(days=40))
    table = TableOf(workshop=workshop, code="hall7", seats=1)
    for kind in ExerciseKind:
        cards = [{"key": "a", "text": "Λεωφορεία"}]
        one = ExerciseOf(workshop=workshop, kind=kind, cards=cards, title="Τι;", dots=1)
        NoteAt(at=table, under=one, text="Λεωφορεία", shown_at=at)
    ended = ExerciseOf(
        workshop=workshop, title="Τι;", dots=1, voting_opened_at=at, voting_closed_at=clock.now()
    )
    NoteAt(at=table, under=ended, text="Λεωφορεία", removed_at=at)
    NoteAt(at=table, under=ended, text="Τρένα", hidden_at=at)
    NoteAt(at=table, under=ended, text="Τραμ", shown_at=at)
    one.voting_opened_at = at
    staff, person = Browser(app), everybody(workshop.consultation)
    staff.become(person)
    pages = ("/t/hall7", "/t/hall7/dots", f"/workshops/hall/wall/{walls.key_of(workshop)}")
    for path in (*pages, f"{pages[-1]}?exercise={ended.id}"):
        client.get(path)
        assert not foreign(client), path
    staff.get(f"/desk/workshops/{workshop.id}/wall")
    assert not foreign(staff)
    table.closed_at = at
    db.session.flush()
    client.get("/t/hall7")
    assert not foreign(client)
