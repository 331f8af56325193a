"""Setting up a consultation before the public sees it: what is asked, and under which themes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from engage import audit, clock
from engage.accounts import Person
from engage.consultations import sequence
from engage.consultations.models import Consultation, Tag, Theme
from engage.consultations.queries import hold
from engage.db import db
from engage.errors import RuleBroken, Sentence
from engage.organisations.models import Body
from engage.web.addresses import demand_part

Placed = TypeVar("Placed")
TAKEN = "new"
"""What the page on which a draft is begun has as its address: a draft of that name could not be reached."""
NOTICE = ("purpose", "lawful_basis", "who_sees")


@dataclass(frozen=True)
class Description:
    """What people read about a consultation before they answer."""

    title: str
    lead: str = ""
    background: str = ""
    open_to_change: str = ""
    not_open_to_change: str = ""
    summary_due: date | None = None
    answers_due: date | None = None


@dataclass(frozen=True)
class Notice:
    """What people are told about their data, in the body's own words."""

    purpose: str
    lawful_basis: str
    who_sees: str
    kept_for_months: int
    data_protection_contact: str


def create(slug: str, title: str, body: Body, *, lead: str = "", by: Person | None) -> Consultation:
    """Begin a draft, with a privacy notice to start from.

    :raises RuleBroken: if the address is taken, or is none, or the title is empty
    """
    if not title.strip():
        raise RuleBroken(_l("Enter a title"), field="title")
    if slug == TAKEN:
        raise RuleBroken(_l("Another page has this address already"), field="slug")
    demand_part(slug)
    consultation = Consultation(
        slug=slug,
        title=title.strip(),
        lead=lead.strip(),
        body=body,
        created_at=clock.now(),
        data_protection_contact=body.contact_email,
        **{part: _usual(part, body) for part in NOTICE},
    )
    _flush(consultation, _l("Another consultation has this address already"), "slug")
    audit.record("consultation.created", consultation, by=by)
    return consultation


def _usual(part: str, body: Body) -> str:
    return " ".join(render_template(f"consultations/notice/{part}.txt", body=body).split())


def describe(consultation: Consultation, description: Description, *, by: Person | None) -> None:
    """Write what people read about a draft.

    :raises RuleBroken: once it is published
    """
    still_a_draft(consultation)
    for name, value in vars(description).items():
        setattr(consultation, name, value.strip() if isinstance(value, str) else value)
    audit.record("consultation.described", consultation, by=by)


def inform(consultation: Consultation, notice: Notice, *, by: Person | None) -> None:
    """Write the privacy notice of a draft.

    :raises RuleBroken: once it is published: people answered on these terms
    """
    still_a_draft(consultation)
    for name, value in vars(notice).items():
        setattr(consultation, name, value.strip() if isinstance(value, str) else value)
    audit.record("consultation.privacy_notice_written", consultation, by=by)


def add_theme(
    consultation: Consultation,
    title: str,
    *,
    slug: str | None = None,
    description: str = "",
    tags: Sequence[Tag] = (),
    by: Person | None,
) -> Theme:
    """Add a theme after those there are.

    :raises RuleBroken: once the consultation is published, or if two themes would share an address
    """
    still_a_draft(consultation)
    theme = Theme(
        consultation_id=consultation.id,
        slug=slug or plain(title),
        title=title.strip(),
        description=description.strip(),
        tags=list(tags),
        position=len(consultation.themes) + 1,
    )
    _flush(theme, _l("Another theme of this consultation has this name already"), "title")
    db.session.expire(consultation, ["themes"])
    audit.record("theme.added", theme, by=by)
    return theme


def change_theme(
    theme: Theme, title: str, *, description: str, tags: Sequence[Tag], by: Person | None
) -> None:
    """Reword a theme of a draft; its address stays, for people may have it.

    :raises RuleBroken: once the consultation is published
    """
    still_a_draft(theme.consultation)
    theme.title, theme.description, theme.tags = title.strip(), description.strip(), list(tags)
    audit.record("theme.changed", theme, by=by)


def move_theme(theme: Theme, places: int, *, by: Person | None) -> None:
    """Move a theme up (-1) or down (+1) among the others; at the end it stays where it is.

    :raises RuleBroken: once the consultation is published, for a theme's place fixes its colour, or if a
        question would come before the one that it depends on
    """
    still_a_draft(theme.consultation)
    order = reordered(theme.consultation.themes, theme, places)
    for position, one in enumerate(order, start=1):
        one.position = position
    theme.consultation.themes[:] = order
    sequence.demand_order(theme.consultation)
    audit.record("theme.moved", theme, by=by, position=theme.position)


def remove_theme(theme: Theme, *, by: Person | None) -> None:
    """Take a theme that nobody has answered out of a draft, with its questions.

    :raises RuleBroken: if there are answers under it, or questions elsewhere that depend on its own, or
        the consultation is published
    """
    consultation = theme.consultation
    still_a_draft(consultation)
    sequence.demand_independence(sequence.under(consultation, theme))
    audit.record("theme.removed", theme, by=by, consultation_id=consultation.id)
    try:
        with db.session.begin_nested():
            consultation.themes.remove(theme)
    except IntegrityError as answered:
        raise RuleBroken(_l("People have answered under this theme, so it has to stay")) from answered
    db.session.expire(consultation, ["questions"])
    for position, one in enumerate(consultation.themes, start=1):
        one.position = position


def reordered(things: Sequence[Placed], thing: Placed, places: int) -> list[Placed]:
    """List things with one of them moved some places towards the end, or (negative) the beginning."""
    others = [one for one in things if one is not thing]
    there = min(max(list(things).index(thing) + places, 0), len(others))
    return [*others[:there], thing, *others[there:]]


def plain(words: str) -> str:
    """Make the part of an address out of a title."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-") or "theme"


def still_a_draft(consultation: Consultation) -> None:
    """Hold on to a draft until the transaction ends.

    :raises RuleBroken: if it has been published
    """
    hold(consultation)  # somebody may be publishing it at this moment
    if consultation.published_at:
        raise RuleBroken(
            _l("This consultation is public. People answer what they have read, so it no longer changes")
        )


def _flush(thing: Consultation | Theme, clash: Sentence, field: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(thing)
    except IntegrityError as error:
        raise RuleBroken(clash, field=field) from error
