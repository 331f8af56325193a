"""A workshop at its tables: notes written with and without network by two phones, and dots by keyboard."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select, update

from engage import clock, create_app
from engage.db import db
from engage.settings import Settings
from engage.stack import ensured
from engage.workshops.models import Workshop
from engage.workshops.tables import showing, walls
from engage.workshops.tables.models import Dot, Exercise, ExerciseKind, Note, Table
from tests.factories import ExerciseOf, Facilitator, NoteAt, OpenWorkshop, TableOf
from tests.journeys.stage import DESK, NARROW, PATIENCE, PHONE, Service, looked_at, until


@pytest.fixture(scope="module")
def inside(service: Service) -> Iterator[Flask]:
    """An application over the database of the running service."""
    before = dict(os.environ)
    os.environ.update(service.environment)
    try:
        with ensured(Settings()) as settings:
            app = create_app(settings)
            yield app
            with app.app_context():
                db.engine.dispose()
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def database(app: Flask) -> Iterator[None]:
    """Reach into the database of the service, and keep what was done there."""
    with app.app_context():
        yield
        db.session.commit()


@dataclass(frozen=True)
class Room:
    """The service on the day of a workshop, with one table."""

    app: Flask
    code: str

    @property
    def path(self) -> str:
        """Where the table's page stands."""
        return f"/t/{self.code}"

    def notes(self) -> list[str]:
        """List what the service has of the table, word for word."""
        with database(self.app):
            of_it = select(Note.text).join(Table, Table.id == Note.table_id).where(Table.code == self.code)
            return sorted(db.session.scalars(of_it.where(Note.removed_at.is_(None))))

    def workshop(self) -> Workshop:
        """Get the workshop, inside its database."""
        return db.session.scalars(select(Workshop).where(Workshop.slug == self.code)).one()

    def dots(self) -> int:
        """Count the dots that were given with the table's code."""
        with database(self.app):
            of_it = select(Dot.id).join(Table, Table.id == Dot.table_id).where(Table.code == self.code)
            return len(db.session.scalars(of_it).all())

    def close(self) -> None:
        """Hand in the table's notes."""
        with database(self.app):
            closing = update(Table).where(Table.code == self.code)
            db.session.execute(closing.values(closed_at=clock.now()))


@pytest.fixture
def room(inside: Flask, request: pytest.FixtureRequest) -> Room:
    """A table of a workshop in which hopes and fears are on."""
    code = f"room{abs(hash(request.node.name)) % 10**6}"
    at = clock.now()
    with database(inside):
        workshop = OpenWorkshop(
            slug=code, registration_closes_at=at, starts_at=at, ends_at=at + timedelta(hours=3)
        )
        table = TableOf(workshop=workshop, code=code)
        ExerciseOf(workshop=workshop, kind=ExerciseKind.HOPES_AND_FEARS, title="Hopes and fears", dots=0)
        voted = ExerciseOf(workshop=workshop, title="What matters most?", dots=2, voting_opened_at=at)
        for text in ("Night buses", "A bank branch"):
            NoteAt(at=table, under=voted, text=text, shown_at=at, change=0)
    return Room(inside, code)


@pytest.fixture
def phones(chromium: Browser, service: Service) -> Iterator[list[BrowserContext]]:
    """Two phones at the table."""
    size = {"width": PHONE[0], "height": PHONE[1]}
    made = [chromium.new_context(base_url=service.address, viewport=size, has_touch=True) for _ in range(2)]
    for context in made:
        context.set_default_timeout(PATIENCE)
    yield made
    for context in made:
        context.close()


def opened(phone: BrowserContext, path: str) -> Page:
    """Open a page and wait until it would open without network, too."""
    page = phone.new_page()
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        "async () => (await (await caches.open('tables-1')).keys()).length > 3", timeout=PATIENCE
    )
    return page


def blank(page: Page, heading: str) -> object:
    """Find the empty box under a heading."""
    place = page.locator(".place", has=page.get_by_role("heading", name=heading, exact=True))
    return place.locator("form[data-blank] textarea")


WRITTEN = ["A bank branch", "Night buses"]


def test_what_two_phones_write_while_the_network_is_gone_is_there_once(
    room: Room, phones: list[BrowserContext]
) -> None:
    scribe, other = (opened(phone, room.path) for phone in phones)
    blank(scribe, "Hopes").press_sequentially("Young people stay")  # type: ignore[attr-defined]
    until(lambda: "Young people stay" in room.notes(), "the first note", seconds=20)
    phones[0].set_offline(True)
    scribe.keyboard.type(" because there is work")
    expect(scribe.locator("[data-line]")).to_contain_text("kept on this phone")
    blank(scribe, "Fears").press_sequentially("Rents rise faster than wages")  # type: ignore[attr-defined]
    blank(other, "Hopes").fill("A station at last")  # type: ignore[attr-defined]
    until(lambda: "A station at last" in room.notes(), "the other phone's note", seconds=20)

    scribe.reload()
    boxes = scribe.locator("form[data-note]:not([data-blank]) textarea")
    expect(boxes).to_have_count(2)
    assert {box.input_value() for box in boxes.all()} == {
        "Young people stay because there is work",
        "Rents rise faster than wages",
    }
    looked_at(scribe, "table-offline", (PHONE,))
    phones[0].set_offline(False)
    expect(scribe.locator("[data-line]")).to_have_text("Everything is sent", timeout=PATIENCE)
    expect(boxes).to_have_count(3, timeout=PATIENCE)
    assert room.notes() == sorted(
        [
            *WRITTEN,
            "A station at last",
            "Rents rise faster than wages",
            "Young people stay because there is work",
        ]
    )
    looked_at(scribe, "table", (NARROW, PHONE, DESK))


