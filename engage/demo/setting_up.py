"""Setting the demo up: bodies, people, the consultation with its themes, questions and evidence."""

import json
from datetime import datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import typst
from flask import current_app

from engage import clock
from engage.accounts import Person, people, queries
from engage.clock import LONDON
from engage.consultations import drafting, evidence, publication, questionnaire, questionnaire_file, roles
from engage.consultations.documents import examined
from engage.consultations.drafting import Description
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.demo import region
from engage.organisations.models import Body

ROOM = 5_000_000
"""Bytes that one of the demo's own reports may have."""


def bodies() -> Body:
    """Enter the region's five bodies; give the one that consults."""
    entered = [
        Body(slug=slug, name=name, contact_email=f"strategy@{slug.replace('-', '')}.example")
        for slug, name in region.BODIES
    ]
    db.session.add_all(entered)
    db.session.flush()
    return entered[0]


def officers() -> dict[str, Person]:
    """Give the region's officers accounts, by e-mail address; who has one keeps it."""
    found = {}
    for officer in region.OFFICERS:
        found[officer.email] = queries.by_email(officer.email) or people.add(
            officer.email,
            officer.name,
            password=region.PASSWORD,
            administrator=officer.role is None,
            by=None,
        )
    return found


def consultation(body: Body, staff: dict[str, Person], opened: datetime) -> Consultation:
    """Draft the consultation and publish it, as if that had been on the day that it opened."""
    manager = staff["manager@merrowvale.example"]
    draft = drafting.create(region.SLUG, region.TITLE, body, lead=region.LEAD, by=manager)
    closes = opened + timedelta(weeks=6)
    drafting.describe(
        draft,
        Description(
            title=region.TITLE,
            lead=region.LEAD,
            background=region.BACKGROUND,
            open_to_change=region.OPEN,
            not_open_to_change=region.NOT_OPEN,
            summary_due=(closes + timedelta(weeks=6)).date(),
            answers_due=(closes + timedelta(weeks=12)).date(),
        ),
        by=manager,
    )
    _themes(draft, manager)
    _evidence(draft, manager, opened)
    _questions(draft, manager)
    _roles(draft, staff, manager)
    publication.publish(draft, opened, _at(closes, time(17)), by=manager)
    draft.published_at = opened
    draft.created_at = opened - timedelta(weeks=3)
    db.session.flush()
    return draft


def themes_of(consultation: Consultation) -> dict[str, Theme]:
    """Give the themes by the names that the voices call them."""
    return {theme.slug: theme for theme in consultation.themes}


def _at(day: datetime, hour: time) -> datetime:
    return datetime.combine(day.date(), hour, LONDON)


def morning(days_ago: int) -> datetime:
    """Give nine in the morning in London, some days ago."""
    return _at(clock.london(clock.now()) - timedelta(days=days_ago), time(9))


def _themes(draft: Consultation, manager: Person) -> None:
    for text in region.THEMES:
        drafting.add_theme(
            draft, text.title, slug=text.slug, description=text.description, tags=text.tags, by=manager
        )


def _questions(draft: Consultation, manager: Person) -> None:
    asked = (files("engage.demo") / "questionnaire.json").read_text(encoding="utf-8")
    questionnaire.add(draft, questionnaire_file.read(asked, draft), by=manager)


def _roles(draft: Consultation, staff: dict[str, Person], manager: Person) -> None:
    themes = themes_of(draft)
    for officer in region.OFFICERS:
        for slug in officer.themes or ("",):
            if officer.role:
                roles.give(staff[officer.email], officer.role, draft, themes.get(slug), by=manager)


def _evidence(draft: Consultation, manager: Person, opened: datetime) -> None:
    told = json.loads((files("engage.demo") / "reports" / "reports.json").read_text(encoding="utf-8"))
    for name, title, summary in region.REPORTS:
        pdf = _printed({"title": title, "body": draft.body.name, "parts": told[name]})
        document = examined(f"{name}.pdf", pdf, limit=ROOM)
        day = (opened - timedelta(days=14)).date()
        evidence.keep(draft, title, document, summary=summary, published_on=day, by=manager)


def _printed(told: dict[str, object]) -> bytes:
    fonts = Path(current_app.static_folder or "") / "fonts" / "ttf"
    with as_file(files("engage.demo") / "reports" / "report.typ") as template:
        pdf = typst.compile(
            str(template),
            sys_inputs={"told": json.dumps(told)},
            font_paths=[str(fonts)],
            pdf_standards=["ua-1"],
        )
    return bytes(pdf)
