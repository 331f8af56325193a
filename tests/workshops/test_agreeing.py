"""Notes are handed in once, and those who sat there confirm, correct or dissent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Channel, Consent, Contribution, Kind, Response
from engage.feedback.receipts.models import Receipt
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.workshops.agreeing import handing_in, queries, reminding, replying, settling
from engage.workshops.agreeing.models import Answer, NoteReply
from engage.workshops.links import private_key
from engage.workshops.models import Registration, Workshop
from engage.workshops.tables.models import ExerciseKind, Note, Table
from tests.browser import Browser
from tests.factories import Facilitator, OpenWorkshop, Registered
from tests.factories.agreeing import Exercised, HandedIn, Laid, Noted, passed

SignIn = Callable[[Person], Browser]


def _texts() -> list[str]:
    return list(db.session.scalars(select(Contribution.text).order_by(Contribution.position)))


def _note(table: Table) -> Note:
    return queries.handed_in(table)[0]


def _somebody(table: Table) -> Registration:
    return queries.asked(table)[0]


def _letters(name: str) -> list[Message]:
    wanted = select(Message).where(Message.key.like(f"workshop:{name}:%"))
    return list(db.session.scalars(wanted.order_by(Message.recipient)))


def test_a_table_that_is_handed_in_is_one_response_with_a_contribution_for_each_note() -> None:
    table = HandedIn("Later buses.", "A workshop for apprentices.")
    response = db.session.scalars(select(Response)).one()
    assert response.id == table.response_id
    assert response.consent is Consent.UNNAMED
    assert [one.channel for one in response.contributions] == [Channel.TABLE] * 2
    assert _texts() == ["Later buses.", "A workshop for apprentices."]
    assert [note.contribution_id for note in queries.handed_in(table)] == [
        one.id for one in response.contributions
    ]
    assert db.session.scalars(select(Receipt.response_id)).all() == [response.id]


def test_handing_in_again_changes_nothing() -> None:
    table = HandedIn()
    until = table.answers_until
    handing_in.hand_in(table.id)
    assert len(_texts()) == 1
    assert table.answers_until == until
    assert len(_letters("notes")) == 1


def _handed_in_with(kind: ExerciseKind, column: str, words: str, **values: Any) -> Contribution:
    workshop = OpenWorkshop()
    cards = [{"key": "a", "text": "A bus every hour"}] if ":" in column else []
    exercise = Exercised(workshop, kind, cards=cards)
    table = Laid(workshop, theme_id=workshop.consultation.themes[1].id)
    Noted(table, exercise, words, column=column, **values)
    handing_in.hand_in(table.id)
    return db.session.scalars(select(Contribution)).one()


@pytest.mark.parametrize(
    ("kind", "column", "expected"),
    [
        (ExerciseKind.NOTES, "", "It is late."),
        (ExerciseKind.HOPES_AND_FEARS, "hope", "Hope: It is late."),
        (ExerciseKind.HOPES_AND_FEARS, "fear", "Fear: It is late."),
        (ExerciseKind.EVIDENCE, "a:doubt", "On “A bus every hour”, we doubt this: It is late."),
        (ExerciseKind.OPTIONS, "a:for", "For “A bus every hour”: It is late."),
    ],
)
def test_what_a_note_answers_stands_before_its_words(kind: ExerciseKind, column: str, expected: str) -> None:
    assert _handed_in_with(kind, column, "It is late.").text == expected


def test_an_idea_card_becomes_an_idea_with_its_fields() -> None:
    made = _handed_in_with(
        ExerciseKind.IDEAS, "", "Night bus", detail={"needs": "Drivers", "helps": "Shifts"}
    )
    assert made.text == "Night bus\nWho it helps: Shifts\nWhat would have to be true: Drivers"
    assert made.kind is Kind.IDEA


def test_a_note_stands_under_the_theme_of_its_table_where_its_exercise_has_none() -> None:
    made = _handed_in_with(ExerciseKind.NOTES, "", "It is late.")
    assert made.theme
    assert made.theme.position == 2


def test_what_the_table_took_back_is_not_handed_in_and_is_forgotten() -> None:
    workshop = OpenWorkshop()
    table, exercise = Laid(workshop), Exercised(workshop)
    gone = Noted(table, exercise, "Call Ann on 01234.", removed_at=clock.now())
    handing_in.hand_in(table.id)
    db.session.refresh(gone)
    assert (gone.text, _texts()) == ("", [])
    assert (table.response_id, bool(table.answers_until)) == (None, True)


def test_the_database_refuses_changes_to_what_was_handed_in() -> None:
    table = HandedIn()
    with pytest.raises(IntegrityError, match="stays as it is"), db.session.begin_nested():
        db.session.execute(text("UPDATE table_note SET text = 'other'"))
    db.session.execute(text("UPDATE table_note SET hidden_at = now()"))
    assert _note(table).text


def test_whoever_came_and_sat_there_gets_the_notes_and_nobody_else() -> None:
    workshop = OpenWorkshop(capacity=5)
    here, away, elsewhere = (Registered(workshop) for _ in range(3))
    table, exercise = Laid(workshop, [here, away]), Exercised(workshop)
    Laid(workshop, [elsewhere])
    away.checked_in_at = None
    Noted(table, exercise, "Later buses, please.")
    handing_in.hand_in(table.id)
    (letter,) = _letters("notes")
    assert here.attendee
    assert letter.recipient == here.attendee.email
    assert "Later buses, please." in letter.text
    assert f"/registrations/{private_key(here.id)}/table" in letter.text
    assert letter.about == table.response_id


def test_facilitators_hand_in_all_tables_at_once_by_a_job_each(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    tables = [Laid(workshop), Laid(workshop)]
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/record")
    browser.submit({"days": "5"}, button="Hand in the notes of all tables")
    assert "2 tables are being handed in" in browser.text()
    owed = select(QueuedJob.subject_id).where(QueuedJob.job == Job.HAND_IN_NOTES)
    assert set(db.session.scalars(owed)) == {table.id for table in tables}
    assert db.session.get_one(Workshop, workshop.id).answer_days == 5
    assert all(table.closed_at for table in tables)


def test_days_that_make_no_sense_are_refused_beside_the_field(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    Laid(workshop)
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/record")
    browser.submit({"days": "400"}, button="Hand in the notes of all tables")
    assert "Enter a number from 1 to 60" in browser.text()
    assert not db.session.scalars(select(QueuedJob)).all()


def test_somebody_confirms_all_notes_with_one_button(client: Browser) -> None:
    table = HandedIn("One.", "Two.")
    client.get(f"/registrations/{private_key(_somebody(table).id)}/table")
    client.submit(button="Confirm all of them")
    assert client.text().count("You confirmed it") == 2
    assert db.session.scalars(select(NoteReply.kind)).all() == [Answer.CONFIRM] * 2


def test_somebody_who_did_not_come_has_no_such_page(client: Browser) -> None:
    table = HandedIn()
    somebody = _somebody(table)
    somebody.checked_in_at = None
    client.get(f"/registrations/{private_key(somebody.id)}/table", expect=404)


def test_a_correction_waits_for_the_facilitator_who_takes_it_over(
    client: Browser, signed_in_as: SignIn
) -> None:
    table = HandedIn("The bus is late.")
    client.get(f"/registrations/{private_key(_somebody(table).id)}/table")
    client.follow("Correct it")
    client.submit({"words": "The last bus is late."})
    assert "You corrected it" in client.text()
    browser = signed_in_as(Facilitator(table.workshop.consultation))
    browser.get(f"/desk/workshops/{table.workshop_id}/record")
    browser.follow("Settle it")
    browser.submit(button="Take it over")
    versions = select(Contribution.version, Contribution.text).order_by(Contribution.version)
    assert [tuple(row) for row in db.session.execute(versions)] == [
        (1, "The bus is late."),
        (2, "The last bus is late."),
    ]
    client.get(f"/registrations/{private_key(_somebody(table).id)}/table")
    assert "Your correction was taken over" in client.text()
    assert "The last bus is late." in client.text()


def test_a_correction_is_declined_with_a_reason_only() -> None:
    table = HandedIn("The bus is late.")
    replying.correct(_note(table), _somebody(table), "The tram is late.")
    (reply,) = queries.corrections(table.workshop_id)
    officer = Facilitator(table.workshop.consultation)
    with pytest.raises(RuleBroken, match="Say why"):
        settling.decline(reply, " ", by=officer)
    settling.decline(reply, "Nobody spoke of trams.", by=officer)
    assert not queries.corrections(table.workshop_id)
    with pytest.raises(RuleBroken, match="settled"):
        settling.take_over(reply, "The tram is late.", by=officer)
    assert _texts() == ["The bus is late."]


def test_a_dissent_is_a_nameless_contribution_that_points_at_the_note() -> None:
    table = HandedIn("The bus is late.")
    replying.dissent(_note(table), _somebody(table), "It has been on time all year.")
    made = db.session.scalars(select(Contribution).where(Contribution.dissents_from_id.is_not(None))).one()
    assert made.dissents_from_id == _note(table).contribution_id
    assert made.theme_id == made.response.consultation.themes[0].id
    assert (made.channel, made.response.consent) == (Channel.TABLE, Consent.UNNAMED)
    assert made.response.organisation is None
    assert made.response_id != table.response_id


def test_a_dissent_can_be_reworded_and_taken_back_until_the_day() -> None:
    table = HandedIn("The bus is late.")
    note, somebody = _note(table), _somebody(table)
    replying.dissent(note, somebody, "It is on time.")
    replying.dissent(note, somebody, "It was on time all year.")
    db.session.flush()
    assert [one.text for one in queries.dissents_of(somebody).values()] == ["It was on time all year."]
    replying.confirm(note, somebody)
    db.session.flush()
    assert not queries.dissents_of(somebody)
    dissents = select(Response.withdrawn_at).where(Response.id != table.response_id)
    assert all(db.session.scalars(dissents))
    replying.dissent(note, somebody, "No: it is on time.")
    db.session.flush()
    assert [one.text for one in queries.dissents_of(somebody).values()] == ["No: it is on time."]


def test_after_the_day_nothing_can_be_said() -> None:
    table = HandedIn()
    note, somebody = _note(table), _somebody(table)
    passed(table)
    for act in (
        lambda: replying.confirm(note, somebody),
        lambda: replying.correct(note, somebody, "Other words."),
        lambda: replying.dissent(note, somebody, "Other words."),
    ):
        with pytest.raises(RuleBroken, match="over"):
            act()
    assert not db.session.scalars(select(NoteReply)).all()


def test_an_empty_correction_is_refused_beside_its_field(client: Browser) -> None:
    table = HandedIn()
    client.get(f"/registrations/{private_key(_somebody(table).id)}/table")
    client.follow("I see it differently")
    client.submit({"words": " "})
    assert "Write what you see differently" in client.text()


def test_those_who_have_said_nothing_are_reminded_once_two_days_before() -> None:
    table = HandedIn(people=2)
    assert reminding.remind() == 0
    answered, silent = queries.asked(table)
    replying.confirm(_note(table), answered)
    table.answers_until = clock.now() + timedelta(days=2)
    assert (reminding.remind(), reminding.remind()) == (1, 0)
    (letter,) = _letters("notes_reminder")
    assert silent.attendee
    assert letter.recipient == silent.attendee.email


def test_the_record_is_agreed_once_the_day_is_over_and_no_correction_waits() -> None:
    table = HandedIn("One.", "Two.", people=3)
    first, second, _third = queries.asked(table)
    replying.confirm_rest(table, first)
    replying.correct(_note(table), second, "One and a half.")
    (state,) = queries.agreement(table.workshop)
    assert (state.asked, state.confirmed, state.corrected, state.dissented, state.silent) == (3, 1, 1, 0, 1)
    assert not state.stands(clock.now())
    passed(table)
    assert not queries.agreement(table.workshop)[0].stands(clock.now())
    (waits,) = queries.corrections(table.workshop_id)
    settling.decline(waits, "Two is right.", by=Facilitator(table.workshop.consultation))
    assert queries.agreement(table.workshop)[0].stands(clock.now())


def test_letters_read_well(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=5)
    table, exercise = Laid(workshop, [Registered(workshop)]), Exercised(workshop, title="Hopes")
    Noted(table, exercise, "Later <buses>.")
    handing_in.hand_in(table.id)
    (letter,) = _letters("notes")
    assert letter.subject == f"What your table said: {workshop.title}"
    assert "Hopes\n\n* Later <buses>." in letter.text
    assert "Later &lt;buses&gt;." in letter.html


def test_a_table_at_which_nobody_sat_is_agreed_at_once() -> None:
    table = HandedIn(people=0)
    (state,) = queries.agreement(table.workshop)
    assert (state.notes, state.asked) == (1, 0)
    assert state.stands(clock.now())
