"""The short address that a workshop shows to the phones in its room."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.form import rooms

bp = Blueprint("rooms", __name__)


@bp.get("/room/<code>")
def enter(code: str) -> ResponseReturnValue:
    """Lead to the form of the consultation, with the code in hand."""
    room = rooms.called(code) or abort(404)
    consultation = db.session.get_one(Consultation, room.consultation_id)
    return redirect(url_for("feedback.respond", slug=consultation.slug, room=room.code))
