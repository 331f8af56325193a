"""The page of the day for those at the door, as it works without scripts, too."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.db import db, transaction
from engage.web import flashed, refusals
from engage.workshops import policy
from engage.workshops import queries as workshops
from engage.workshops.door import absence, attendance, listing, opening, queries, tickets
from engage.workshops.door.forms import WalkInForm
from engage.workshops.models import Registration, Standing, Workshop
from engage.workshops.tables import queries as tables
from engage.workshops.views import bp

CAMERA = "camera=(self), geolocation=(), microphone=()"
"""The one page that may look at tickets."""


@bp.route("/desk/workshops/<uuid:workshop_id>/day")
def day(workshop_id: UUID) -> ResponseReturnValue:
    """Tick off who comes in."""
    _officer, workshop = facilitator(workshop_id)
    return page_of(workshop, WalkInForm())


@bp.route("/desk/workshops/<uuid:workshop_id>/day/<uuid:registration_id>", methods=["POST"])
def tick(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    """Note that somebody came, or take it back."""
    officer, _workshop = facilitator(workshop_id)
    with flashed(), transaction():
        registration = workshops.registration(workshop_id, registration_id)
        if request.form.get("undo"):
            attendance.undo_check_in(registration, by=officer)
        elif not attendance.check_in(registration, by=officer):
            flash(_no_place())
    words = request.form.get("q") or None
    back = ".attendance" if request.form.get("back") == "attendance" else ".day"
    return redirect(url_for(back, workshop_id=workshop_id, q=words, _anchor=f"r-{registration_id}"))


@bp.route("/desk/workshops/<uuid:workshop_id>/day/walk-in", methods=["GET", "POST"])
def walk_in(workshop_id: UUID) -> ResponseReturnValue:
    """Enter somebody who came without having registered."""
    officer, workshop = facilitator(workshop_id)
    form = WalkInForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            made = attendance.walk_in(workshop_id, form.told(), by=officer, key=form.id())
            if made.standing is Standing.PLACE:
                flash(_("They have a place, and are checked in"), "success")
            else:
                flash(_no_place())
            return redirect(url_for(".day", workshop_id=workshop_id))
    return page_of(workshop, form)


@bp.route("/desk/workshops/<uuid:workshop_id>/day/missing", methods=["GET", "POST"])
def missing(workshop_id: UUID) -> ResponseReturnValue:
    """Free the places of those who have not come."""
    officer, workshop = facilitator(workshop_id)
    if request.method == "POST":
        with flashed(), transaction():
            count = absence.free_places(workshop_id, request.form.getlist("gone"), by=officer)
            flash(
                ngettext("%(num)d place is free for others", "%(num)d places are free for others", count),
                "success",
            )
        return redirect(url_for(".missing", workshop_id=workshop_id))
    return render_template(
        "workshops/door/missing.html",
        workshop=workshop,
        missing=queries.missing(workshop_id),
        from_when=opening.gives_up_waiting_at(workshop),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/day/give-places", methods=["POST"])
def give_places(workshop_id: UUID) -> ResponseReturnValue:
    """Give what is free to those who are here without a place."""
    officer, _workshop = facilitator(workshop_id)
    with flashed(), transaction():
        given = absence.give_places(workshop_id, by=officer)
        told = ngettext("%(num)d person has a place now", "%(num)d people have a place now", given)
        flash(told, "success" if given else "message")
    return redirect(url_for(".day", workshop_id=workshop_id))


def facilitator(workshop_id: UUID) -> tuple[Person, Workshop]:
    """Give whoever is signed in and a workshop that they run; anybody else is refused."""
    officer, workshop = signed_in(), workshops.get(workshop_id)
    demand(policy.may_run(officer, workshop))
    return officer, workshop


def page_of(workshop: Workshop, form: WalkInForm, *, empty: bool = False) -> Response:
    """Draw the page of the day; empty, it names nobody."""
    words = "" if empty else request.args.get("q", "").strip()
    answer = make_response(
        render_template(
            "workshops/door/day.html",
            workshop=workshop,
            words=words,
            found=[] if empty else _found(workshop.id, words),
            without_place=[] if empty else queries.without_place(workshop.id),
            came=workshops.came(workshop.id),
            free=workshops.seats([workshop])[workshop.id].open,
            tables=tables.seated(workshop.id),
            form=form,
            opens_at=opening.opens_at(workshop),
            closes_at=opening.closes_at(workshop),
            is_open=opening.is_open(workshop, clock.now()),
            code_of=tickets.written,
            manages=policy.may_set_up(signed_in(), workshop.consultation),
        )
    )
    answer.headers["Permissions-Policy"] = CAMERA
    return answer


def _found(workshop_id: UUID, words: str) -> list[Registration]:
    code = tickets.read(words)
    if code and (holder := listing.by_code(workshop_id, code)):
        return [holder]
    wanted = queries.named(workshop_id, words) if words else workshops.attendees(workshop_id)
    return list(db.session.scalars(wanted))


def _no_place() -> str:
    return str(_("No place is free: they stand among those who are here without one"))
