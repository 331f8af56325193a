"""A respondent's private page: what became of what they said, changing it, and taking it back."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from engage import clock
from engage.db import db, transaction
from engage.feedback import amending, policy, queries, uploads, withdrawal
from engage.feedback.form import desk, replies
from engage.feedback.models import Reply, Response, Upload
from engage.feedback.rights import linking
from engage.feedback.rights import queries as rights_queries
from engage.feedback.rights import requests as rights
from engage.feedback.standing import replied
from engage.moderation.labels import REASONS
from engage.record import response_pdf
from engage.record.consequences import Consequences
from engage.record.response_forms import LostForm
from engage.record.response_record import passages
from engage.summaries.report import headline
from engage.web import Form, flashed, refusals
from engage.web.private_links import keep_private
from engage.web.security import limiter

bp = Blueprint("responses", __name__, url_prefix="/responses")
limiter.limit("240 per minute")(bp)
bp.after_request(keep_private)


class Replaced(Exception):
    """The link that was followed was replaced by another."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


@bp.app_errorhandler(Replaced)
def _tell_replaced(replaced: Replaced) -> ResponseReturnValue:
    return render_template("record/response_replaced.html", at=replaced.at), 410


def opened(key: str) -> Response:
    """Get the response that a private link opens.

    :raises NoResultFound: if it opens none
    :raises Replaced: if another took its place
    """
    if at := linking.replaced_at(key):
        raise Replaced(at)
    return queries.by_private_key(key)


@bp.route("/lost", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
def lost() -> ResponseReturnValue:
    """Send the private links of an address to it, if it was confirmed; the answer is the same if not."""
    form = LostForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            linking.send_lost(form.email.data or "", at=clock.now())
            return redirect(url_for(".lost", sent="yes"))
    return render_template("record/response_lost.html", form=form, sent="sent" in request.args)


@bp.route("/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show what became of a response to whoever has its link."""
    response = opened(key)
    if response.erased_at:
        return render_template("record/response_erased.html", response=response, key=key)
    return render_template(
        "record/response.html",
        response=response,
        key=key,
        passages=passages(response),
        reasons=REASONS,
        headline=headline,
        replied=_replied(response),
        files=[one for one in response.uploads if not one.ended_at],
        requests=[(one, rights.private_key(one.id)) for one in rights_queries.of(response)],
        versions=queries.amendments(response),
        superseded=queries.superseded_for(response),
        may_change=not response.withdrawn_at and policy.takes(response.consultation, None, at=clock.now()),
    )


def _replied(response: Response) -> list[tuple[Reply, list[str]]]:
    """List the replies that stand, in the order in which they were asked for, each in words."""
    return [(one, replies.in_words(one.question, one.value)) for one in replied(response)]


@bp.route("/<key>/change", methods=["POST"])
def change(key: str) -> ResponseReturnValue:
    """Begin to change a response, on the pages that it was written on."""
    response, onward = opened(key), url_for(".show", key=key)
    with flashed(), transaction():
        draft = amending.begin(response, desk.own_browser(), at=clock.now())
        desk.take_up(draft)
        onward = url_for("feedback.check", slug=response.consultation.slug)
    return redirect(onward)


@bp.route("/<key>/withdraw", methods=["GET", "POST"])
def withdraw(key: str) -> ResponseReturnValue:
    """Take a response back, once what that changes was shown and confirmed."""
    response, form = opened(key), Form()
    if form.validate_on_submit():
        with transaction():
            withdrawal.withdraw(response, at=clock.now())
        flash(_("You have withdrawn your response"), "success")
        return redirect(url_for(".show", key=key))
    changes = Consequences.of(passages(response))
    return render_template(
        "record/response_withdraw.html", response=response, key=key, form=form, changes=changes
    )


@bp.route("/<key>/texts/<int:position>/withdraw", methods=["GET", "POST"])
def take_back(key: str, position: int) -> ResponseReturnValue:
    """Take one text of a response back."""
    response, form = opened(key), Form()
    chosen = [one for one in passages(response) if one.contribution.position == position]
    if not chosen or response.withdrawn_at:
        raise NotFound
    if form.validate_on_submit():
        with transaction():
            withdrawal.take_back(response, position, at=clock.now())
        flash(_("You have taken this back"), "success")
        return redirect(url_for(".show", key=key))
    changes = Consequences.of(chosen)
    return render_template(
        "record/response_take_back.html",
        response=response,
        key=key,
        form=form,
        passage=chosen[0],
        changes=changes,
    )


@bp.route("/<key>/link", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
def replace_link(key: str) -> ResponseReturnValue:
    """Have another private link take the place of this one."""
    response, form = opened(key), Form()
    if form.validate_on_submit():
        with transaction():
            new = linking.replace(response, at=clock.now())
        flash(_("This is your new private link. The one before opens nothing any more"), "success")
        return redirect(url_for(".show", key=new))
    return render_template("record/response_link.html", response=response, key=key, form=form)


@bp.route("/<key>/response.pdf")
def pdf(key: str) -> ResponseReturnValue:
    """Hand out what was sent as a PDF."""
    response = opened(key)
    if response.erased_at:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{response.reference}.pdf"'}
    return response_pdf.pdf(response), {"Content-Type": "application/pdf", **headers}


@bp.route("/<key>/files/<uuid:upload_id>")
def file(key: str, upload_id: UUID) -> ResponseReturnValue:
    """Hand a file back to whoever sent it, to be saved."""
    response = opened(key)
    theirs = select(Upload).where(Upload.id == upload_id, Upload.response_id == response.id)
    found = db.session.scalars(theirs).one()
    if response.erased_at or not uploads.path(found).is_file():
        raise NotFound
    return uploads.handed_out(found)
