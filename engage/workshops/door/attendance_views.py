"""Who came, afterwards: looking at it, putting it right for a week, taking it away."""

from uuid import UUID

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import transaction
from engage.organisations.labels import SECTORS_OF_MANY
from engage.web import page
from engage.workshops.door import opening, queries, report
from engage.workshops.door.views import facilitator
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/attendance")
def attendance(workshop_id: UUID) -> ResponseReturnValue:
    """Show who came, who walked in and who did not come, by sector and by name."""
    _officer, workshop = facilitator(workshop_id)
    counted = [(SECTORS_OF_MANY[sector], *counts) for sector, *counts in queries.by_sector(workshop_id)]
    return render_template(
        "workshops/door/attendance.html",
        workshop=workshop,
        counted=counted,
        page=page(queries.expected(workshop_id), size=100),
        without_place=queries.without_place(workshop_id),
        closes_at=opening.closes_at(workshop),
        is_open=opening.is_open(workshop, clock.now()),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/attendance.csv", methods=["POST"])
def export_attendance(workshop_id: UUID) -> ResponseReturnValue:
    """Hand out who came; a POST, for it leaves a mark in the trail."""
    officer, workshop = facilitator(workshop_id)
    with transaction():
        answer = make_response(report.attendance(workshop, by=officer))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}-attendance.csv"'
    return answer
