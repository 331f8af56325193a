"""What a facilitator does with a phone in hand while the tables write: what the wall shows, and votes."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engage.accounts import Person, demand, signed_in
from engage.db import transaction
from engage.web import flashed
from engage.workshops import policy, queries
from engage.workshops.models import Workshop
from engage.workshops.tables import columns, note_queries, showing, voting, walls
from engage.workshops.views import bp

__all__ = ["bp"]


@bp.route("/desk/workshops/<uuid:workshop_id>/wall")
def wall_desk(workshop_id: UUID) -> ResponseReturnValue:
    """Show what waits to be let onto the wall, what is on it, and the votes."""
    officer, workshop = _facilitator(workshop_id)
    return render_template(
        "workshops/tables/wall_desk.html",
        workshop=workshop,
        manages=policy.may_set_up(officer, workshop.consultation),
        exercises=note_queries.begun(workshop_id),
        waiting=showing.waiting(workshop) if workshop.wall_is_moderated else [],
        waits=showing.waiting_count(workshop) if workshop.wall_is_moderated else 0,
        shown=showing.on_the_wall(workshop),
        kept_off=showing.kept_off(workshop),
        voters=voting.voters,
        called=columns.called,
        fields=columns.fields,
        key=walls.key_of(workshop),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/wall/notes", methods=["POST"])
def show_notes(workshop_id: UUID) -> ResponseReturnValue:
    """Let notes onto the wall, or keep one off it."""
    officer, workshop = _facilitator(workshop_id)
    with flashed(), transaction():
        if off := request.form.get("hide", type=UUID):
            showing.hide(workshop, off, by=officer)
            flash(_("It is not on the wall"), "success")
        else:
            flash(_shown(showing.show(workshop, _seen(), by=officer)), "success")
    return redirect(url_for(".wall_desk", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/wall/moderation", methods=["POST"])
def moderate_wall(workshop_id: UUID) -> ResponseReturnValue:
    """Say whether notes wait to be let onto the wall."""
    officer, workshop = _facilitator(workshop_id)
    with flashed(), transaction():
        showing.moderate(workshop, request.form.get("do") == "ask", by=officer)
    return redirect(url_for(".wall_desk", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/votes/<uuid:exercise_id>", methods=["POST"])
def vote(workshop_id: UUID, exercise_id: UUID) -> ResponseReturnValue:
    """Open the vote on an exercise, or close it."""
    officer, workshop = _facilitator(workshop_id)
    act = voting.close_votes if request.form.get("do") == "close" else voting.open_votes
    with flashed(), transaction():
        act(showing.exercise_of(workshop, exercise_id), by=officer)
    return redirect(url_for(".wall_desk", workshop_id=workshop_id))


def _seen() -> list[tuple[UUID, int]]:
    """Read which notes somebody looked at, in which version: `id:version`."""
    pairs = [one.partition(":") for one in request.form.getlist("show")]
    try:
        return [(UUID(note_id), int(version)) for note_id, _, version in pairs]
    except ValueError:
        return []


def _shown(count: int) -> str:
    if not count:
        return str(_("The note has been changed meanwhile. Look at it again."))
    return str(ngettext("%(num)d note is on the wall", "%(num)d notes are on the wall", count))


def _facilitator(workshop_id: UUID) -> tuple[Person, Workshop]:
    officer, workshop = signed_in(), queries.get(workshop_id)
    demand(policy.may_run(officer, workshop))
    return officer, workshop
