"""A workshop's own summary: only what moderators show, at how many tables, with votes and dissent beside."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation import decisions
from engage.moderation import queries as moderation
from engage.moderation.models import Outcome, Reason
from engage.moderation.redaction import Span
from engage.organisations.models import Sector
from engage.record import workshop_record
from engage.workshops.agreeing import gathering, handing_in, queries, replying, settling
from engage.workshops.models import Workshop
from engage.workshops.tables.models import Dot, Exercise, ExerciseKind, Note, Table
from tests.browser import Browser
from tests.counting import statements
from tests.factories import Facilitator, Manager, OpenWorkshop, Registered
from tests.factories.agreeing import Exercised, HandedIn, Laid, Noted, passed

SignIn = Callable[[Person], Browser]


def show(*contributions: Contribution) -> None:
    """Have moderators show these, or all that waits."""
    for one in contributions or db.session.scalars(
        select(Contribution).where(Contribution.ended_at.is_(None))
    ):
        if not moderation.current([one.id]):
            decisions.decide(one, Outcome.SHOW, by=None)
    db.session.flush()


def voted(note: Note, count: int) -> None:
    """Give a note dots from as many phones, and let the vote be over."""
    exercise = db.session.get_one(Exercise, note.exercise_id)
    exercise.dots = 1
    db.session.flush()
    for number in range(count):
        db.session.add(
            Dot(
                workshop_id=note.workshop_id,
                exercise_id=exercise.id,
                note_id=note.id,
                table_id=note.table_id,
                voter_key=f"{note.id}{number}",
                number=1,
                given_at=clock.now(),
            )
        )
    exercise.closed_at = clock.now()
    db.session.flush()


def _workshop(*tables: list[str], kind: ExerciseKind = ExerciseKind.NOTES, **values: Any) -> Workshop:
    """A workshop whose tables wrote these notes in one exercise, and handed them in."""
    workshop = OpenWorkshop(capacity=20)
    exercise = Exercised(workshop, kind, title="What would help?", **values)
    for texts in tables:
        table = Laid(workshop, [Registered(workshop)])
        for text in texts:
            column, _, words = text.rpartition("|")
            Noted(table, exercise, words, column=column)
        handing_in.hand_in(table.id)
    db.session.flush()
    return workshop


def _points(workshop: Workshop) -> list[tuple[str, list[int]]]:
    (part,) = workshop_record.assemble(workshop).parts
    return [(point.words, point.tables) for point in part.points]


def test_only_what_moderators_show_stands_in_it_and_all_else_is_counted() -> None:
    workshop = _workshop(["Later buses.", "Ann Smith is lazy.", "Call 01234."])
    first, second, third = db.session.scalars(select(Contribution).order_by(Contribution.position))
    show(first)
    decisions.decide(second, Outcome.WITHHOLD, by=None, reason=Reason.ABUSE)
    record = workshop_record.assemble(workshop)
    assert [one.words for one in record.parts[0].said] == ["Later buses."]
    assert (record.fates.handed_in, record.fates.shown) == (3, 1)
    assert (record.fates.withheld, record.fates.waiting, record.fates.gone) == (1, 1, 0)
    decisions.decide(third, Outcome.REDACT, by=None, redactions=[Span(5, 10)])
    assert "01234" not in str(workshop_record.assemble(workshop))


def test_the_same_words_at_several_tables_stand_once() -> None:
    workshop = _workshop(["Later buses!", "More trees."], ["later buses"], ["Longer hours."])
    show()
    assert _points(workshop)[0] == ("Later buses!", [1, 2])
    assert len(_points(workshop)) == 3


def test_notes_stand_together_under_a_heading_by_hand() -> None:
    workshop = _workshop(["Later buses."], ["Run the bus at night."])
    show()
    exercise = db.session.scalars(select(Exercise)).one()
    ids = list(db.session.scalars(select(Note.id)))
    officer = Manager(workshop.consultation)
    heading = gathering.put_under(exercise, ids, "Buses have to run later", by=officer)
    assert _points(workshop) == [("Buses have to run later", [1, 2])]
    gathering.take_apart(exercise, heading.id, by=officer)
    assert len(_points(workshop)) == 2


def test_what_has_most_dots_comes_first_and_a_vote_that_runs_is_not_told() -> None:
    workshop = _workshop(["Later buses.", "More trees."])
    show()
    trees = db.session.scalars(select(Note).where(Note.text == "More trees.")).one()
    voted(trees, 3)
    (part,) = workshop_record.assemble(workshop).parts
    assert [(point.words, point.dots) for point in part.points] == [("More trees.", 3), ("Later buses.", 0)]
    assert part.voters == 3
    db.session.get_one(Exercise, trees.exercise_id).closed_at = None
    db.session.flush()
    assert workshop_record.assemble(workshop).dots == 0


def test_options_say_how_many_tables_stand_on_each_side() -> None:
    cards = [{"key": "a", "text": "A bus every hour"}]
    workshop = _workshop(
        ["a:for|Cheap."], ["a:for|Quick.", "a:against|Loud."], kind=ExerciseKind.OPTIONS, cards=cards
    )
    show()
    (card,) = workshop_record.assemble(workshop).parts[0].cards
    assert card.text == "A bus every hour"
    assert [(str(column.title), column.tables) for column in card.columns] == [("For", 2), ("Against", 1)]
    assert [point.words for point in card.columns[0].points] == ["Cheap.", "Quick."]


def test_dissent_stands_beside_the_note_once_a_moderator_has_read_it(client: Browser) -> None:
    table = HandedIn("The bus is late.")
    (note,) = queries.handed_in(table)
    replying.dissent(note, queries.asked(table)[0], "It was on time all year.")
    db.session.flush()
    assert note.contribution
    show(note.contribution)
    (said,) = workshop_record.assemble(table.workshop).parts[0].said
    assert list(said.dissents) == []
    show()
    (said,) = workshop_record.assemble(table.workshop).parts[0].said
    assert list(said.dissents) == ["It was on time all year."]
    assert workshop_record.assemble(table.workshop).dissents == 1
    table.workshop.summarised_at = clock.now()
    client.get(f"/workshops/{table.workshop.slug}/summary")
    assert "Seen differently by somebody at the table It was on time all year." in client.text()


def test_a_correction_that_was_taken_over_stands_once_moderators_show_it() -> None:
    table = HandedIn("The bus is late.")
    show()
    (note,) = queries.handed_in(table)
    replying.correct(note, queries.asked(table)[0], "The last bus is late.")
    (waits,) = queries.corrections(table.workshop_id)
    settling.take_over(waits, "The last bus is late.", by=Facilitator(table.workshop.consultation))
    assert _points(table.workshop) == [("The bus is late.", [1])]
    show()
    (said,) = workshop_record.assemble(table.workshop).parts[0].said
    assert (said.words, said.is_corrected) == ("The last bus is late.", True)


def test_small_groups_of_those_who_came_are_not_told_apart() -> None:
    workshop = OpenWorkshop(capacity=20)
    people = [Registered(workshop, sector=Sector.BUSINESS) for _ in range(6)]
    people += [Registered(workshop, sector=Sector.VOLUNTARY) for _ in range(5)]
    people += [Registered(workshop, sector=Sector.PUBLIC) for _ in range(2)]
    Registered(workshop, sector=Sector.EDUCATION)
    Noted(table := Laid(workshop, people, seats=20), Exercised(workshop), "Later buses.")
    handing_in.hand_in(table.id)
    record = workshop_record.assemble(workshop)
    assert (record.came, record.had_place) == (13, 14)
    assert {one.sector: one.came for one in record.groups} == {
        Sector.BUSINESS: 6,
        Sector.VOLUNTARY: None,
        Sector.PUBLIC: None,
        Sector.EDUCATION: 0,
    }


def test_a_manager_publishes_it_only_once_the_record_is_agreed(signed_in_as: SignIn, client: Browser) -> None:
    table = HandedIn("Later buses.")
    show()
    slug = table.workshop.slug
    browser = signed_in_as(Manager(table.workshop.consultation))
    browser.get(f"/desk/workshops/{table.workshop_id}/summary")
    browser.submit(form="main form", button="Publish the summary")
    assert "The record is not agreed yet" in browser.text()
    client.get(f"/workshops/{slug}/summary", expect=404)
    client.get(f"/workshops/{slug}/summary.pdf", expect=404)
    passed(db.session.get_one(Table, table.id))
    browser.get(f"/desk/workshops/{table.workshop_id}/summary")
    browser.submit(form="main form", button="Publish the summary")
    assert "The summary is published" in browser.text()
    client.get(f"/workshops/{slug}")
    client.follow("Read what was said")
    assert "Later buses." in client.text()
    client.get(f"/consultations/{db.session.scalars(select(Workshop)).one().consultation.slug}")
    assert client.answer
    assert f'href="/workshops/{slug}/summary"' in client.answer.text
    assert "workshop.summarised" in set(db.session.scalars(select(AuditEntry.act)))


def test_a_manager_puts_notes_together_on_a_page(signed_in_as: SignIn) -> None:
    workshop = _workshop(["Later buses."], ["Run the bus at night."])
    show()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/summary")
    browser.follow("put notes together")
    browser.submit({"title": "Buses have to run later"})
    assert "Choose the notes that say the same" in browser.text()
    ids = [str(id) for id in db.session.scalars(select(Note.id))]
    browser.submit({"title": "Buses have to run later", "notes": ids})
    assert "Take apart Buses have to run later" in browser.text()
    browser.submit(form=".meeting form", button="Take apart Buses have to run later")
    assert "Nothing has been put together by hand" in browser.text()


@pytest.fixture
def whole() -> Workshop:
    """A workshop with something of everything in its summary."""
    cards = [{"key": "a", "text": "A bus every hour"}]
    workshop = _workshop(["a:for|Cheap."], ["a:against|Loud."], kind=ExerciseKind.OPTIONS, cards=cards)
    note = db.session.scalars(select(Note).where(Note.text == "Loud.")).one()
    replying.dissent(note, queries.asked(note.table)[0], "It is quiet.")
    workshop.what_follows = "The board decides in May."
    show()
    voted(note, 2)
    workshop.summarised_at = clock.now()
    db.session.flush()
    return workshop


def test_the_pdf_is_tagged_and_says_what_the_page_says(whole: Workshop, client: Browser) -> None:
    answer = client.get(f"/workshops/{whole.slug}/summary.pdf")
    pdf = PdfReader(BytesIO(answer.data))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert pdf.metadata
    assert pdf.metadata.title == f"What we heard: {whole.title}"
    for told in (
        "A bus every hour",
        "Cheap.",
        "It is quiet.",
        "2 dots",
        "The board decides in May.",
        "not a survey",
    ):
        assert told in words


def test_the_word_file_can_be_read_aloud(whole: Workshop, client: Browser) -> None:
    answer = client.get(f"/workshops/{whole.slug}/summary.docx")
    assert ZipFile(BytesIO(answer.data)).testzip() is None
    word = Document(BytesIO(answer.data))
    assert word.core_properties.title == f"What we heard: {whole.title}"
    headings = [
        (p.style.name, p.text) for p in word.paragraphs if p.style and p.style.name.startswith("Head")
    ]
    assert headings[:3] == [
        ("Heading 1", "What would help?"),
        ("Heading 2", "A bus every hour"),
        ("Heading 3", "For"),
    ]
    assert all(table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in word.tables)
    assert word.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    words = " ".join(p.text for p in word.paragraphs)
    assert "It is quiet." in words
    assert "The board decides in May." in words


def _grown(table: Table) -> None:
    """Add to a workshop two tables with notes, dots, a correction and a dissent each."""
    workshop = table.workshop
    exercise = db.session.scalars(select(Exercise).where(Exercise.workshop_id == workshop.id)).first()
    assert exercise
    for _ in range(2):
        more = Laid(workshop, [Registered(workshop), Registered(workshop)])
        for number in range(3):
            Noted(more, exercise, f"Table {more.number} says thing {number} about the buses here.")
        handing_in.hand_in(more.id)
        first, second = queries.asked(more)
        one, two, three = queries.handed_in(more)
        replying.dissent(one, first, "No.")
        replying.correct(two, second, f"Other words of table {more.number}.")
        show()
        voted(three, 1)
    db.session.flush()


def test_pages_ask_as_little_of_the_database_about_many_notes_as_about_few(
    client: Browser, signed_in_as: SignIn
) -> None:
    table = HandedIn("Later buses.", capacity=40)
    table.workshop.summarised_at = clock.now()
    show()
    _grown(table)
    staff = signed_in_as(Manager(table.workshop.consultation))
    pages = [
        (client, f"/workshops/{table.workshop.slug}/summary"),
        (staff, f"/desk/workshops/{table.workshop_id}/summary"),
        (staff, f"/desk/workshops/{table.workshop_id}/record"),
    ]
    few = [_asked(browser, path) for browser, path in pages]
    _grown(table)
    _grown(table)
    assert [_asked(browser, path) for browser, path in pages] == few


def _asked(browser: Browser, path: str) -> int:
    browser.get(path)
    with statements() as told:
        browser.get(path)
    return len(told)
