"""Dots: nobody gives more than they have, each is given once, and a table has no more voters than chairs."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.workshops.tables import voting
from engage.workshops.tables.models import Dot, Exercise, Note, Table
from engage.workshops.tables.scribing import Outcome
from engage.workshops.tables.voting import DotAct
from tests.browser import Browser
from tests.factories import ExerciseOf, Manager, NoteAt, TableOf


def vote(dots: int = 3, notes: int = 2, **values: Any) -> tuple[Table, Exercise, list[Note]]:
    """Open a vote on notes that the room sees."""
    table = TableOf()
    exercise = ExerciseOf(workshop=table.workshop, dots=dots, voting_opened_at=clock.now(), **values)
    shown = [NoteAt(at=table, under=exercise, shown_at=clock.now()) for _ in range(notes)]
    return table, exercise, shown


def dot(note: Note) -> DotAct:
    return DotAct(uuid4(), note.id)


def back(given: DotAct) -> DotAct:
    return DotAct(given.id, given.note, takes_back=True)


def cast(table: Table, *acts: DotAct, voter: str = "one") -> list[Outcome]:
    return [result.outcome for result in voting.cast(table.id, acts, voter)]


def given() -> int:
    return db.session.scalar(select(func.count(Dot.id))) or 0


def test_nobody_gives_more_dots_than_they_have_and_may_give_several_to_one_note() -> None:
    table, _exercise, (first, second) = vote(dots=3)
    acts = [dot(first), dot(first), dot(second), dot(second)]
    assert cast(table, *acts) == [Outcome.KEPT, Outcome.KEPT, Outcome.KEPT, Outcome.REFUSED]
    assert given() == 3


def test_a_dot_that_is_sent_again_is_given_once() -> None:
    table, _exercise, (note, _) = vote()
    act = dot(note)
    assert cast(table, act, act) + cast(table, act) == [Outcome.KEPT] * 3
    assert given() == 1


def test_a_dot_that_is_taken_back_can_be_given_to_another_note() -> None:
    table, exercise, (first, second) = vote(dots=1)
    act, other = dot(first), dot(second)
    assert cast(table, act, other, back(act), other) == [
        Outcome.KEPT,
        Outcome.REFUSED,
        Outcome.REMOVED,
        Outcome.KEPT,
    ]
    assert voting.counts(exercise) == {second.id: 1}


def test_nobody_takes_back_the_dot_of_another() -> None:
    table, _exercise, (note, _) = vote()
    act = dot(note)
    cast(table, act)
    cast(table, back(act), voter="two")
    assert given() == 1


def test_a_table_has_no_more_voters_than_seats_and_two() -> None:
    table, exercise, (note, _) = vote()
    table.seats = 2
    db.session.flush()
    outcomes = [cast(table, dot(note), voter=str(number))[0] for number in range(6)]
    assert outcomes == [Outcome.KEPT] * 4 + [Outcome.REFUSED] * 2
    assert cast(table, dot(note), voter="0") == [Outcome.KEPT]
    assert voting.voters(exercise) == 4


def test_who_votes_at_two_tables_has_no_more_dots_for_it() -> None:
    table, _exercise, (note, _) = vote(dots=1)
    other = TableOf(workshop=table.workshop)
    assert cast(table, dot(note)) + cast(other, dot(note)) == [Outcome.KEPT, Outcome.REFUSED]


def test_the_database_lets_nobody_have_one_dot_more() -> None:
    table, exercise, (note, _) = vote(dots=1)
    values = {"workshop_id": table.workshop_id, "exercise_id": exercise.id, "note_id": note.id}
    db.session.add(
        Dot(**values, table_id=table.id, voter_key="one", number=2, given_at=clock.now(), id=new_id())
    )
    with pytest.raises(IntegrityError, match="no dot 2"):
        db.session.flush()


def test_notes_that_the_room_does_not_see_get_no_dots() -> None:
    table, exercise, _ = vote()
    unseen = NoteAt(at=table, under=exercise)
    hidden = NoteAt(at=table, under=exercise, shown_at=clock.now(), hidden_at=clock.now())
    assert cast(table, dot(unseen), dot(hidden)) == [Outcome.REFUSED] * 2
    table.workshop.wall_is_moderated = False
    db.session.flush()
    assert cast(table, dot(unseen), dot(hidden)) == [Outcome.KEPT, Outcome.REFUSED]


def test_votes_open_once_and_nothing_is_given_after_they_close() -> None:
    table, exercise, (note, _) = vote()
    officer = Manager(table.workshop.consultation)
    act = dot(note)
    cast(table, act)
    voting.close_votes(exercise, by=officer)
    assert cast(table, dot(note), back(act)) == [Outcome.CLOSED] * 2
    for again in (voting.open_votes, voting.close_votes):
        with pytest.raises(RuleBroken):
            again(exercise, by=officer)
    assert given() == 1


def test_votes_open_only_where_there_are_dots_to_give() -> None:
    table = TableOf()
    officer = Manager(table.workshop.consultation)
    with pytest.raises(RuleBroken, match="nobody dots"):
        voting.open_votes(ExerciseOf(workshop=table.workshop), by=officer)
    with pytest.raises(RuleBroken, match="not begun"):
        voting.open_votes(ExerciseOf(workshop=table.workshop, dots=3, opened_at=None), by=officer)


def test_each_phone_sees_the_notes_in_an_order_of_its_own() -> None:
    _table, _exercise, notes = vote(notes=12)
    one, again, two = (voting.in_own_order(notes, key) for key in ("one", "one", "two"))
    assert one == again
    assert one != two


def test_dots_are_given_and_taken_back_without_scripts(client: Browser) -> None:
    table, _exercise, _ = vote(dots=1, notes=1)
    client.get(f"/t/{table.code}/dots")
    assert "1 of 1 dots left" in client.text()
    client.submit(form=".ballot form", button="do=give")
    assert "0 of 1 dots left" in client.text()
    assert given() == 1
    client.submit(form=".ballot form + form", button="do=take")
    assert given() == 0


def test_how_many_dots_each_has_is_hidden_until_the_vote_is_closed(client: Browser) -> None:
    table, exercise, (first, second) = vote()
    cast(table, dot(first), dot(first), dot(second))
    client.get(f"/t/{table.code}/dots")
    assert "As a table" not in client.text()
    voting.close_votes(exercise, by=Manager(table.workshop.consultation))
    client.get(f"/t/{table.code}/dots")
    assert "As a table" in client.text()


def test_notes_that_were_not_let_onto_the_wall_are_on_no_ballot(client: Browser) -> None:
    table, exercise, _ = vote()
    NoteAt(at=table, under=exercise, text="Nobody looked at this")
    client.get(f"/t/{table.code}/dots")
    assert "Nobody looked at this" not in (client.answer.text if client.answer else "")


def test_a_browser_without_its_key_has_no_vote_and_is_told(client: Browser) -> None:
    table, _exercise, (note, _) = vote()
    client.get(f"/t/{table.code}/dots")
    client.client.delete_cookie("voter", path="/t")
    client.submit(form=".ballot form", button="do=give")
    assert "A vote needs a cookie" in client.text()
    client.client.delete_cookie("voter", path="/t")
    client.client.set_cookie("voter", "made-up", path="/t")
    sent = {"acts": [{"id": str(uuid4()), "note": str(note.id)}]}
    assert client.client.post(f"/t/{table.code}/dots.json", json=sent).status_code == 400
    assert given() == 0


def test_scripts_give_dots_and_learn_which_are_given(client: Browser) -> None:
    table, _exercise, (note, _) = vote(dots=1)
    client.get(f"/t/{table.code}/dots")
    acts = [{"id": str(uuid4()), "note": str(note.id)} for _ in range(2)]
    answer = client.client.post(f"/t/{table.code}/dots.json", json={"acts": acts}).json
    assert answer
    assert [one["outcome"] for one in answer["results"]] == ["kept", "refused"]
    assert [UUID(one["id"]) for one in answer["given"]] == [UUID(acts[0]["id"])]
    plain = client.client.post(f"/t/{table.code}/dots.json", data={"acts": "x"})
    assert plain.status_code == 415
