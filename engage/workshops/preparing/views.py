"""Setting a workshop up: its plan, its number of places, publishing it, calling it off."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.consultations import queries as consultations
from engage.db import transaction
from engage.feedback.form import rooms
from engage.organisations.labels import SECTORS_OF_MANY
from engage.web import flashed, refusals
from engage.workshops import arrangements, policy, queries
from engage.workshops.allocation import arranging
from engage.workshops.models import Workshop
from engage.workshops.pictures import scan
from engage.workshops.preparing import overview
from engage.workshops.preparing.forms import CancellationForm, CapacityForm, SetUpForm, WorkshopForm
from engage.workshops.views import bp


def managed(workshop_id: UUID) -> tuple[Person, Workshop]:
    """Give whoever is signed in and a workshop, if they may set it up; others are refused."""
    officer, workshop = signed_in(), queries.get(workshop_id)
    demand(policy.may_set_up(officer, workshop.consultation))
    return officer, workshop


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
    _officer, workshop = managed(workshop_id)
    seats = queries.seats([workshop])[workshop.id]
    sectors = [(SECTORS_OF_MANY[sector], count) for sector, count in queries.by_sector(workshop.id)]
    room = rooms.of(workshop_id)
    return render_template(
        "workshops/manage.html",
        workshop=workshop,
        seats=seats,
        sectors=sectors,
        room=room,
        scan=scan,
        overview=overview.of(workshop_id),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/change", methods=["GET", "POST"])
def change(workshop_id: UUID) -> ResponseReturnValue:
    """Change what is said about a workshop."""
    officer, workshop = managed(workshop_id)
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
    officer, workshop = managed(workshop_id)
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
    officer, _workshop = managed(workshop_id)
    with flashed(), transaction():
        arrangements.publish(workshop_id, by=officer)
        flash(_("The workshop is published"), "success")
    return redirect(url_for(".manage", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/cancel", methods=["GET", "POST"])
def cancel(workshop_id: UUID) -> ResponseReturnValue:
    """Call a workshop off."""
    officer, workshop = managed(workshop_id)
    form = CancellationForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            arrangements.cancel(workshop_id, form.reason.data or "", by=officer)
            flash(_("The workshop is cancelled, and everybody who registered is told"), "success")
            return redirect(url_for(".manage", workshop_id=workshop_id))
    seats = queries.seats([workshop])[workshop.id]
    return render_template("workshops/cancel.html", workshop=workshop, seats=seats, form=form)
