"""What managers and facilitators see of workshops: the list of them, and who comes."""

from uuid import UUID

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from engage.accounts import Person, demand, signed_in
from engage.consultations import queries as consultations
from engage.db import db, transaction
from engage.web import page
from engage.workshops import export, policy, queries
from engage.workshops.models import Workshop
from engage.workshops.preparing import asking
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


@bp.route("/desk/workshops/<uuid:workshop_id>/attendees")
def attendees(workshop_id: UUID) -> ResponseReturnValue:
    """List who comes and who waits, with what they need."""
    officer, workshop = _manager(workshop_id)
    demand(policy.may_see_needs(officer, workshop))
    coming = page(queries.attendees(workshop_id), size=100)
    return render_template(
        "workshops/attendees.html",
        workshop=workshop,
        page=coming,
        answers=asking.answers(one.id for one in coming.items),
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


def _manager(workshop_id: UUID) -> tuple[Person, Workshop]:
    officer, workshop = signed_in(), queries.get(workshop_id)
    demand(policy.may_set_up(officer, workshop.consultation))
    return officer, workshop
