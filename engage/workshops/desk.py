"""What managers and facilitators see of workshops: setting one up, who comes, and the day itself."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.consultations import queries as consultations
from engage.db import db, transaction
from engage.feedback.form import rooms
from engage.organisations.labels import SECTORS_OF_MANY
from engage.web import flashed, page, refusals
from engage.workshops import arrangements, attendance, export, policy, queries
from engage.workshops.allocation import arranging
from engage.workshops.forms import CancellationForm, CapacityForm, SetUpForm, WorkshopForm
from engage.workshops.models import Workshop
from engage.workshops.pictures import scan
from engage.workshops.tables import queries as tables
from engage.workshops.views import bp

__all__ = ["bp"]


@bp.route("/desk/workshops")
def desk() -> ResponseReturnValue:
    """List the workshops that somebody sets up or runs."""
    officer = signed_in()
    mine = page(queries.run_by(officer))
    return render_template(
        "workshops/desk.html",
        page=mine,
        seats=queries.seats(mine.items),
        managed=db.session.scalars(consultations.managed_by(officer)).all(),
    )


@bp.route("/desk/consultations/<uuid:consultation_id>/workshops/new", methods=["GET", "POST"])
def set_up(consultation_id: UUID) -> ResponseReturnValue:
    """Set up a workshop under a consultation."""
    officer, consultation = signed_in(), consultations.get(consultation_id)
    demand(policy.may_set_up(officer, consultation))
    form = SetUpForm(registration_opens_at=clock.now())
    if form.validate_on_submit():
        with refusals(form), transaction():
            workshop = arrangements.set_up(
                consultation, form.slug.data or "", form.plan(), form.capacity.data or 0, by=officer
            )
            return redirect(url_for(".manage", workshop_id=workshop.id))
    return render_template("workshops/set_up.html", consultation=consultation, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>")
def manage(workshop_id: UUID) -> ResponseReturnValue:
    """Show a workshop with what there is to do about it."""
    _officer, workshop = _manager(workshop_id)
    seats = queries.seats([workshop])[workshop.id]
    sectors = [(SECTORS_OF_MANY[sector], count) for sector, count in queries.by_sector(workshop.id)]
    room = rooms.of(workshop_id)
    return render_template(
        "workshops/manage.html", workshop=workshop, seats=seats, sectors=sectors, room=room, scan=scan
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/change", methods=["GET", "POST"])
def change(workshop_id: UUID) -> ResponseReturnValue:
    """Change what is said about a workshop."""
    officer, workshop = _manager(workshop_id)
    form = WorkshopForm(obj=workshop)
    if form.validate_on_submit():
        with refusals(form), transaction():
            arrangements.change(workshop_id, form.plan(), by=officer)
            flash(_("The changes are saved"), "success")
            return redirect(url_for(".manage", workshop_id=workshop_id))
    return render_template("workshops/change.html", workshop=workshop, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/places", methods=["GET", "POST"])
def resize(workshop_id: UUID) -> ResponseReturnValue:
    """Change the number of places."""
    officer, workshop = _manager(workshop_id)
    form = CapacityForm(obj=workshop)
    if form.validate_on_submit():
        with refusals(form), transaction():
            arranging.resize(workshop_id, form.capacity.data or 0, by=officer)
            flash(_("The number of places is changed"), "success")
            return redirect(url_for(".manage", workshop_id=workshop_id))
    seats = queries.seats([workshop])[workshop.id]
    return render_template("workshops/resize.html", workshop=workshop, seats=seats, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/publish", methods=["POST"])
def publish(workshop_id: UUID) -> ResponseReturnValue:
    """Put a draft before the public."""
    officer, _workshop = _manager(workshop_id)
    with flashed(), transaction():
        arrangements.publish(workshop_id, by=officer)
        flash(_("The workshop is published"), "success")
    return redirect(url_for(".manage", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/cancel", methods=["GET", "POST"])
def cancel(workshop_id: UUID) -> ResponseReturnValue:
    """Call a workshop off."""
    officer, workshop = _manager(workshop_id)
    form = CancellationForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            arrangements.cancel(workshop_id, form.reason.data or "", by=officer)
            flash(_("The workshop is cancelled, and everybody who registered is told"), "success")
            return redirect(url_for(".manage", workshop_id=workshop_id))
    seats = queries.seats([workshop])[workshop.id]
    return render_template("workshops/cancel.html", workshop=workshop, seats=seats, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/attendees")
def attendees(workshop_id: UUID) -> ResponseReturnValue:
    """List who comes and who waits, with what they need."""
    officer, workshop = _manager(workshop_id)
    demand(policy.may_see_needs(officer, workshop))
    return render_template(
        "workshops/attendees.html",
        workshop=workshop,
        page=page(queries.attendees(workshop_id), size=100),
        waiting=db.session.scalars(queries.waiting_people(workshop_id)).all(),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/attendees.csv", methods=["POST"])
def export_attendees(workshop_id: UUID) -> ResponseReturnValue:
    """Hand out the list of attendees; a POST, for it leaves a mark in the trail."""
    officer, workshop = _manager(workshop_id)
    demand(policy.may_see_needs(officer, workshop))
    with transaction():
        response = make_response(export.attendees(workshop, by=officer))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/desk/workshops/<uuid:workshop_id>/day")
def day(workshop_id: UUID) -> ResponseReturnValue:
    """Tick off who comes in."""
    _officer, workshop = _facilitator(workshop_id)
    words = request.args.get("q", "").strip()
    found = db.session.scalars(queries.attendees_named(workshop_id, words)).all()
    return render_template(
        "workshops/day.html",
        workshop=workshop,
        found=found,
        words=words,
        came=queries.came(workshop_id),
        tables=tables.seated(workshop_id),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/day/<uuid:registration_id>", methods=["POST"])
def tick(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    """Note that somebody came, or take it back."""
    officer, _workshop = _facilitator(workshop_id)
    act = attendance.undo_check_in if request.form.get("undo") else attendance.check_in
    with flashed(), transaction():
        act(queries.registration(workshop_id, registration_id), by=officer)
    words = request.form.get("q") or None
    return redirect(url_for(".day", workshop_id=workshop_id, q=words, _anchor=f"r-{registration_id}"))


def _manager(workshop_id: UUID) -> tuple[Person, Workshop]:
    officer, workshop = signed_in(), queries.get(workshop_id)
    demand(policy.may_set_up(officer, workshop.consultation))
    return officer, workshop


def _facilitator(workshop_id: UUID) -> tuple[Person, Workshop]:
    officer, workshop = signed_in(), queries.get(workshop_id)
    demand(policy.may_run(officer, workshop))
    return officer, workshop
