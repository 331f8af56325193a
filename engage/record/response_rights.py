"""Pages on which people use their rights over their own data, with a private link or without."""

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from engage import audit, clock
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.db import db, transaction
from engage.feedback.form.filled import email_address
from engage.feedback.rights import queries as rights_queries
from engage.feedback.rights import requests as rights
from engage.feedback.rights.models import RequestKind
from engage.record import response_data
from engage.record.consequences import Consequences
from engage.record.response_forms import AskAnywhereForm, AskForm
from engage.record.response_record import passages
from engage.record.response_views import opened
from engage.web import Form, refusals
from engage.web.private_links import keep_private
from engage.web.security import limiter

bp = Blueprint("rights", __name__)
limiter.limit("120 per minute")(bp)
bp.after_request(keep_private)

ASKING = "20 per hour"


@bp.route("/responses/<key>/data", methods=["GET", "POST"])
@limiter.limit(ASKING, methods=["POST"])
def data(key: str) -> ResponseReturnValue:
    """Hand out all that is held about a response and whoever sent it."""
    response, form = opened(key), Form()
    if form.validate_on_submit():
        with transaction():
            audit.record("response.data_handed_out", response, by=None)
        archive = response_data.archive(response)
        return send_file(archive, "application/zip", True, f"{response.reference}.zip", max_age=0)
    return render_template("record/response_data.html", response=response, key=key, form=form)


@bp.route("/responses/<key>/erase", methods=["GET", "POST"])
def erase(key: str) -> ResponseReturnValue:
    """Ask for a response to be erased, once what that changes was shown."""
    response, form = opened(key), Form()
    if form.validate_on_submit():
        with refusals(form), transaction():
            asked = rights.ask_erasure(response, at=clock.now())
            return redirect(url_for(".show", key=rights.private_key(asked.id)))
    changes = Consequences.of(passages(response))
    return render_template(
        "record/response_erase.html", response=response, key=key, form=form, changes=changes
    )


@bp.route("/responses/<key>/ask", methods=["GET", "POST"])
@limiter.limit(ASKING, methods=["POST"])
def ask(key: str) -> ResponseReturnValue:
    """Ask or complain about one's data, by the link of a response."""
    response, form = opened(key), AskForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            said = form.text.data or ""
            asked = rights.ask(form.kind.data, text=said, response=response, at=clock.now())
            return redirect(url_for(".show", key=rights.private_key(asked.id)))
    return render_template("record/request_ask.html", response=response, key=key, form=form)


@bp.route("/your-data", methods=["GET", "POST"])
@limiter.limit(ASKING, methods=["POST"])
def ask_anywhere() -> ResponseReturnValue:
    """Ask or complain about one's data without a link."""
    form = AskAnywhereForm()
    public = consultations.published().order_by(None).order_by(Consultation.title, Consultation.id)
    offered = db.session.scalars(public).all()
    form.consultation.choices = {one.id: one.title for one in offered}
    if form.validate_on_submit():
        with refusals(form), transaction():
            asked = rights.ask(
                form.kind.data,
                text=form.text.data or "",
                consultation=next((one for one in offered if one.id == form.consultation.data), None),
                name=(form.name.data or "").strip() or None,
                email=email_address(form.email.data),
                at=clock.now(),
            )
            return redirect(url_for(".show", key=rights.private_key(asked.id)))
    return render_template("record/request_ask.html", response=None, form=form)


@bp.route("/your-data/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show what became of a question, a complaint, or the wish to have something erased."""
    found = rights_queries.by_private_key(key)
    return render_template("record/request.html", request_=found, kinds=RequestKind)
