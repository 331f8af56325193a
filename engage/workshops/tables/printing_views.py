"""What is printed for the room: name badges and table cards."""

from uuid import UUID

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from engage.db import transaction
from engage.workshops.models import Workshop
from engage.workshops.tables import badges, cards
from engage.workshops.tables.views import run
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/badges.pdf", methods=["POST"])
def print_badges(workshop_id: UUID) -> ResponseReturnValue:
    """Hand out name badges; a POST, for it leaves a mark in the trail."""
    officer, workshop = run(workshop_id)
    with transaction():
        return _document(badges.pdf(workshop, by=officer), workshop, "badges")


@bp.route("/desk/workshops/<uuid:workshop_id>/cards.pdf")
def table_cards(workshop_id: UUID) -> ResponseReturnValue:
    """Hand out table cards, with the codes that open the tables' pages."""
    _officer, workshop = run(workshop_id)
    return _document(cards.pdf(workshop), workshop, "cards")


def _document(pdf: bytes, workshop: Workshop, what: str) -> Response:
    response = make_response(pdf)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}-{what}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
