"""Seating one person by hand, and the list by name."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.db import transaction
from engage.web import refusals
from engage.workshops import queries as workshops
from engage.workshops.models import Registration, Workshop
from engage.workshops.tables import queries, seating, seating_plan
from engage.workshops.tables.forms import MoveForm, SwapForm
from engage.workshops.tables.views import run
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/seats")
def seats_by_name(workshop_id: UUID) -> ResponseReturnValue:
    """List everybody by name with their table, to be printed for the door."""
    _officer, workshop = run(workshop_id)
    return render_template(
        "workshops/tables/by_name.html", workshop=workshop, people=seating_plan.by_name(workshop_id)
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/seats/<uuid:registration_id>", methods=["GET", "POST"])
def seat(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    """Seat somebody at another table."""
    officer, workshop = run(workshop_id)
    registration = workshops.registration(workshop_id, registration_id)
    form = _moving(registration)
    if form.validate_on_submit():
        with refusals(form), transaction():
            seating.move(registration, queries.get(workshop_id, form.table_id.data), by=officer)
            return _back(workshop_id, registration_id)
    return _page(workshop, registration, form, _swapping(registration))


@bp.route("/desk/workshops/<uuid:workshop_id>/seats/<uuid:registration_id>/swap", methods=["POST"])
def swap_seats(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    """Seat two people in each other's seats."""
    officer, workshop = run(workshop_id)
    registration = workshops.registration(workshop_id, registration_id)
    form = _swapping(registration)
    if form.validate_on_submit():
        with refusals(form), transaction():
            seating.swap(registration, workshops.registration(workshop_id, form.other_id.data), by=officer)
            return _back(workshop_id, registration_id)
    return _page(workshop, registration, _moving(registration), form)


@bp.route("/desk/workshops/<uuid:workshop_id>/seats/<uuid:registration_id>/leave", methods=["POST"])
def leave_seat(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    """Let somebody sit nowhere."""
    officer, _workshop = run(workshop_id)
    with transaction():
        seating.unseat(workshops.registration(workshop_id, registration_id), by=officer)
    return _back(workshop_id, registration_id)


def _moving(registration: Registration) -> MoveForm:
    form = MoveForm()
    form.table_id.choices = seating_plan.tables_for(registration)
    return form


def _swapping(registration: Registration) -> SwapForm:
    form = SwapForm()
    form.other_id.choices = seating_plan.others_for(registration)
    return form


def _page(workshop: Workshop, registration: Registration, move: MoveForm, swap: SwapForm) -> str:
    return render_template(
        "workshops/tables/seat.html",
        workshop=workshop,
        registration=registration,
        table=queries.table_of(registration.id),
        form=move if move.errors or not swap.errors else swap,
        move=move,
        swap=swap,
    )


def _back(workshop_id: UUID, registration_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".seating_page", workshop_id=workshop_id, _anchor=f"r-{registration_id}"))
