"""Entering the bodies that consult."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import demand, signed_in
from engage.db import transaction
from engage.organisations import bodies, queries
from engage.organisations.forms import BodyForm
from engage.web import refusals
from engage.web.fields import said

bp = Blueprint("bodies", __name__, url_prefix="/desk/bodies")


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """List the bodies, and enter one."""
    officer = signed_in()
    demand(officer.is_administrator)
    form = BodyForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            slug, name, contact = said(form.slug), said(form.name), said(form.contact_email)
            bodies.add(slug, name, contact, website=said(form.website), by=officer)
            return redirect(url_for(".index"))
    return render_template("organisations/index.html", form=form, bodies=queries.every())


@bp.route("/<slug>", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Correct what people are told about a body."""
    officer = signed_in()
    demand(officer.is_administrator)
    body = queries.get(slug)
    form = BodyForm(obj=body)
    del form.slug
    if form.validate_on_submit():
        with refusals(form), transaction():
            bodies.change(
                body, said(form.name), said(form.contact_email), website=said(form.website), by=officer
            )
            return redirect(url_for(".index"))
    return render_template("organisations/body.html", form=form, body=body)
