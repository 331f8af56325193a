"""The page of a table: in a browser without scripts, and as scripts ask it."""

from typing import Any
from uuid import uuid4

from engage import clock
from engage.db import db
from engage.workshops.tables import note_queries
from engage.workshops.tables.models import Exercise, ExerciseKind, Note, Table
from tests.browser import Browser
from tests.factories import ExerciseOf, NoteAt, TableOf


def at_work(**values: Any) -> tuple[Table, Exercise]:
    """Make a table and an exercise that is on."""
    table = TableOf()
    return table, ExerciseOf(workshop=table.workshop, **values)


def act(exercise: Exercise, text: str, **values: Any) -> dict[str, Any]:
    """Make what a script sends for a new note."""
    plain = {"id": str(uuid4()), "note": str(uuid4()), "base": 0, "exercise": str(exercise.id), "text": text}
    return plain | values


def send(browser: Browser, table: Table, *acts: dict[str, Any], mark: int = 0, status: int = 200) -> Any:
    """Send acts as a script does."""
    db.session.commit()
    sent = browser.client.post(f"/t/{table.code}/notes.json", json={"mark": mark, "acts": acts})
    db.session.rollback()
    assert sent.status_code == status, sent.text
    return sent.json


def texts(table: Table) -> list[str]:
    return [note.text for note in note_queries.notes_of(table.id)]


def test_a_note_is_written_changed_removed_and_put_back_without_scripts(client: Browser) -> None:
    table, _exercise = at_work()
    client.get(f"/t/{table.code}")
    client.submit({"text": "Night buses"}, form="form.note--blank", button="do=put")
    assert texts(table) == ["Night buses"]
    client.submit({"text": "Night buses on Sundays"}, form="form.note", button="do=put")
    assert texts(table) == ["Night buses on Sundays"]
    client.submit(form="form.note", button="do=remove")
    assert texts(table) == []
    client.submit(form="details form")
    assert texts(table) == ["Night buses on Sundays"]


def test_sending_a_form_twice_writes_one_note(client: Browser) -> None:
    table, _exercise = at_work()
    client.get(f"/t/{table.code}")
    page = client.page
    client.submit({"text": "Night buses"}, form="form.note--blank", button="do=put")
    client.page = page
    client.submit({"text": "Night buses"}, form="form.note--blank", button="do=put")
    assert texts(table) == ["Night buses"]


def test_what_cannot_be_kept_stays_in_its_box_with_the_reason(client: Browser) -> None:
    table, _exercise = at_work()
    client.get(f"/t/{table.code}")
    client.submit({"text": "word " * 500}, form="form.note--blank", button="do=put")
    assert "A note can have 2000 characters" in client.text()
    assert client.page
    assert "word word" in client.page.query("form.note textarea")[0].to_text()
    assert texts(table) == []


def test_what_comes_after_the_table_was_handed_in_is_shown_to_be_copied(client: Browser) -> None:
    table, _exercise = at_work()
    client.get(f"/t/{table.code}")
    db.session.get_one(Table, table.id).closed_at = clock.now()
    client.submit({"text": "Too late by a minute"}, form="form.note--blank", button="do=put")
    assert "Too late by a minute" in client.text()
    assert "Not handed in" in client.text()
    assert texts(table) == []


def test_each_kind_of_exercise_has_its_form(client: Browser) -> None:
    table = TableOf()
    cards = [{"key": "a", "text": "Two buses a day"}, {"key": "b", "text": "No bus on Sundays"}]
    for kind in ExerciseKind:
        ExerciseOf(workshop=table.workshop, kind=kind, cards=cards)
    client.get(f"/t/{table.code.upper()}")
    for words in ("Hopes", "Fears", "We doubt this", "Two buses a day", "Who it helps", "Against"):
        assert words in client.text()
    assert client.page
    openings = [area.to_text() for area in client.page.query("textarea")]
    assert "How might we" in " ".join(openings)
    assert len(client.page.query("form.note--blank")) == 1 + 2 + 1 + 6 + 1 + 4


def test_an_exercise_that_closed_is_read_and_one_to_come_is_not_there(client: Browser) -> None:
    table, closed = at_work(closed_at=clock.now(), title="Hopes")
    ExerciseOf(workshop=table.workshop, opened_at=None, title="Later")
    NoteAt(at=table, under=closed, text="Night buses")
    client.get(f"/t/{table.code}")
    assert "Night buses" in client.text()
    assert "Later" not in client.text()
    assert client.page
    assert not client.page.query("form.note")


def test_a_code_that_opens_nothing_and_a_workshop_that_was_cancelled_are_not_found(client: Browser) -> None:
    table, _exercise = at_work()
    table.workshop.cancelled_at = clock.now()
    client.get(f"/t/{table.code}", expect=404)
    client.get("/t/nothing", expect=404)


def test_search_engines_and_other_sites_do_not_learn_a_code(client: Browser) -> None:
    table, _exercise = at_work()
    answer = client.get(f"/t/{table.code}")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_scripts_send_a_batch_and_learn_what_others_wrote(client: Browser) -> None:
    table, exercise = at_work()
    NoteAt(at=table, under=exercise, text="Theirs", change=1)
    table.changes = 1
    answer = send(client, table, act(exercise, "Ours"), act(exercise, ""))
    assert [one["outcome"] for one in answer["results"]] == ["kept", "refused"]
    assert answer["results"][1]["why"]
    assert {note["text"] for note in answer["notes"]} == {"Theirs", "Ours"}
    assert answer["mark"] == 2
    db.session.commit()
    again = client.client.get(f"/t/{table.code}/notes.json?mark=2").json
    assert again["notes"] == []
    assert again["state"] == answer["state"]


def test_scripts_get_the_other_wording_with_the_answer_however_long_they_know_it(client: Browser) -> None:
    table, exercise = at_work()
    first = act(exercise, "Buses")
    send(client, table, first)
    send(client, table, {**first, "id": str(uuid4()), "base": 1, "text": "Night buses"})
    ours = {**first, "id": str(uuid4()), "base": 1, "text": "Sunday buses"}
    answer = send(client, table, ours, mark=2)
    assert {note["text"] for note in answer["notes"]} == {"Night buses", "Sunday buses"}


def test_nonsense_is_refused_and_writes_nothing(client: Browser) -> None:
    table, exercise = at_work()
    send(client, table, {"id": "x"}, status=400)
    send(client, table, *[act(exercise, str(number)) for number in range(51)], status=400)
    send(client, table, act(exercise, "x" * 500_000), status=413)
    client.client.get(f"/t/{table.code}/notes.json?mark=99999999999999999999")
    assert not db.session.query(Note).count()


def test_the_script_that_works_offline_is_served_for_the_pages_of_tables_alone(client: Browser) -> None:
    answer = client.get("/t/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