def test_where_two_phones_change_one_note_both_wordings_stay(
    room: Room, phones: list[BrowserContext]
) -> None:
    one, other = (opened(phone, room.path) for phone in phones)
    blank(one, "Hopes").fill("A station")  # type: ignore[attr-defined]
    theirs = other.locator("form[data-note]:not([data-blank]) textarea")
    expect(theirs).to_have_value("A station", timeout=PATIENCE)
    for phone in phones:
        phone.set_offline(True)
    one.locator("form[data-note]:not([data-blank]) textarea").fill("A station by 2030")
    theirs.fill("A station with a lift")
    for phone in phones:
        phone.set_offline(False)
    both = sorted([*WRITTEN, "A station by 2030", "A station with a lift"])
    until(lambda: room.notes() == both, "both wordings", seconds=60)
    for page in (one, other):
        expect(page.locator("form[data-note]:not([data-blank])")).to_have_count(2, timeout=PATIENCE)
        expect(page.get_by_text("Another wording").first).to_be_visible(timeout=PATIENCE)


def test_what_is_written_after_the_table_was_handed_in_stays_on_the_phone_to_be_copied(
    room: Room, phones: list[BrowserContext]
) -> None:
    scribe = opened(phones[0], room.path)
    phones[0].set_offline(True)
    blank(scribe, "Fears").fill("Nobody asked the young")  # type: ignore[attr-defined]
    room.close()
    phones[0].set_offline(False)
    kept = scribe.locator("[data-kept]")
    expect(kept).to_contain_text("Nobody asked the young", timeout=PATIENCE)
    scribe.reload()
    expect(kept).to_contain_text("Nobody asked the young", timeout=PATIENCE)
    assert room.notes() == WRITTEN
    looked_at(scribe, "table-handed-in", (PHONE,))


def test_dots_are_given_by_keyboard_and_kept_while_the_network_is_gone(
    room: Room, phones: list[BrowserContext]
) -> None:
    page = opened(phones[0], f"{room.path}/dots")
    first = page.get_by_role("button", name="Give a dot").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-left]")).to_have_text("1 of 2 dots left")
    until(lambda: room.dots() == 1, "the first dot", seconds=20)
    phones[0].set_offline(True)
    page.keyboard.press("Space")
    expect(page.locator("[data-left]")).to_have_text("0 of 2 dots left")
    expect(page.get_by_role("button", name="Take one back")).to_be_focused()
    page.reload()
    expect(page.locator("[data-left]")).to_have_text("0 of 2 dots left")
    phones[0].set_offline(False)
    until(lambda: room.dots() == 2, "the second dot", seconds=60)
    page.get_by_role("button", name="Take one back").first.press("Enter")
    until(lambda: room.dots() == 1, "a dot taken back", seconds=20)
    looked_at(page, "dots", (NARROW, PHONE))


def test_notes_are_written_and_removed_by_keyboard(room: Room, phones: list[BrowserContext]) -> None:
    page = opened(phones[0], room.path)
    box = blank(page, "Hopes")
    box.focus()  # type: ignore[attr-defined]
    page.keyboard.type("Night trains")
    until(lambda: "Night trains" in room.notes(), "the note", seconds=20)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(lambda: "Night trains" not in room.notes(), "the note to go", seconds=20)
    page.keyboard.press("Enter")
    until(lambda: "Night trains" in room.notes(), "the note to come back", seconds=20)


def test_a_table_is_told_when_something_else_is_on(room: Room, phones: list[BrowserContext]) -> None:
    page = opened(phones[0], room.path)
    with database(room.app):
        db.session.execute(update(Exercise).where(Exercise.dots == 0).values(title="Only hopes"))
    expect(page.get_by_role("heading", name="Only hopes")).to_be_visible(timeout=PATIENCE)


def test_the_wall_shows_by_itself_what_a_facilitator_lets_onto_it(
    room: Room, phones: list[BrowserContext]
) -> None:
    scribe = opened(phones[0], room.path)
    with database(room.app):
        wall = f"/workshops/{room.code}/wall/{walls.key_of(room.workshop())}"
    projector = phones[1].new_page()
    projector.goto(wall)
    blank(scribe, "Hopes").fill("A station at last")  # type: ignore[attr-defined]
    until(lambda: "A station at last" in room.notes(), "the note", seconds=20)
    expect(projector.get_by_text("Night buses")).to_be_visible()
    expect(projector.get_by_text("A station at last")).to_have_count(0)
    with database(room.app):
        workshop = room.workshop()
        seen = [(note.id, note.version) for note in showing.waiting(workshop)]
        showing.show(workshop, seen, by=Facilitator(workshop.consultation))
    expect(projector.get_by_text("A station at last")).to_be_visible(timeout=PATIENCE)
    looked_at(projector, "wall", (PHONE, DESK, (1920, 1080)))
    phones[1].set_offline(True)
    expect(projector.get_by_text("No connection since")).to_be_visible(timeout=PATIENCE)
    phones[1].set_offline(False)
    expect(projector.get_by_text("No connection since")).to_have_count(0, timeout=PATIENCE)
