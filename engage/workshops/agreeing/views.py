"""What somebody who came sees of their table's notes, by the private link of their registration."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from engage import clock
from engage.db import transaction
from engage.web import Form, flashed, refusals
from engage.web.private_links import keep_private
from engage.web.security import limiter
from engage.workshops import queries as workshops
from engage.workshops.agreeing import queries, replying
from engage.workshops.agreeing.forms import CorrectionForm, DissentForm
from engage.workshops.agreeing.replying import contribution_of
from engage.workshops.models import Registration
from engage.workshops.tables.models import Note, Table
from engage.workshops.views import bp


@bp.route("/registrations/<key>/table")
def table_notes(key: str) -> ResponseReturnValue:
    """Show somebody what their table said, and what they said of it."""
    registration, table = _sat(key)
    notes = queries.handed_in(table)
    return _private(
        "table_notes",
        key=key,
        registration=registration,
        table=table,
        notes=notes,
        words=queries.words([contribution_of(note) for note in notes]),
        replies=queries.replies_of(registration),
        dissents=queries.dissents_of(registration),
        form=Form(),
        is_open=replying.is_open(table, clock.now()),
    )


@bp.route("/registrations/<key>/table/confirm", methods=["POST"])
@limiter.limit("120 per minute")
def confirm_notes(key: str) -> ResponseReturnValue:
    """Confirm one note, or all that nothing was said about."""
    registration, table = _sat(key)
    wanted = request.form.get("note", type=UUID)
    with flashed(), transaction():
        if wanted:
            replying.confirm(queries.note_of(table, wanted), registration)
        else:
            replying.confirm_rest(table, registration)
            flash(_("Thank you. You have confirmed the notes of your table."), "success")
    return redirect(url_for(".table_notes", key=key, _anchor=f"note-{wanted}" if wanted else None))


@bp.route("/registrations/<key>/table/<uuid:note_id>/correct", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def correct_note(key: str, note_id: UUID) -> ResponseReturnValue:
    """Propose other words for a note."""
    registration, note = _note(key, note_id)
    said = queries.replies_of(registration).get(note_id)
    form = CorrectionForm(words=(said.text if said else "") or _latest(note))
    return _said(key, registration, note, form, replying.correct, "correct")


@bp.route("/registrations/<key>/table/<uuid:note_id>/differently", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def dissent_from_note(key: str, note_id: UUID) -> ResponseReturnValue:
    """Say what one sees differently from one's table."""
    registration, note = _note(key, note_id)
    said = queries.dissents_of(registration).get(note_id)
    form = DissentForm(words=said.text if said else "")
    return _said(key, registration, note, form, replying.dissent, "dissent")


def _said(
    key: str,
    registration: Registration,
    note: Note,
    form: CorrectionForm | DissentForm,
    say: Callable[[Note, Registration, str], None],
    page: str,
) -> ResponseReturnValue:
    if form.validate_on_submit():
        with refusals(form), transaction():
            say(note, registration, form.words.data or "")
            flash(_("Thank you. What you wrote is kept."), "success")
            return redirect(url_for(".table_notes", key=key, _anchor=f"note-{note.id}"))
    return _private(page, key=key, note=note, latest=_latest(note), form=form, workshop=registration.workshop)


def _sat(key: str) -> tuple[Registration, Table]:
    registration = workshops.by_private_key(key)
    table = queries.table_of(registration)
    if table is None:
        raise NoResultFound
    return registration, table


def _note(key: str, note_id: UUID) -> tuple[Registration, Note]:
    registration, table = _sat(key)
    return registration, queries.note_of(table, note_id)


def _latest(note: Note) -> str:
    contribution = contribution_of(note)
    return queries.words([contribution])[contribution.id].text


def _private(page: str, **context: object) -> ResponseReturnValue:
    return keep_private(make_response(render_template(f"workshops/agreeing/{page}.html", **context)))
