"""Where staff type in what did not come through the form."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import demand, signed_in
from engage.consultations import queries as consultations
from engage.db import db, transaction
from engage.feedback import paper, policy
from engage.feedback.paper_forms import paper_form
from engage.web import refusals

bp = Blueprint("paper", __name__)


@bp.route("/letters")
def choose() -> ResponseReturnValue:
    """Choose the consultation that a letter belongs to, where there are several."""
    officer = signed_in()
    open_to_them = [
        one for one in db.session.scalars(consultations.published()) if policy.may_type_in(officer, one)
    ]
    demand(bool(open_to_them))
    if len(open_to_them) == 1:
        return redirect(url_for(".new", slug=open_to_them[0].slug))
    return render_template("feedback/letters.html", consultations=open_to_them)


@bp.route("/consultations/<slug>/letters/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Type in a letter or a call, with its scan if there is one."""
    officer, consultation = signed_in(), consultations.published_by_slug(slug)
    demand(policy.may_type_in(officer, consultation))
    form = paper_form(consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            sheet, key = form.paper(), form.submission_key()
            kept = paper.type_in(consultation, sheet, by=officer, key=key, scans=form.documents)
            flash(_("Kept as %(reference)s. Write that on the sheet", reference=kept.reference), "success")
            return redirect(url_for(".new", slug=slug))
    return render_template("feedback/paper.html", consultation=consultation, form=form)
