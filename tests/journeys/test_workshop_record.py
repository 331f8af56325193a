"""After a workshop: workers hand in what a table wrote, and somebody on a phone answers the letter."""

import re
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation import decisions
from engage.moderation.models import Outcome
from engage.workshops.agreeing import handing_in
from engage.workshops.models import Workshop
from engage.workshops.tables.models import ExerciseKind, Table
from tests.factories import Manager, OpenWorkshop, Registered
from tests.factories.agreeing import Exercised, Laid, Noted
from tests.journeys.stage import NARROW, PATIENCE, PHONE, Service, Sink, looked_at, until
from tests.journeys.test_workshop_tables import database, inside

__all__ = ["inside"]
SLUG, ADDRESS = "record-of-the-day", "ann.record@home.example"


def _held(app: Flask) -> None:
    """Hold a workshop at which one table wrote, and order its notes to be handed in."""
    with database(app):
        workshop = OpenWorkshop(slug=SLUG, what_follows="The board reads it in May.")
        table = Laid(workshop, [Registered(workshop, email=ADDRESS, name="Ann Record")], code="recordtable")
        exercise = Exercised(workshop, ExerciseKind.HOPES_AND_FEARS, title="Hopes and fears")
        Noted(table, exercise, "A bus that runs before six.", column="hope")
        Noted(table, exercise, "The plant leaves.", column="fear")
        handing_in.order(workshop, [table], 10, by=Manager(workshop.consultation))


def _show_all(app: Flask) -> None:
    with database(app):
        table = db.session.scalars(select(Table).where(Table.code == "recordtable")).one()
        said = select(Contribution).where(
            Contribution.consultation_id == table.workshop.consultation_id, Contribution.ended_at.is_(None)
        )
        for one in db.session.scalars(said):
            decisions.decide(one, Outcome.SHOW, by=None)
        table.answers_until = clock.now() - timedelta(minutes=1)
        workshop = db.session.scalars(select(Workshop).where(Workshop.slug == SLUG)).one()
        workshop.summarised_at = clock.now()


def test_what_a_table_said_is_answered_on_a_phone_and_read_by_everybody(
    inside: Flask,
    service: Service,
    sink: Sink,
    chromium: Browser,
) -> None:
    _held(inside)
    (letter,) = until(lambda: sink.to(ADDRESS, subject="What your table said"), "the letter")
    body = letter.get_body(("plain",))
    assert body
    assert "Hope: A bus that runs before six." in body.get_content()
    link = re.search(rf"{service.address}\S+/table", body.get_content())
    assert link
    context = chromium.new_context(
        base_url=service.address, viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(link.group())
    looked_at(page, "table-notes", (NARROW, PHONE))
    fear = page.locator(".tables-note", has_text="The plant leaves.")
    fear.get_by_role("link", name="I see it differently").click()
    page.get_by_label("What do you see differently?").fill("It has said that it stays.")
    page.get_by_role("button", name="Send it").click()
    expect(fear).to_contain_text("You see it differently")
    page.get_by_role("button", name="Confirm the rest").click()
    expect(page.locator("main")).to_contain_text("You confirmed it")
    _show_all(inside)
    page.goto(f"/workshops/{SLUG}/summary")
    expect(page.locator(".point", has_text="The plant leaves.")).to_contain_text("It has said that it stays.")
    expect(page.locator("main")).to_contain_text("The record is agreed.")
    looked_at(page, "workshop-summary", (NARROW, PHONE))
    context.close()
