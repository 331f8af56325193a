"""The page on which people in the room give their dots, which the code of their table opens."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from engage.db import new_id, transaction
from engage.web.private_links import keep_private
from engage.web.security import csrf
from engage.workshops.tables import ballot, columns, note_queries, voters, voting
from engage.workshops.tables.notes_views import at_a_table, guessing
from engage.workshops.tables.scribing import Result
from engage.workshops.tables.voting import DotAct
from engage.workshops.views import bp

__all__ = ["bp"]


@bp.route("/t/<code>/dots")
@guessing
@at_a_table
def dots(code: str) -> ResponseReturnValue:
    """Show what can be voted on, and the dots that this phone has given."""
    found, key = note_queries.by_code(code), voters.made()
    votes = ballot.of(found, voters.hashed(key))
    body = render_template(
        "workshops/tables/dots.html",
        table=found,
        votes=votes,
        state=ballot.state(votes),
        fields=columns.fields,
        called=columns.called,
        new_id=new_id,
    )
    return voters.hand_out(keep_private(make_response(body)), key)


@bp.route("/t/<code>/dots", methods=["POST"])
@guessing
@at_a_table
def give_dot(code: str) -> ResponseReturnValue:
    """Give a dot or take one back, for a browser that runs no scripts."""
    found, key = note_queries.by_code(code), voters.held()
    act = _act()
    if key is None:
        flash(_("A vote needs a cookie, and this browser kept none. Allow cookies, then try again."))
    else:
        with transaction():
            (result,) = voting.cast(found.id, [act], voters.hashed(key))
        if result.why:
            flash(str(result.why))
    return redirect(url_for(".dots", code=found.code, _anchor=f"d-{act.note}"))


@bp.route("/t/<code>/dots.json", methods=["GET", "POST"])
@guessing
@at_a_table
def sync_dots(code: str) -> ResponseReturnValue:
    """Take the dots that a phone gave and took back, and tell it which it has given."""
    found, sent, key = note_queries.by_code(code), ballot.read(request), voters.held()
    if key is None:
        raise BadRequest
    results: list[Result] = []
    if sent.acts:
        with transaction():
            results = voting.cast(found.id, sent.acts, voters.hashed(key))
    return keep_private(make_response(ballot.answer(found, voters.hashed(key), results)))


csrf.exempt(sync_dots)  # it takes JSON alone, which no page of another site can send along with our cookie


def _act() -> DotAct:
    try:
        named = {name: UUID(request.form.get(name, "")) for name in ("dot", "note")}
    except ValueError as wrong:
        raise BadRequest from wrong
    return DotAct(named["dot"], named["note"], takes_back=request.form.get("do") == "take")
