"""The pages on which tables are set up, drawn, changed by hand and printed."""

from collections.abc import Callable
from importlib.resources import files
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.organisations.models import Sector
from engage.web import typesetting
from engage.workshops.models import Registration, Workshop
from engage.workshops.pictures import drawn
from engage.workshops.tables import drawing, queries, seating
from engage.workshops.tables.models import Draw, Table
from tests.browser import Browser
from tests.counting import statements
from tests.factories import (
    Facilitator,
    Manager,
    NoteAt,
    OpenConsultation,
    OpenWorkshop,
    Registered,
    TableOf,
    ThemeOf,
)

SignIn = Callable[[Person], Browser]


def _room(people: int, *seats: int) -> tuple[Workshop, list[Registration], list[Table]]:
    workshop = OpenWorkshop(capacity=max(people, 1) + 2)
    those = [Registered(workshop) for _ in range(people)]
    tables = [TableOf(workshop=workshop, number=n, seats=count) for n, count in enumerate(seats, start=1)]
    return workshop, those, tables


def test_a_facilitator_sets_up_as_many_tables_as_the_places_suggest(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=30)
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    assert "No tables yet" in browser.text()
    browser.follow("Set up the tables")
    browser.submit()
    made = queries.of(workshop.id)
    assert [(table.number, table.seats) for table in made] == [(1, 8), (2, 8), (3, 8), (4, 8)]
    assert len({table.code for table in made}) == 4
    assert all(len(table.code) == 9 for table in made)


