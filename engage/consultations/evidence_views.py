"""Setting up what people can read first."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from engage.accounts import Person
from engage.consultations import evidence
from engage.consultations.documents import examined
from engage.consultations.forms import EvidenceForm
from engage.consultations.models import Consultation
from engage.consultations.views import managed
from engage.db import transaction
from engage.web import flashed, refusals
from engage.web.fields import said

bp = Blueprint("evidence", __name__, url_prefix="/desk/consultations/<slug>/evidence")


@bp.route("", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """List the evidence, and add to it."""
    officer, consultation = managed(slug)
    form = EvidenceForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            _add(form, consultation, officer)
            flash(_("It stands with what people can read first"), "success")
            return redirect(url_for(".index", slug=slug))
    limit = current_app.config["SETTINGS"].upload_limit_mb
    return render_template("consultations/evidence.html", form=form, consultation=consultation, limit=limit)


@bp.route("/<uuid:evidence_id>/remove", methods=["POST"])
def remove(slug: str, evidence_id: UUID) -> ResponseReturnValue:
    """Take evidence out of a draft."""
    officer, consultation = managed(slug)
    found = next((one for one in consultation.evidence if one.id == evidence_id), None)
    if found is None:
        raise NotFound
    with flashed(), transaction():
        evidence.remove(found, by=officer)
        flash(_("The evidence has been removed"), "success")
    return redirect(url_for(".index", slug=slug))


def _add(form: EvidenceForm, consultation: Consultation, officer: Person) -> None:
    about = {"summary": said(form.summary), "published_on": form.published_on.data, "by": officer}
    if said(form.link):
        evidence.link_to(consultation, said(form.title), said(form.link), **about)
        return
    limit = current_app.config["SETTINGS"].upload_limit_mb * 1024**2
    sent = form.file.data
    document = examined(sent.filename, sent.stream.read(limit + 1), limit=limit)
    evidence.keep(consultation, said(form.title), document, **about)
