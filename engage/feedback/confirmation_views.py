"""Following the link of our first letter: a page with a button, for mail scanners follow links too."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import transaction
from engage.feedback import confirmation, queries
from engage.web import Form, refusals
from engage.web.private_links import keep_private
from engage.web.security import limiter

bp = Blueprint("confirmation", __name__, url_prefix="/responses/confirm")
limiter.limit("120 per minute")(bp)
bp.after_request(keep_private)


@bp.route("/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Confirm an address, and have the copy sent to it."""
    response = queries.by_confirmation(token)
    form = Form()
    if form.validate_on_submit():
        with refusals(form), transaction():
            confirmation.confirm(response, at=clock.now())
            return redirect(url_for(".confirm", token=token))
    return render_template("feedback/confirm.html", response=response, form=form)
