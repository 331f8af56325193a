"""The live wall of a workshop: for whoever runs it, and by a link with a key for the projector."""

from uuid import UUID

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import demand, signed_in
from engage.record import wall
from engage.web.private_links import keep_private
from engage.web.security import limiter
from engage.workshops import policy, queries
from engage.workshops.models import Workshop
from engage.workshops.tables import note_queries, walls

bp = Blueprint("wall", __name__)

ASKS = 4
"""Seconds between two looks of the projector."""


@bp.route("/workshops/<slug>/wall")
def show(slug: str) -> ResponseReturnValue:
    """Show the wall to somebody who runs the workshop."""
    workshop = queries.published_by_slug(slug)
    demand(policy.may_run(signed_in(), workshop))
    return _wall(workshop, url_for(".show", slug=slug))


@bp.route("/workshops/<slug>/wall/<key>")
@limiter.limit("120 per minute", deduct_when=lambda response: response.status_code == 404)
def projected(slug: str, key: str) -> ResponseReturnValue:
    """Show the wall by its link: whoever has it counts as being in the room."""
    workshop = queries.published_by_slug(slug)
    if not walls.opens(workshop, key, clock.now()):
        abort(404)
    return _wall(workshop, url_for(".projected", slug=slug, key=key))


def _wall(workshop: Workshop, here: str) -> ResponseReturnValue:
    """Draw the wall, or say in a few bytes that nothing has changed since it was last drawn."""
    exercises = note_queries.begun(workshop.id)
    chosen = request.args.get("exercise", type=UUID)
    mark = f"{wall.mark(workshop, exercises)}-{chosen or ''}"
    answer = make_response()
    answer.set_etag(mark)
    if mark not in request.if_none_match:
        now = wall.on_now(exercises, chosen)
        answer.set_data(
            render_template(
                "record/wall.html",
                workshop=workshop,
                boards=wall.boards(workshop, now),
                others=[one for one in exercises if one not in now],
                here=here,
                chosen=chosen,
                asks=ASKS,
            )
        )
    answer.make_conditional(request)
    return keep_private(answer)
