"""The demo's past workshop at its tables: notes, dots, what was handed in, and who answered."""

from datetime import timedelta
from hashlib import sha256
from itertools import cycle
from uuid import UUID

from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.db import db, new_id
from engage.demo import quay
from engage.feedback.models import Contribution
from engage.moderation import decisions
from engage.moderation.decisions import Ruling
from engage.moderation.models import Outcome
from engage.workshops.agreeing import handing_in, replying
from engage.workshops.agreeing import queries as agreeing
from engage.workshops.models import Workshop
from engage.workshops.tables import drawing, exercises, furnishing, queries, scribing, showing, voting
from engage.workshops.tables.models import Exercise, Note, Table
from engage.workshops.tables.scribing import Act
from engage.workshops.tables.voting import DotAct


def sit_down(workshop: Workshop, *, by: Person) -> None:
    """Set up the tables, draw who sits where, and lay out the exercises."""
    furnishing.add(workshop.id, quay.TABLES, quay.SEATS, by=by)
    for kind, title, prompt, cards, dots in quay.EXERCISES.values():
        plan = exercises.ExercisePlan(title, prompt, cards=cards, dots=dots)
        exercises.add(workshop.id, kind, plan, by=by)
    drawing.draw(workshop.id, by=by, seed=2030)


def write_and_agree(workshop: Workshop, *, by: Person) -> None:
    """Write the notes, vote, hand them in, let moderators show them, and have some who sat there answer."""
    there = {table.number: table for table in queries.of(workshop.id)}
    asked = dict(zip(quay.EXERCISES, queries.exercises(workshop.id), strict=True))
    for name, exercise in asked.items():
        exercises.open_now(exercise, by=by)
        _write(there, exercise, quay.NOTES[name])
    written = select(Note).where(Note.workshop_id == workshop.id)
    notes = {note.text: note for note in db.session.scalars(written)}
    showing.show(workshop, [(note.id, note.version) for note in notes.values()], by=by)
    _vote(asked[quay.IDEAS], there, notes, by=by)
    handing_in.order(workshop, list(there.values()), 10, by=by)
    for table in there.values():
        handing_in.hand_in(table.id)
    _moderate(workshop, by=by)
    db.session.expire_all()
    _answer(there, notes)


def _write(there: dict[int, Table], exercise: Exercise, said: tuple[tuple[int, str, str], ...]) -> None:
    for number, column, text in said:
        act = Act(
            id=new_id(),
            note=new_id(),
            base=0,
            exercise=exercise.id,
            column=_column(exercise, column),
            text=text,
            detail=quay.DETAILS.get(text, {}),
        )
        (kept,) = scribing.take(there[number].id, [act])
        assert kept.outcome is scribing.Outcome.KEPT, kept


def _column(exercise: Exercise, name: str) -> str:
    """Name a column as the exercise does, whose cards have keys of their own."""
    card, colon, side = name.partition(":")
    return f"{exercise.cards[int(card) - 1]['key']}:{side}" if colon else name


def _vote(exercise: Exercise, there: dict[int, Table], notes: dict[str, Note], *, by: Person) -> None:
    """Give each idea its dots: no phone gives more than it has, and no table has more phones than people."""
    voting.open_votes(exercise, by=by)
    left = [notes[text].id for text, count in quay.DOTS.items() for _ in range(count)]
    phones = cycle([(table, f"{table.number}-{seat}") for seat in range(5) for table in there.values()])
    given: dict[str, set[UUID]] = {}
    while left:
        table, phone = next(phones)
        held = given.setdefault(phone, set())
        if len(held) == exercise.dots:
            break
        note = next((one for one in left if one not in held), left[0])
        left.remove(note)
        held.add(note)
        voting.cast(table.id, [DotAct(new_id(), note)], sha256(phone.encode()).hexdigest())
    voting.close_votes(exercise, by=by)


def _moderate(workshop: Workshop, *, by: Person) -> None:
    """Show all but one of what the tables wrote: a few things are always still waiting."""
    of_it = select(Contribution).join(Note, Note.contribution_id == Contribution.id)
    found = db.session.scalars(of_it.where(Note.workshop_id == workshop.id).order_by(Contribution.id)).all()
    rulings = {one.id: Ruling(Outcome.SHOW) for one in found[:-1]}
    decisions.decide_each(rulings, by=by, seen=dict.fromkeys(rulings))


def _answer(there: dict[int, Table], notes: dict[str, Note]) -> None:
    """Have two of three who sat there confirm the note of their table, one correct it, and one dissent."""
    told, corrected = quay.CORRECTED
    seen, dissent = quay.DISSENT
    for table in there.values():
        people = agreeing.asked(table)
        if people and notes[told].table_id == table.id:
            replying.correct(notes[told], people[0], corrected)
        if people and notes[seen].table_id == table.id:
            replying.dissent(notes[seen], people[0], dissent)
        for person in people[: 2 * len(people) // 3]:
            replying.confirm_rest(table, person)
        table.answers_until = clock.now() + timedelta(days=3)
