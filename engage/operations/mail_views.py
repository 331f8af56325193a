"""The mail ledger. Letters hold private links, so operators see what became of them, not their words."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import demand, signed_in
from engage.db import transaction
from engage.mail import queries
from engage.operations import policy, resending
from engage.operations.queries import letters
from engage.web import flashed, page

bp = Blueprint("mail", __name__, url_prefix="/mail")


@bp.route("")
def ledger() -> ResponseReturnValue:
    """List letters and what became of them, the unclear first."""
    demand(policy.may_operate(signed_in()))
    state = request.args.get("state")
    found = page(queries.ledger(state))
    return render_template("operations/mail.html", page=found, state=state, counts=letters())


@bp.route("/<uuid:message_id>/resend", methods=["POST"])
def resend(message_id: UUID) -> ResponseReturnValue:
    """Send a letter again that was refused, given up, or is unclear."""
    officer = signed_in()
    demand(policy.may_operate(officer))
    with flashed(), transaction():
        resending.resend(message_id, by=officer)
        flash(_("The letter will be sent again"), "success")
    return redirect(url_for(".ledger"))
