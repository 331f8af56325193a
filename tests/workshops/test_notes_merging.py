"""Two phones at one table, whatever gets lost on the way: each note is there once, and no words are lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from engage.db import db
from engage.workshops.tables import note_queries, scribing
from engage.workshops.tables.models import Exercise, Table
from engage.workshops.tables.scribing import Act, Outcome, Result
from tests.factories import ExerciseOf, TableOf


@dataclass
class Known:
    """A note as one phone knows it: what was typed, and the act that is under way."""

    id: UUID
    text: str
    base: int = 0
    typed: bool = False
    under_way: Act | None = None


@dataclass
class Phone:
    """What the script on a phone does, in short: type, send, take the answer or lose it."""

    table: Table
    exercise: Exercise
    words: Iterator[str]
    alive: set[str]
    """What was typed on any phone, less what somebody who saw it wrote over."""
    notes: dict[UUID, Known] = field(default_factory=dict)

    def write(self, place: int) -> None:
        """Begin a note, or write on in one of those that are known."""
        known = sorted(self.notes.values(), key=lambda note: note.id)
        note = known[place] if place < len(known) else Known(uuid4(), "")
        self.alive.discard(note.text)
        note.text, note.typed = next(self.words), True
        self.alive.add(note.text)
        self.notes[note.id] = note

    def send(self, *, arrives: bool, answered: bool) -> None:
        """Send what is due; perhaps it never arrives, perhaps the answer does not."""
        due = []
        for note in self.notes.values():
            if not note.under_way and note.typed:
                note.under_way = Act(uuid4(), note.id, note.base, self.exercise.id, text=note.text)
                note.typed = False
            if note.under_way:
                due.append(note.under_way)
        if not arrives:
            return
        results = scribing.take(self.table.id, due)
        if answered:
            self._settle(results)

    def _settle(self, results: list[Result]) -> None:
        for result in results:
            note = next(
                one for one in self.notes.values() if one.under_way and one.under_way.id == result.act
            )
            note.under_way, note.base = None, result.version
            assert result.note
            if result.outcome is Outcome.BESIDE:
                del self.notes[note.id]
                self.notes[result.note] = replace(note, id=result.note)
        for theirs in note_queries.notes_of(self.table.id):
            ours = self.notes.setdefault(theirs.id, Known(theirs.id, theirs.text, theirs.version))
            if not ours.typed and not ours.under_way:
                ours.text, ours.base = theirs.text, theirs.version

    @property
    def owes(self) -> bool:
        """Say whether anything typed here is not at the service yet."""
        return any(note.typed or note.under_way for note in self.notes.values())


STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["write", "write", "send", "send", "it is lost", "its answer is lost"]),
        st.integers(0, 1),
    ),
    min_size=8,
    max_size=25,
)


@settings(max_examples=60)
@given(STEPS)
def test_whatever_is_lost_and_sent_again_each_note_is_there_once_and_no_words_are_lost(
    steps: list[tuple[int, str, int]],
) -> None:
    attempt = db.session.begin_nested()
    table, alive = TableOf(), set[str]()
    exercise = ExerciseOf(workshop=table.workshop)
    words = (f"words {number}" for number in range(10**6))
    phones = [Phone(table, exercise, words, alive) for _ in range(2)]
    for who, what, place in steps:
        if what == "write":
            phones[who].write(place)
        else:
            phones[who].send(arrives=what != "it is lost", answered=what == "send")
    for phone in (*phones, *phones):
        while phone.owes:
            phone.send(arrives=True, answered=True)
        phone.send(arrives=True, answered=True)
    assert sorted(note.text for note in note_queries.notes_of(table.id)) == sorted(alive)
    for phone in phones:
        assert sorted(note.text for note in phone.notes.values()) == sorted(alive)
    attempt.rollback()
