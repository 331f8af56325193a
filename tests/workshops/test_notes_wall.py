"""The live wall: what it shows and to whom, what a facilitator lets onto it, and what a look at it costs."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.workshops.models import Workshop
from engage.workshops.tables import scribing, showing, voting, walls
from engage.workshops.tables.models import Exercise, ExerciseKind, Note, Table
from engage.workshops.tables.scribing import Act
from engage.workshops.tables.voting import DotAct
from tests.browser import Browser
from tests.counting import statements
from tests.factories import ExerciseOf, Facilitator, Lead, NoteAt, OpenWorkshop, TableOf

SignIn = Callable[[Person], Browser]


def hall() -> tuple[Workshop, Table, Exercise]:
    """Make a workshop that goes on, with one table and an exercise that is on."""
    at = clock.now()
    workshop = OpenWorkshop(
        slug="hall", registration_closes_at=at, starts_at=at, ends_at=at + timedelta(hours=3)
    )
    table = TableOf(workshop=workshop, number=1)
    return workshop, table, ExerciseOf(workshop=workshop, kind=ExerciseKind.NOTES, dots=2)


def projector(workshop: Workshop) -> str:
    return f"/workshops/{workshop.slug}/wall/{walls.key_of(workshop)}"


def desk(workshop: Workshop) -> str:
    return f"/desk/workshops/{workshop.id}/wall"


def test_a_note_comes_onto_the_wall_once_a_facilitator_lets_it(client: Browser, signed_in_as: SignIn) -> None:
    workshop, table, exercise = hall()
    NoteAt(at=table, under=exercise, text="Night buses")
    client.get(projector(workshop))
    assert "Night buses" not in client.text()
    facilitator = signed_in_as(Facilitator(workshop.consultation))
    facilitator.get(desk(workshop))
    facilitator.submit(form=".wall-desk__note form", button=None)
    client.get(projector(workshop))
    assert "Night buses" in client.text()
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("note.%"))).all()
    assert acts == ["note.shown"]


def test_a_note_that_was_changed_meanwhile_has_to_be_looked_at_again(
    client: Browser, signed_in_as: SignIn
) -> None:
    workshop, table, exercise = hall()
    note = NoteAt(at=table, under=exercise, text="Night buses")
    facilitator = signed_in_as(Facilitator(workshop.consultation))
    facilitator.get(desk(workshop))
    other = Act(id=uuid4(), note=note.id, base=1, exercise=exercise.id, text="Something else")
    scribing.take(table.id, [other])
    facilitator.submit(form=".wall-desk__note form", button=None)
    assert "changed meanwhile" in facilitator.text()
    client.get(projector(workshop))
    assert "Something else" not in client.text()


def test_a_note_is_taken_off_the_wall_and_stays_off_whatever_it_says_later(
    client: Browser, signed_in_as: SignIn
) -> None:
    workshop, table, exercise = hall()
    note = NoteAt(at=table, under=exercise, text="Night buses", shown_at=clock.now())
    facilitator = signed_in_as(Facilitator(workshop.consultation))
    facilitator.get(desk(workshop))
    facilitator.submit(form=".wall-desk__note form", button=None)
    other = Act(id=uuid4(), note=note.id, base=1, exercise=exercise.id, text="Worse")
    scribing.take(table.id, [other])
    for words in ("Night buses", "Worse"):
        client.get(projector(workshop))
        assert words not in client.text()
    assert not showing.waiting(workshop)


def test_where_nobody_has_to_look_first_notes_are_on_the_wall_at_once(
    client: Browser, signed_in_as: SignIn
) -> None:
    workshop, table, exercise = hall()
    facilitator = signed_in_as(Facilitator(workshop.consultation))
    facilitator.get(desk(workshop))
    facilitator.submit(form="form[action$=moderation]")
    NoteAt(at=table, under=exercise, text="At once")
    NoteAt(at=table, under=exercise, text="Never", hidden_at=clock.now())
    NoteAt(at=table, under=exercise, text="Taken back", removed_at=clock.now())
    client.get(projector(workshop))
    assert "At once" in client.text()
    assert "Never" not in client.text()
    assert "Taken back" not in client.text()


def test_what_is_on_the_wall_stays_there_when_somebody_begins_to_look_first() -> None:
    workshop, table, exercise = hall()
    officer = Facilitator(workshop.consultation)
    showing.moderate(workshop, False, by=officer)
    there = NoteAt(at=table, under=exercise)
    showing.moderate(workshop, True, by=officer)
    db.session.flush()
    db.session.expire_all()
    NoteAt(at=table, under=exercise)
    assert [note.id for note in showing.on_the_wall(workshop)] == [there.id]
    assert len(showing.waiting(workshop)) == 1


def test_the_wall_is_for_those_in_the_room(client: Browser, signed_in_as: SignIn) -> None:
    workshop, _table, _exercise = hall()
    client.get("/workshops/hall/wall/a-key-made-up", expect=404)
    answer = client.get(projector(workshop))
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    facilitator = signed_in_as(Facilitator(workshop.consultation))
    facilitator.get("/workshops/hall/wall")
    signed_in_as(Lead(workshop.consultation.themes[0])).get("/workshops/hall/wall", expect=403)
    workshop.starts_at -= timedelta(days=1)
    workshop.ends_at -= timedelta(days=1)
    workshop.registration_closes_at -= timedelta(days=1)
    workshop.registration_opens_at -= timedelta(days=2)
    client.get(projector(workshop), expect=404)
    facilitator.get("/workshops/hall/wall")


def test_nothing_new_is_said_in_a_few_bytes_and_few_queries(client: Browser) -> None:
    workshop, table, exercise = hall()
    for _ in range(30):
        NoteAt(at=table, under=exercise, shown_at=clock.now())
    tag = client.get(projector(workshop)).headers["ETag"]
    db.session.commit()
    with statements() as sent:
        answer = client.client.get(projector(workshop), headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert not answer.data
    assert len(sent) <= 6, sent


def test_all_that_the_wall_shows_makes_its_tag_new(client: Browser) -> None:
    workshop, table, exercise = hall()
    officer = Facilitator(workshop.consultation)
    tags: list[str] = []

    def look() -> None:
        tags.append(client.get(projector(workshop)).headers["ETag"])

    look()
    act = Act(id=uuid4(), note=uuid4(), base=0, exercise=exercise.id, text="Night buses")
    scribing.take(table.id, [act])
    look()
    showing.show(workshop, [(act.note, 1)], by=officer)
    look()
    voting.open_votes(db.session.get_one(Exercise, exercise.id), by=officer)
    look()
    voting.cast(table.id, [DotAct(uuid4(), act.note)], "voter")
    look()
    voting.close_votes(db.session.get_one(Exercise, exercise.id), by=officer)
    look()
    showing.hide(workshop, act.note, by=officer)
    look()
    assert len(set(tags)) == 7


def test_the_wall_says_which_tables_are_silent_and_dots_once_the_vote_is_closed(client: Browser) -> None:
    workshop, table, exercise = hall()
    TableOf(workshop=workshop, number=7)
    note = NoteAt(at=table, under=exercise, text="Night buses", shown_at=clock.now())
    client.get(projector(workshop))
    assert "Nothing yet from 7" in client.text()
    exercise.voting_opened_at = clock.now()
    db.session.flush()
    voting.cast(table.id, [DotAct(uuid4(), note.id), DotAct(uuid4(), note.id)], "voter")
    client.get(projector(workshop))
    assert "1 person has voted" in client.text()
    assert "dots" not in client.text()
    voting.close_votes(db.session.get_one(Exercise, exercise.id), by=Facilitator(workshop.consultation))
    client.get(projector(workshop))
    assert "2 dots" in client.text()


def test_a_facilitator_opens_and_closes_a_vote_with_the_phone(signed_in_as: SignIn) -> None:
    workshop, _table, exercise = hall()
    facilitator = signed_in_as(Facilitator(workshop.consultation))
    facilitator.get(desk(workshop))
    facilitator.submit(form=".wall-desk__vote form", button="do=open")
    assert db.session.get_one(Exercise, exercise.id).is_voted_on
    facilitator.submit(form=".wall-desk__vote form", button="do=close")
    assert db.session.get_one(Exercise, exercise.id).voting_closed_at


def test_nobody_reaches_the_notes_of_another_workshop() -> None:
    workshop, _table, _exercise = hall()
    note = NoteAt()
    officer = Facilitator(workshop.consultation)
    assert showing.show(workshop, [(note.id, 1)], by=officer) == 0
    showing.hide(workshop, note.id, by=officer)
    assert db.session.get_one(Note, note.id).hidden_at is None
