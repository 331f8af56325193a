"""What was replied, in numbers, for those who run a consultation; and the files that came with it."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engage import audit
from engage.accounts import demand, signed_in
from engage.consultations import queries as consultations
from engage.db import transaction
from engage.feedback import policy, queries, tallies, uploads

bp = Blueprint("replies", __name__, url_prefix="/desk/consultations/<slug>/replies")


@bp.route("")
def index(slug: str) -> ResponseReturnValue:
    """Show what was replied to each question that asks for no free text."""
    officer, consultation = signed_in(), consultations.by_slug(slug)
    demand(policy.may_see_replies(officer, consultation))
    counted = tallies.of(consultation)
    return render_template("feedback/replies.html", consultation=consultation, tallies=counted)


@bp.route("/files/<uuid:upload_id>", methods=["POST"])
def download(slug: str, upload_id: UUID) -> ResponseReturnValue:
    """Hand out a file that came with a response, and note who asked for it."""
    officer, consultation = signed_in(), consultations.by_slug(slug)
    demand(policy.may_see_replies(officer, consultation))
    with transaction():
        upload = queries.upload_to(consultation, upload_id)
        audit.record("upload.handed_out", upload, by=officer)
    return uploads.handed_out(upload)
