"""What a device at the door asks for and sends, so that it goes on without the network."""

from pathlib import Path
from uuid import UUID

from flask import Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from engage.db import transaction
from engage.errors import RuleBroken
from engage.web.templating import manifest
from engage.workshops.door import attendance, listing
from engage.workshops.door.forms import WalkInForm, acts
from engage.workshops.door.views import facilitator, page_of
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/day/list")
def door_list(workshop_id: UUID) -> ResponseReturnValue:
    """Hand a device its list; only if it has changed since it asked last."""
    _officer, workshop = facilitator(workshop_id)
    named = listing.version(workshop)
    if request.if_none_match.contains(named):
        answer = Response(status=304)
    else:
        answer = jsonify(token=generate_csrf(), **listing.whole(workshop))
    answer.set_etag(named)
    return answer


@bp.route("/desk/workshops/<uuid:workshop_id>/day/acts", methods=["POST"])
def door_acts(workshop_id: UUID) -> ResponseReturnValue:
    """Keep what was done on a device; what it has not heard of as kept, it sends again."""
    officer, _workshop = facilitator(workshop_id)
    try:
        done, refused = acts(request.get_json())
        with transaction():
            refused |= {str(key): why for key, why in attendance.merge(workshop_id, done, by=officer).items()}
    except RuleBroken as refusal:
        return jsonify(told=str(refusal)), 409
    kept = [str(one.id) for one in done if str(one.id) not in refused]
    return jsonify(kept=kept, refused={key: str(why) for key, why in refused.items()})


@bp.route("/desk/workshops/<uuid:workshop_id>/day/offline")
def door_offline(workshop_id: UUID) -> ResponseReturnValue:
    """Show the page without anybody in it, as a device keeps it for when the network is away."""
    _officer, workshop = facilitator(workshop_id)
    return page_of(workshop, WalkInForm(), empty=True)


@bp.route("/desk/workshops/<uuid:workshop_id>/day/worker.js")
def door_worker(workshop_id: UUID) -> ResponseReturnValue:
    """Hand out the script that keeps this page, and no other, for when the network is away."""
    facilitator(workshop_id)
    assert current_app.static_folder
    script = Path(current_app.static_folder) / manifest()["door-worker.js"]
    answer = Response(script.read_bytes(), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = url_for(".day", workshop_id=workshop_id)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
