"""The doors of the service: the public's and the staff's."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engage.accounts import signed_in
from engage.consultations import queries
from engage.web import page

bp = Blueprint("record", __name__)


@bp.route("/")
def home() -> ResponseReturnValue:
    """Show what is open to everybody."""
    return render_template("record/home.html", page=page(queries.published()))


@bp.route("/desk")
def desk() -> ResponseReturnValue:
    """Show somebody what waits for them."""
    return render_template("record/desk.html", managed=page(queries.managed_by(signed_in())))
