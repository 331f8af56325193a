"""Entering the public bodies that consult here."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from engage import audit
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Body


def add(slug: str, name: str, contact_email: str, *, website: str | None = None, by: Person | None) -> Body:
    """Enter a body.

    :raises RuleBroken: if there is one with the same short name
    """
    body = Body(slug=slug, name=name.strip(), contact_email=contact_email.strip(), website=website or None)
    try:
        with db.session.begin_nested():
            db.session.add(body)
    except IntegrityError as twice:
        raise RuleBroken(_l("Another body has this short name already"), field="slug") from twice
    audit.record("body.added", body, by=by)
    return body


def change(body: Body, name: str, contact_email: str, *, website: str | None, by: Person | None) -> None:
    """Correct what people are told about a body."""
    body.name, body.contact_email, body.website = name.strip(), contact_email.strip(), website or None
    audit.record("body.changed", body, by=by)