def test_a_wrong_number_of_tables_is_refused_beside_its_field(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop()
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables/new")
    for typed in ("0", "many", "101", ""):
        browser.submit({"tables": typed})
        assert "Enter a whole number between 1 and 100" in browser.text()
    assert queries.of(workshop.id) == []


def test_numbers_that_are_free_are_used_again(signed_in_as: SignIn) -> None:
    workshop, _those, tables = _room(0, 4, 4, 4)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables/{tables[1].id}")
    browser.submit(form="main form[action$=remove]")
    browser.get(f"/desk/workshops/{workshop.id}/tables/new")
    browser.submit({"tables": "2", "seats": "6"})
    assert [(table.number, table.seats) for table in queries.of(workshop.id)] == [
        (1, 4),
        (2, 6),
        (3, 4),
        (4, 6),
    ]


def test_a_table_gets_a_name_a_theme_and_somebody_who_leads_it(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation(themes=[ThemeOf.build(title="Homes", position=1)])
    workshop = OpenWorkshop(consultation=consultation)
    table, host = TableOf(workshop=workshop), Facilitator(consultation)
    browser = signed_in_as(Manager(consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables/{table.id}")
    theme = consultation.themes[0].id
    browser.submit({"name": " Balcony ", "theme_id": str(theme), "facilitator_id": str(host.id)})
    changed = db.session.get_one(Table, table.id)
    assert (changed.name, changed.theme_id, changed.facilitator_id) == ("Balcony", theme, host.id)
    assert f"Led by {host.name}" in browser.text()
    assert "Homes" in browser.text()


def test_a_table_keeps_the_seats_that_people_sit_on(signed_in_as: SignIn) -> None:
    workshop, _those, tables = _room(3, 4)
    drawing.draw(workshop.id, by=None)
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables/{tables[0].id}")
    browser.submit({"seats": "2", "name": "Kept"})
    assert "3 people sit at this table: move somebody first" in browser.text()
    assert 'value="Kept"' in browser.answer.text  # type: ignore[union-attr]
    assert db.session.get_one(Table, tables[0].id).seats == 4


def test_a_code_that_got_out_is_replaced(signed_in_as: SignIn, client: Browser) -> None:
    workshop, _those, tables = _room(0, 4)
    old = tables[0].code
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables/{tables[0].id}")
    browser.submit(form="main form[action$=code]")
    client.get(f"/t/{old}", expect=404)
    client.get(f"/t/{db.session.get_one(Table, tables[0].id).code}")


def test_a_table_with_notes_stays(signed_in_as: SignIn) -> None:
    workshop, _those, tables = _room(0, 4)
    NoteAt(at=tables[0])
    browser = signed_in_as(Manager(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables/{tables[0].id}")
    browser.submit(form="main form[action$=remove]")
    assert "This table has notes, so it cannot be removed" in browser.text()
    assert queries.of(workshop.id) == [db.session.get_one(Table, tables[0].id)]


def test_drawing_by_its_button_seats_everybody_and_says_the_rule_and_the_seed(signed_in_as: SignIn) -> None:
    workshop, _those, _tables = _room(4, 2, 2)
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    assert "4 people without a seat" in browser.text()
    browser.submit(form="main form[action$=draw]")
    assert "The tables are drawn" in browser.text()
    seed = db.session.scalars(select(Draw.seed)).one()
    assert f"with seed {seed}, rule mixed-1" in browser.text()
    assert len(queries.seated(workshop.id)) == 4


def test_too_few_seats_and_a_seed_that_is_none_are_said_on_the_page(signed_in_as: SignIn) -> None:
    workshop, _those, _tables = _room(4, 2)
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    browser.submit(form="main form[action$=draw]")
    assert "4 people come, and there are 2 seats" in browser.text()
    browser.submit({"seed": "-4"}, form="main form[action$=draw]")
    assert "Enter a whole number between 0 and 999999" in browser.text()


def test_a_draw_can_move_those_who_were_seated_by_hand_too(signed_in_as: SignIn) -> None:
    workshop, those, tables = _room(4, 4, 4)
    officer = Manager(workshop.consultation)
    for registration in those:
        seating.move(registration, tables[0], by=officer)
    browser = signed_in_as(officer)
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    browser.submit(form="main form[action$=draw]")
    assert {table.number for table in queries.seated(workshop.id).values()} == {1}
    browser.submit({"leave_by_hand": None}, form="main form[action$=draw]")
    assert sorted(table.number for table in queries.seated(workshop.id).values()) == [1, 1, 2, 2]


def test_whoever_has_no_seat_yet_gets_one_and_the_others_stay(signed_in_as: SignIn) -> None:
    workshop, _those, _tables = _room(3, 4)
    drawing.draw(workshop.id, by=None)
    late = Registered(workshop)
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    browser.submit(form="main form[action$=rest]")
    assert "1 person got a seat" in browser.text()
    assert late.id in queries.seated(workshop.id)


def test_somebody_is_moved_and_changes_seats_by_hand(signed_in_as: SignIn) -> None:
    workshop, those, tables = _room(3, 1, 2)
    officer = Manager(workshop.consultation)
    for registration, table in zip(those, (tables[0], tables[1], tables[1]), strict=True):
        seating.move(registration, table, by=officer)
    browser = signed_in_as(officer)
    browser.get(f"/desk/workshops/{workshop.id}/seats/{those[0].id}")
    assert "Every other table is full" in browser.text()
    browser.submit({"other_id": str(those[1].id)}, form="main form[action$=swap]")
    where = {one: table.number for one, table in queries.seated(workshop.id).items()}
    assert (where[those[0].id], where[those[1].id]) == (2, 1)
    browser.get(f"/desk/workshops/{workshop.id}/seats/{those[0].id}")
    browser.submit(form="main form[action$=leave]")
    assert those[0].id not in queries.seated(workshop.id)
    browser.get(f"/desk/workshops/{workshop.id}/seats/{those[0].id}")
    browser.submit({"table_id": str(tables[1].id)})
    assert queries.seated(workshop.id)[those[0].id].number == 2
    browser.get(f"/desk/workshops/{workshop.id}/seats/{those[0].id}")
    browser.submit({"other_id": ""}, form="main form[action$=swap]")
    assert "Choose a person" in browser.text()


def test_the_plan_warns_of_colleagues_and_of_one_sector_at_a_table(signed_in_as: SignIn) -> None:
    workshop = OpenWorkshop(capacity=6)
    officer = Manager(workshop.consultation)
    tables = [TableOf(workshop=workshop, number=n) for n in (1, 2)]
    firm = {"organisation": "Hexton Foods", "sector": Sector.BUSINESS}
    for registration in (Registered(workshop, **firm), Registered(workshop, **firm)):
        seating.move(registration, tables[0], by=officer)
    seating.move(Registered(workshop), tables[1], by=officer)
    browser = signed_in_as(officer)
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    assert "2 people from Hexton Foods sit here" in browser.text()
    assert "All who sit here are from one sector: Businesses" in browser.text()


def test_the_list_by_name_has_the_table_of_each(signed_in_as: SignIn) -> None:
    workshop, those, _tables = _room(2, 4)
    drawing.draw(workshop.id, by=None)
    Registered(workshop, name="Zeno Late")
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/seats")
    assert browser.text().index(those[0].attendee.name) < browser.text().index("Zeno Late")
    assert "Resident 1" in browser.text()
    assert "Zeno Late Resident –" in browser.text()


def test_badges_are_set_for_those_who_come_and_leave_a_mark(signed_in_as: SignIn) -> None:
    workshop, those, _tables = _room(9, 5, 5)
    drawing.draw(workshop.id, by=None)
    those[0].attendee.name = "Ξενοφών"
    browser = signed_in_as(Facilitator(workshop.consultation))
    browser.get(f"/desk/workshops/{workshop.id}/tables")
    answer = browser.submit(form="main form[action$='badges.pdf']")
    read = PdfReader(BytesIO(answer.data))
    assert len(read.pages) == 2
    words = "\n".join(page.extract_text() for page in read.pages)
    assert all(one.attendee.name in words for one in those[1:])
    assert "[?]" not in words
    assert words.count("Table 1") + words.count("Table 2") == 9
    assert read.root_object["/MarkInfo"]["/Marked"]
    assert db.session.scalars(select(AuditEntry.act)).all()[-1] == "badges.printed"


def test_cards_are_set_for_each_table_with_its_address(signed_in_as: SignIn) -> None:
    workshop, _those, tables = _room(0, 4, 4)
    tables[0].code, tables[0].name = "acdefhjkm", "Balcony"
    browser = signed_in_as(Facilitator(workshop.consultation))
    answer = browser.get(f"/desk/workshops/{workshop.id}/cards.pdf")
    read = PdfReader(BytesIO(answer.data))
    assert len(read.pages) == 2
    words = read.pages[0].extract_text()
    assert "Balcony" in words
    assert "/t/acd-efh-jkm" in words
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_opens_these_pages(signed_in_as: SignIn) -> None:
    workshop, those, tables = _room(1, 4)
    browser = signed_in_as(Facilitator(OpenConsultation()))
    for path in (
        "tables",
        "tables/new",
        f"tables/{tables[0].id}",
        "seats",
        f"seats/{those[0].id}",
        "cards.pdf",
    ):
        browser.get(f"/desk/workshops/{workshop.id}/{path}", expect=403)


def test_a_hundred_and_twenty_badges_with_names_of_any_length_take_seconds() -> None:
    names = ("Ann Lee", "Wolfeschlegelsteinhausenbergerdorff" * 3, "Dr Bartholomew " * 8, "Ó Súilleabháin")
    one = {"by-hand": False, "organisation": "Society for the Encouragement of Arts " * 4, "table": "Table 7"}
    ticket = {"ticket": drawn("T:ABCDEFGHIJ", border=0), "ticket_told": "Ticket ABCDE-FGHIJ"}
    told = {
        "language": "en",
        "title": "Name badges",
        "workshop": "Growth over lunch",
        "day": "24 April 2026",
        "badges": [one | ticket | {"name": names[n % 4]} for n in range(120)],
    }
    template = files("engage.workshops.tables").joinpath("badges.typ")
    begun = clock.now()
    read = PdfReader(BytesIO(typesetting.pdf(template, told, dated=begun)))
    assert (clock.now() - begun).total_seconds() < 20
    assert len(read.pages) == 15
    for page in read.pages:
        page.extract_text(visitor_text=_inside)


def _inside(text: str, at: list[float], within: list[float], *_font: object) -> None:
    """Fail if a word begins outside of the badges on a page of A4."""
    if text.strip():
        assert 42 < at[4] * within[0] + within[4] < 553, text


def test_the_seating_plan_and_the_list_ask_as_little_for_many_as_for_few(signed_in_as: SignIn) -> None:
    workshop, _those, tables = _room(2, 8, 8)
    for table in tables:
        table.theme = ThemeOf(consultation=workshop.consultation, position=table.number + 1)
    drawing.draw(workshop.id, by=None)
    browser = signed_in_as(Facilitator(workshop.consultation))
    paths = [f"/desk/workshops/{workshop.id}/{path}" for path in ("tables", "seats")]
    few = [_asked(browser, path) for path in paths]
    for number in (3, 4, 5):
        theme = ThemeOf(consultation=workshop.consultation, position=number + 1)
        TableOf(workshop=workshop, number=number, theme=theme)
        Registered(workshop, organisation=f"Hexton Foods {number}", sector=Sector.BUSINESS)
    drawing.draw(workshop.id, by=None)
    assert [_asked(browser, path) for path in paths] == few


def _asked(browser: Browser, path: str) -> int:
    db.session.flush()
    with statements() as asked:
        browser.get(path)
    return len(asked)
