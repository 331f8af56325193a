"""A respondent's private page: what became of what they said, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.db import transaction
from engage.feedback import queries, withdrawal
from engage.moderation.labels import REASONS
from engage.record.response_record import passages
from engage.summaries.report import headline
from engage.web import Form
from engage.web.private_links import keep_private
from engage.web.security import limiter

bp = Blueprint("responses", __name__, url_prefix="/responses")
limiter.limit("240 per minute")(bp)
bp.after_request(keep_private)


@bp.route("/lost")
def lost() -> ResponseReturnValue:
    """Say what to do about a private link that was lost."""
    return render_template("record/response_lost.html")


@bp.route("/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show what became of a response to whoever has its link."""
    response = queries.by_private_key(key)
    return render_template(
        "record/response.html",
        response=response,
        key=key,
        passages=passages(response),
        reasons=REASONS,
        headline=headline,
    )


@bp.route("/<key>/withdraw", methods=["GET", "POST"])
def withdraw(key: str) -> ResponseReturnValue:
    """Take a response back, once that was confirmed."""
    response = queries.by_private_key(key)
    form = Form()
    if form.validate_on_submit():
        with transaction():
            withdrawal.withdraw(response, at=clock.now())
        flash(_("You have withdrawn your response"), "success")
        return redirect(url_for(".show", key=key))
    return render_template("record/response_withdraw.html", response=response, key=key, form=form)
