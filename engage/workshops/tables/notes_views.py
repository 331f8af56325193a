"""The page of a table, which its code opens without an account: what is on, and what the table writes."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from engage.db import new_id, transaction
from engage.errors import Sentence
from engage.web.private_links import keep_private
from engage.web.security import csrf, limiter
from engage.web.templating import manifest
from engage.workshops.tables import columns, note_queries, scribing, sheet, syncing
from engage.workshops.tables.models import Table
from engage.workshops.tables.scribing import Act, Outcome, Result
from engage.workshops.views import bp

__all__ = ["bp"]


@dataclass(frozen=True)
class Fault:
    """What was typed into a form and could not be kept, and why."""

    act: Act
    why: Sentence


def by_table() -> str:
    """Name the table that a request is about: a room shares one address, so limits go by code."""
    return f"table:{note_queries.plain((request.view_args or {}).get('code', ''))[:40]}"


def _missed(response: Response) -> bool:
    return response.status_code == 404


at_a_table = limiter.shared_limit("900 per minute", scope="table", key_func=by_table)
guessing = limiter.shared_limit("60 per minute", scope="codes", deduct_when=_missed)
"""Whoever tries codes that open nothing is held back; whoever holds one is not."""


@bp.route("/t/<code>")
@guessing
@at_a_table
def table(code: str) -> ResponseReturnValue:
    """Show a table what is on, and what it has written."""
    return _page(note_queries.by_code(code))


@bp.route("/t/<code>/notes", methods=["POST"])
@guessing
@at_a_table
def write_note(code: str) -> ResponseReturnValue:
    """Keep, change or remove one note, for a browser that runs no scripts."""
    found, act = note_queries.by_code(code), _act(request.form)
    with transaction():
        (result,) = scribing.take(found.id, [act])
    if result.outcome is Outcome.REFUSED:
        return _page(found, Fault(act, result.why))
    flash(_told(result), "success" if result.outcome in (Outcome.KEPT, Outcome.REMOVED) else "message")
    if result.outcome is Outcome.CLOSED and not act.removes:
        return _page(found, Fault(act, ""))
    return redirect(url_for(".table", code=found.code, _anchor=f"e-{act.exercise}"))


@bp.route("/t/<code>/notes.json", methods=["GET", "POST"])
@guessing
@at_a_table
def sync_notes(code: str) -> ResponseReturnValue:
    """Take what a phone kept, and tell it what it does not know."""
    found, sent = note_queries.by_code(code), syncing.read(request)
    results: list[Result] = []
    if sent.acts:
        with transaction():
            results = scribing.take(found.id, sent.acts)
    return _private(syncing.answer(found, sent, results))


csrf.exempt(sync_notes)  # the code in the address is all that counts: a browser adds nothing by itself


@bp.route("/t/worker.js")
def table_worker() -> ResponseReturnValue:
    """Hand out the script that opens the pages of tables without network."""
    built = Path(current_app.static_folder or "") / manifest()["table-worker.js"]
    answer = make_response(built.read_bytes())
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _page(found: Table, fault: Fault | None = None) -> Response:
    exercises = note_queries.begun(found.workshop_id)
    body = render_template(
        "workshops/tables/table.html",
        table=found,
        mark=found.changes,
        sheets=sheet.of(found, exercises),
        taken_off=note_queries.removed_from(found.id),
        state=sheet.state(found, exercises),
        fields=columns.fields,
        opening=columns.opening,
        longest=scribing.LONGEST,
        new_id=new_id,
        fault=fault,
    )
    return _private(body)


def _private(body: object) -> Response:
    return keep_private(make_response(body))


def _act(form: MultiDict[str, str]) -> Act:
    try:
        named = {name: UUID(form.get(name, "")) for name in ("act", "note", "exercise")}
        base = int(form.get("base", "0"))
    except ValueError as wrong:
        raise BadRequest from wrong
    return Act(
        id=named["act"],
        note=named["note"],
        exercise=named["exercise"],
        base=base,
        column=form.get("column", ""),
        text=form.get("text", "").replace("\r\n", "\n"),
        detail={name: form.get(name, "") for name in columns.FIELDS if form.get(name)},
        removes=form.get("do") == "remove",
    )


def _told(result: Result) -> str:
    told: dict[Outcome, str] = {
        Outcome.KEPT: _("The note is saved"),
        Outcome.REMOVED: _("The note is removed. You can put it back at the foot of the page."),
        Outcome.BESIDE: _("Somebody else changed this note meanwhile: both wordings are kept"),
        Outcome.STAYS: _("Somebody else changed this note meanwhile, so it was not removed"),
        Outcome.CLOSED: _("The notes of this table were handed in, so this one was not saved"),
    }
    return told[result.outcome]
