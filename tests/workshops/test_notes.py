"""Table notes: acts of phones that come late, twice, or from two at once."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.workshops.tables import note_queries, scribing
from engage.workshops.tables.models import Exercise, ExerciseKind, Note, Table
from engage.workshops.tables.scribing import Act, Outcome, Result
from tests.factories import ExerciseOf, TableOf


def seated(**values: Any) -> tuple[Table, Exercise]:
    """Make a table, and an exercise that it is at."""
    table = TableOf()
    return table, ExerciseOf(workshop=table.workshop, **values)


def written(exercise: Exercise, text: str, **values: Any) -> Act:
    """Make the act that writes a new note."""
    return Act(id=uuid4(), note=uuid4(), base=0, exercise=exercise.id, text=text, **values)


def changed(act: Act, text: str, *, base: int) -> Act:
    """Make the act that changes what another wrote."""
    return replace(act, id=uuid4(), base=base, text=text)


def removed(act: Act, *, base: int) -> Act:
    """Make the act that removes what another wrote."""
    return replace(act, id=uuid4(), base=base, removes=True)


def take(table: Table, *acts: Act) -> list[Result]:
    return scribing.take(table.id, acts)


def outcomes(table: Table, *acts: Act) -> list[Outcome]:
    return [result.outcome for result in take(table, *acts)]


def texts(table: Table) -> list[str]:
    return [note.text for note in note_queries.notes_of(table.id)]


def test_what_is_sent_again_is_written_once() -> None:
    table, exercise = seated()
    act = written(exercise, "More buses")
    first, second = take(table, act), take(table, act)
    assert first == second
    assert texts(table) == ["More buses"]


def test_a_change_that_is_sent_again_is_made_once() -> None:
    table, exercise = seated()
    act = written(exercise, "More buses")
    change = changed(act, "More buses at night", base=1)
    assert outcomes(table, act, change, act, change) == [Outcome.KEPT] * 4
    assert texts(table) == ["More buses at night"]
    assert db.session.get_one(Note, act.note).version == 2


def test_two_phones_that_change_one_note_at_once_keep_both_wordings() -> None:
    table, exercise = seated()
    act = written(exercise, "Buses")
    one, other = changed(act, "Buses at night", base=1), changed(act, "Buses on Sundays", base=1)
    assert outcomes(table, act, one, other) == [Outcome.KEPT, Outcome.KEPT, Outcome.BESIDE]
    assert texts(table) == ["Buses at night", "Buses on Sundays"]
    assert db.session.get_one(Note, other.id).beside_id == act.note
    assert take(table, other) == [Result(other.id, Outcome.BESIDE, other.id, 1)]


def test_two_phones_that_make_the_same_change_make_one_note() -> None:
    table, exercise = seated()
    act = written(exercise, "Buses")
    one, other = changed(act, "Night buses", base=1), changed(act, "Night buses ", base=1)
    assert outcomes(table, act, one, other) == [Outcome.KEPT] * 3
    assert texts(table) == ["Night buses"]


def test_a_note_that_one_removed_while_another_wrote_on_is_kept_beside() -> None:
    table, exercise = seated()
    act = written(exercise, "Buses")
    took, wrote = removed(act, base=1), changed(act, "Buses on Sundays", base=1)
    assert outcomes(table, act, took, wrote) == [Outcome.KEPT, Outcome.REMOVED, Outcome.BESIDE]
    assert texts(table) == ["Buses on Sundays"]


def test_a_note_that_somebody_changed_meanwhile_is_not_removed() -> None:
    table, exercise = seated()
    act = written(exercise, "Buses")
    wrote, took = changed(act, "Buses on Sundays", base=1), removed(act, base=1)
    assert outcomes(table, act, wrote, took) == [Outcome.KEPT, Outcome.KEPT, Outcome.STAYS]
    assert texts(table) == ["Buses on Sundays"]


def test_who_changes_their_mind_gets_a_removed_note_back() -> None:
    table, exercise = seated()
    act = written(exercise, "Buses")
    assert outcomes(table, act, removed(act, base=1), changed(act, "Buses", base=2)) == [
        Outcome.KEPT,
        Outcome.REMOVED,
        Outcome.KEPT,
    ]
    assert texts(table) == ["Buses"]


def test_a_note_that_was_never_sent_can_be_removed() -> None:
    table, exercise = seated()
    assert outcomes(table, removed(written(exercise, "Buses"), base=0)) == [Outcome.REMOVED]


def test_a_table_that_was_handed_in_takes_nothing() -> None:
    table, exercise = seated()
    table.closed_at = clock.now()
    db.session.flush()
    assert outcomes(table, written(exercise, "Buses")) == [Outcome.CLOSED]
    assert texts(table) == []


def test_what_comes_late_is_taken_after_the_exercise_closed_but_not_before_it_began() -> None:
    table, exercise = seated(closed_at=clock.now())
    later = ExerciseOf(workshop=table.workshop, opened_at=None)
    assert outcomes(table, written(exercise, "Late"), written(later, "Early")) == [
        Outcome.KEPT,
        Outcome.REFUSED,
    ]


def test_once_votes_are_open_notes_stay_as_they_are() -> None:
    table, exercise = seated(dots=3)
    act = written(exercise, "Buses")
    take(table, act)
    exercise.voting_opened_at = clock.now()
    db.session.flush()
    assert outcomes(table, changed(act, "Trams", base=1), removed(act, base=1)) == [
        Outcome.BESIDE,
        Outcome.STAYS,
    ]
    assert texts(table) == ["Buses", "Trams"]


def test_an_empty_note_a_long_one_and_one_in_no_column_are_refused() -> None:
    table, exercise = seated(kind=ExerciseKind.HOPES_AND_FEARS)
    faults = [
        written(exercise, "  ", column="hope"),
        written(exercise, "x" * 2001, column="hope"),
        written(exercise, "Buses", column="dream"),
        written(exercise, "Buses", column="hope", detail={"line": "x" * 501}),
    ]
    assert outcomes(table, *faults) == [Outcome.REFUSED] * 4
    assert texts(table) == []


def test_a_question_of_which_only_the_opening_is_there_is_empty() -> None:
    table, exercise = seated(kind=ExerciseKind.HOW_MIGHT_WE)
    assert outcomes(table, written(exercise, "How might we … ")) == [Outcome.REFUSED]


def test_a_note_of_another_table_is_out_of_reach() -> None:
    table, exercise = seated()
    other = TableOf(workshop=table.workshop)
    act = written(exercise, "Ours")
    take(table, act)
    assert outcomes(other, replace(act, id=uuid4(), text="Theirs")) == [Outcome.REFUSED]
    assert outcomes(other, removed(act, base=1)) == [Outcome.REMOVED]
    assert texts(table) == ["Ours"]


def test_an_idea_card_keeps_its_lines_and_nothing_else() -> None:
    table, exercise = seated(kind=ExerciseKind.IDEAS)
    act = written(exercise, "Night bus", detail={"helps": "Shift\x00 workers", "line": " ", "evil": "x"})
    take(table, act)
    assert db.session.get_one(Note, act.note).detail == {"helps": "Shift workers"}


def test_changed_words_are_let_onto_the_wall_anew() -> None:
    table, exercise = seated()
    act = written(exercise, "Buses")
    take(table, act)
    db.session.get_one(Note, act.note).shown_at = clock.now()
    take(table, changed(act, "Trams", base=1))
    assert db.session.scalars(select(Note.shown_at)).all() == [None]


def test_a_phone_is_told_only_what_changed_since_it_last_asked() -> None:
    table, exercise = seated()
    first, second = written(exercise, "One"), written(exercise, "Two")
    take(table, first, second)
    mark = table.changes
    take(table, removed(first, base=1))
    assert [(note.id, bool(note.removed_at)) for note in note_queries.notes_of(table.id, after=mark)] == [
        (first.note, True)
    ]
