"""What is erased of a table's notes is gone from note, wall, record, letters and documents."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.feedback import uploads
from engage.feedback.models import Contribution, Response
from engage.operations import erasing
from engage.record import workshop_pdf, workshop_record, workshop_word
from engage.workshops import erasure
from engage.workshops.agreeing import gathering, handing_in, queries, replying, settling
from engage.workshops.agreeing.models import Answer, NoteReply
from engage.workshops.links import private_key
from engage.workshops.tables.models import Exercise, ExerciseKind, Table
from tests.browser import Browser
from tests.factories import Facilitator, OpenWorkshop, Registered
from tests.factories.agreeing import Exercised, Laid, Noted
from tests.record.test_erasure import MARK, _traces
from tests.record.test_workshop_summary import show


@pytest.fixture
def table() -> Table:
    """A table with the marker in its notes, and in what was proposed for them."""
    uploads.folder().mkdir(parents=True, exist_ok=True)
    workshop = OpenWorkshop(capacity=6)
    exercise = Exercised(workshop, ExerciseKind.IDEAS)
    table = Laid(workshop, [Registered(workshop) for _ in range(3)])
    for text in (f"The {MARK} line", f"Another {MARK} line"):
        Noted(table, exercise, text, detail={"helps": f"Whoever lives in {MARK} lane"})
    handing_in.hand_in(table.id)
    first, second, third = queries.asked(table)
    one, two = queries.handed_in(table)
    replying.correct(one, first, f"The {MARK} tram")
    replying.correct(two, second, f"The other {MARK} tram")
    replying.dissent(one, third, "It is no line at all.")
    officer = Facilitator(workshop.consultation)
    taken, declined = queries.corrections(workshop.id)
    settling.take_over(taken, f"The {MARK} tram", by=officer)
    settling.decline(declined, f"There is one {MARK} only.", by=officer)
    gathering.put_under(exercise, [one.id, two.id], f"Give us the {MARK}", by=officer)
    show()
    workshop.summarised_at = clock.now()
    db.session.flush()
    return table


def _erased(table: Table) -> None:
    erasing.erase(db.session.get_one(Response, table.response_id), at=clock.now())
    db.session.expire_all()


def test_there_is_something_to_find(table: Table) -> None:
    found = set(_traces())
    assert {
        "table_note.text",
        "table_note.detail",
        "note_reply.text",
        "note_reply.because",
        "table_heading.title",
        "mail_message.text",
        "contribution.text",
        "decision.shown_text",
    } <= found


def test_after_erasure_no_table_of_the_database_holds_a_word_of_it(table: Table) -> None:
    _erased(table)
    assert sorted(set(_traces())) == []


def test_no_page_and_no_document_holds_a_word_of_it(table: Table, client: Browser) -> None:
    somebody = queries.asked(table)[0]
    client.get(f"/workshops/{table.workshop.slug}/summary")
    assert MARK in client.text()
    _erased(table)
    client.get(f"/workshops/{table.workshop.slug}/summary")
    assert MARK not in client.text()
    client.get(f"/registrations/{private_key(somebody.id)}/table")
    assert MARK not in client.text()
    assert "This note was erased" in client.text()
    assert all(note.removed_at for note in queries.handed_in(table))  # no wall shows an empty note
    record = workshop_record.assemble(table.workshop)
    assert len(record.tables) == 1
    assert (record.fates.handed_in, record.fates.gone) == (2, 2)
    words = [p.text for p in Document(BytesIO(workshop_word.docx(record))).paragraphs]
    words += [page.extract_text() for page in PdfReader(BytesIO(workshop_pdf.pdf(record))).pages]
    assert MARK not in " ".join(words)


def test_a_dissent_is_erased_without_what_it_dissents_from(table: Table) -> None:
    dissent = db.session.scalars(select(Contribution).where(Contribution.dissents_from_id.is_not(None))).one()
    erasing.erase(dissent.response, at=clock.now())
    db.session.expire_all()
    said = workshop_record.assemble(table.workshop).parts[0].said
    assert len(said) == 2
    assert not any(one.dissents for one in said)
    assert db.session.query(Exercise).count() == 1


def test_what_people_proposed_goes_with_their_data(table: Table) -> None:
    table.workshop.starts_at = clock.now() - timedelta(days=4000, hours=2)
    table.workshop.registration_opens_at = clock.now() - timedelta(days=4002)
    table.workshop.registration_closes_at = clock.now() - timedelta(days=4001)
    table.workshop.ends_at = clock.now() - timedelta(days=4000)
    db.session.flush()
    assert erasure.erase_people() == 3
    db.session.expire_all()
    kept = db.session.execute(select(NoteReply.kind, NoteReply.text, NoteReply.because)).all()
    assert sorted(tuple(row) for row in kept) == [
        (Answer.CORRECT, "", ""),
        (Answer.CORRECT, "", ""),
        (Answer.DISSENT, "", ""),
    ]
