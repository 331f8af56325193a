"""`engage consultations …` and `engage people …`: setting up from the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import NoResultFound

from engage import clock
from engage.accounts import Person
from engage.accounts import people as accounts
from engage.accounts.queries import everybody
from engage.consultations import (
    appointing,
    drafting,
    publication,
    queries,
    questionnaire,
    questionnaire_file,
)
from engage.consultations.models import Consultation, Role, Theme
from engage.db import db, transaction
from engage.operator import Result, Trouble, operator_command, say
from engage.organisations import bodies
from engage.organisations import queries as known
from engage.organisations.models import Body

OPEN_FOR = timedelta(days=28)
NOBODY_YET = ("engagement", "The engagement team")


def pair(_: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Split each SLUG=NAME."""
    split = [value.partition("=") for value in values]
    if not all(slug and sign and name for slug, sign, name in split):
        raise click.BadParameter("write it as SLUG=NAME", param=parameter)
    return [(slug, name) for slug, _, name in split]


@click.group()
def consultations() -> None:
    """What the public is asked."""


@operator_command(consultations, "create")
@click.option("--slug", required=True, help="Its part of the address, like clean-growth.")
@click.option("--title", required=True)
@click.option("--lead", default="", help="One paragraph: what is asked, and of whom.")
@click.option("--theme", "themes", multiple=True, required=True, callback=pair, metavar="SLUG=TITLE")
@click.option("--body", "body", multiple=True, callback=pair, metavar="SLUG=NAME", help="Who asks.")
@click.option("--open", "opens", is_flag=True, help="Publish it from now, until 5pm in 28 days.")
def create(
    slug: str,
    title: str,
    lead: str,
    themes: list[tuple[str, str]],
    body: list[tuple[str, str]],
    opens: bool,
) -> Result:
    """Create a consultation with its themes."""
    with transaction():
        consultation = drafting.create(slug, title, _body(body), lead=lead or title, by=None)
        for theme_slug, theme_title in themes:
            drafting.add_theme(consultation, theme_title, slug=theme_slug, by=None)
        if opens:
            publication.publish(consultation, clock.now(), _evening(clock.now() + OPEN_FOR), by=None)
    say(f"{title} is {'open' if opens else 'a draft'}: /consultations/{slug}")
    return _told(consultation)


@operator_command(consultations, "list")
def list_consultations() -> Result:
    """List all consultations, the newest first."""
    found = [_told(one) for one in queries.every()]
    for one in found:
        say(f"{one['slug']}  {one['state']}  {one['title']}")
    return {"consultations": found}


@operator_command(consultations, "questions")
@click.argument("slug")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def questions(slug: str, file: Path | None) -> Result:
    """Add the questions of a JSON FILE, all or none; without one, print those there are as such a file."""
    if file is None:
        written = questionnaire_file.written(called(slug))
        say(json.dumps(written, ensure_ascii=False, indent=2))
        return written
    with transaction():
        consultation = called(slug)
        items = questionnaire_file.read(file.read_text(encoding="utf-8"), consultation)
        added = questionnaire.add(consultation, items, by=None)
    say(f"{len(added)} questions were added to {slug}")
    return {"added": len(added), "questions": len(consultation.asked)}


@click.group()
def people() -> None:
    """The people who sign in."""


@operator_command(people, "add")
@click.argument("email")
@click.option("--name", help="Needed for a new account.")
@click.option("--role", required=True, type=click.Choice([*(role.value for role in Role), "administrator"]))
@click.option("--consultation", "slug", help="The consultation that the role is for.")
@click.option("--theme", "theme_slug", help="The theme of it that the role is for; else the whole.")
@click.option("--password", help="Without one, they are sent a link to set their own.")
def add(
    email: str,
    name: str | None,
    role: str,
    slug: str | None,
    theme_slug: str | None,
    password: str | None,
) -> Result:
    """Give somebody an account and a role; somebody with an account gets the role alone."""
    with transaction():
        if role == "administrator":
            person = accounts.appoint_administrator(email, name or "", password=password)
        else:
            consultation, theme = _place(slug, theme_slug)
            person = appointing.appoint(
                email, name or "", Role(role), consultation, theme, password=password, by=None
            )
    say(f"{person.name} ({person.email}) is {role} now")
    return {"id": person.id, "email": person.email, "name": person.name, "role": role}


@operator_command(people, "list")
def list_people() -> Result:
    """List everybody who has an account, with their roles."""
    found = [_known(person) for person in db.session.scalars(everybody())]
    for one in found:
        say("  ".join([one["email"], one["name"], *one["roles"]]))
    return {"people": found}


def _evening(at: datetime) -> datetime:
    """Give 5pm in London of the day on which a moment falls: when consultations close."""
    return clock.london(at).replace(hour=17, minute=0, second=0, microsecond=0).astimezone(UTC)


def _known(person: Person) -> dict[str, Any]:
    roles = ["administrator"] if person.is_administrator else []
    roles += [
        f"{held.role} of {held.consultation.slug}{'/' + held.theme.slug if held.theme else ''}"
        for held in queries.roles_of(person)
    ]
    return {"email": person.email, "name": person.name, "active": person.active, "roles": roles}


def _told(consultation: Consultation) -> dict[str, object]:
    at = clock.now()
    return {
        "id": consultation.id,
        "slug": consultation.slug,
        "title": consultation.title,
        "state": consultation.stage(at),
        "themes": [theme.slug for theme in consultation.themes],
        "opens_at": consultation.opens_at and consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at and consultation.closes_at.isoformat(),
    }


def _body(named: list[tuple[str, str]]) -> Body:
    """Find the body that asks, or enter it; without one named it is a team that has no name yet."""
    slug, name = named[-1] if named else NOBODY_YET
    return known.by_slug(slug) or bodies.add(slug, name, contact_of(slug), by=None)


def contact_of(slug: str) -> str:
    """Make up where a body is written to, until somebody enters the right address."""
    return f"consultations@{slug}.example"


def called(slug: str) -> Consultation:
    """Find the consultation that a command is about.

    :raises Trouble: if there is none of that name
    """
    try:
        return queries.by_slug(slug)
    except NoResultFound as none:
        raise Trouble(f"There is no consultation {slug}: `engage consultations list` names them.") from none


def _place(slug: str | None, theme_slug: str | None) -> tuple[Consultation, Theme | None]:
    if not slug:
        raise Trouble("Say which consultation the role is for, with --consultation SLUG.")
    consultation = called(slug)
    if not theme_slug:
        return consultation, None
    for theme in consultation.themes:
        if theme.slug == theme_slug:
            return consultation, theme
    there = ", ".join(theme.slug for theme in consultation.themes)
    raise Trouble(f"{slug} has no theme {theme_slug}; its themes are {there}.")
