"""Deciding who comes where a workshop asks for approval, and looking after its waiting list."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engage.accounts import Person
from engage.db import transaction
from engage.web import refusals
from engage.workshops import approving, leaving, queries
from engage.workshops.allocation import offering
from engage.workshops.preparing import queue
from engage.workshops.preparing.deciding_forms import ApprovalForm, ReasonForm
from engage.workshops.preparing.labels import OBSTACLES
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/approval", methods=["GET", "POST"])
def approval(workshop_id: UUID) -> ResponseReturnValue:
    """List who asks to come, and approve or refuse some of them."""
    officer, workshop = managed(workshop_id)
    asking = queue.asking(workshop_id)
    form = ApprovalForm()
    form.offer(asking)
    if form.validate_on_submit():
        with refusals(form), transaction():
            flash(_decided(form, by=officer), "success")
            return redirect(url_for(".approval", workshop_id=workshop_id))
    seats = queries.seats([workshop])[workshop.id]
    return render_template(
        "workshops/approval.html", workshop=workshop, asking=asking, form=form, seats=seats
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/waiting-list")
def waiting_list(workshop_id: UUID) -> ResponseReturnValue:
    """Show who waits and why not yet, and which offers stand."""
    _officer, workshop = managed(workshop_id)
    return render_template(
        "workshops/waiting_list.html",
        workshop=workshop,
        waiting=queue.waiting(workshop),
        offered=queue.offered(workshop_id),
        seats=queries.seats([workshop])[workshop.id],
        OBSTACLES=OBSTACLES,
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/waiting-list/<uuid:party_id>/offer", methods=["GET", "POST"])
def offer_out_of_turn(workshop_id: UUID, party_id: UUID) -> ResponseReturnValue:
    """Offer places to somebody before their turn, for a reason that is kept."""
    officer, workshop = managed(workshop_id)
    party = queries.registration(workshop_id, party_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            offering.offer_out_of_turn(party.party_id, form.reason.data or "", by=officer)
            flash(_("They have been sent the offer"), "success")
            return redirect(url_for(".waiting_list", workshop_id=workshop_id))
    return render_template("workshops/out_of_turn.html", workshop=workshop, registration=party, form=form)


@bp.route(
    "/desk/workshops/<uuid:workshop_id>/registrations/<uuid:registration_id>/remove", methods=["GET", "POST"]
)
def remove(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    """Take a place, or one on the waiting list, away from somebody, who is told why."""
    officer, workshop = managed(workshop_id)
    found = queries.registration(workshop_id, registration_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            leaving.remove(found.id, form.reason.data or "", by=officer)
            flash(_("They are registered no longer, and have been told why"), "success")
            return redirect(url_for(".waiting_list", workshop_id=workshop_id))
    return render_template("workshops/remove.html", workshop=workshop, registration=found, form=form)


def _decided(form: ApprovalForm, *, by: Person) -> str:
    chosen = form.parties.data
    refuses = request.form.get("act") == "refuse"
    for party_id in chosen:
        if refuses:
            approving.refuse(party_id, form.reason.data or "", by=by)
        else:
            approving.approve(party_id, by=by)
    if refuses:
        return str(
            ngettext("%(num)d is refused and told why", "%(num)d are refused and told why", len(chosen))
        )
    return str(ngettext("%(num)d is approved", "%(num)d are approved", len(chosen)))
