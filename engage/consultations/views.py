"""Setting up a consultation: the list of them, the draft and what it lacks, its dates."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.consultations import drafting, languages, policy, publication, queries, roles
from engage.consultations.forms import DescriptionForm, ExtensionForm, NewForm, NoticeForm, PublicationForm
from engage.consultations.labels import ROLES, STAGES, TAGS
from engage.consultations.models import Consultation, Role, Stage
from engage.db import transaction
from engage.organisations import queries as organisations
from engage.web import page, refusals
from engage.web.fields import said

bp = Blueprint("setup", __name__, url_prefix="/desk/consultations")
bp.add_app_template_filter(languages.said, "said")
bp.add_app_template_filter(languages.lang, "lang")
bp.add_app_template_filter(languages.spoken, "spoken")


@bp.app_context_processor
def _labels() -> dict[str, object]:
    return {"STAGES": STAGES, "ROLES": ROLES, "TAGS": TAGS, "Stage": Stage}


def managed(slug: str) -> tuple[Person, Consultation]:
    """Give the officer and the consultation that they manage; anybody else is refused."""
    officer, consultation = signed_in(), queries.by_slug(slug)
    demand(policy.may_manage(officer, consultation))
    return officer, consultation


@bp.route("")
def index() -> ResponseReturnValue:
    """List the consultations that an officer manages."""
    officer = signed_in()
    demand(policy.may_create(officer))
    mine = page(queries.managed_by(officer))
    return render_template("consultations/index.html", page=mine, at=clock.now())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a draft."""
    officer = signed_in()
    demand(policy.may_create(officer))
    form = NewForm()
    bodies = {body.id: body for body in organisations.every()}
    form.body_id.choices = {body.id: body.name for body in bodies.values()}
    if form.validate_on_submit():
        with refusals(form), transaction():
            body = bodies[form.body_id.data]
            consultation = drafting.create(said(form.slug), said(form.title), body, by=officer)
            roles.give(officer, Role.MANAGER, consultation, by=officer)
            return redirect(url_for(".show", slug=consultation.slug))
    return render_template("consultations/new.html", form=form)


@bp.route("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show what a draft has and lacks, and what can still be changed of what is public."""
    _officer, consultation = managed(slug)
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        stage=consultation.stage(clock.now()),
        requirements={one.name: one.met for one in publication.requirements(consultation)},
        holders=queries.holders(consultation),
    )


@bp.route("/<slug>/description", methods=["GET", "POST"])
def describe(slug: str) -> ResponseReturnValue:
    """Write what people read before they answer."""
    officer, consultation = managed(slug)
    form = DescriptionForm(obj=consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            drafting.describe(consultation, form.description, by=officer)
            return redirect(url_for(".show", slug=slug))
    return render_template("consultations/describe.html", form=form, consultation=consultation)


@bp.route("/<slug>/privacy-notice", methods=["GET", "POST"])
def inform(slug: str) -> ResponseReturnValue:
    """Write the privacy notice."""
    officer, consultation = managed(slug)
    form = NoticeForm(obj=consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            drafting.inform(consultation, form.notice, by=officer)
            return redirect(url_for(".show", slug=slug))
    return render_template("consultations/inform.html", form=form, consultation=consultation)


@bp.route("/<slug>/publish", methods=["GET", "POST"])
def publish(slug: str) -> ResponseReturnValue:
    """Set the dates of a draft and put it before the public."""
    officer, consultation = managed(slug)
    form = PublicationForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            publication.publish(consultation, *form.period, by=officer)
            flash(_("The consultation is public now"), "success")
            return redirect(url_for(".show", slug=slug))
    lacking = [one.lacking for one in publication.requirements(consultation) if not one.met]
    return render_template(
        "consultations/publish.html", form=form, consultation=consultation, lacking=lacking
    )


@bp.route("/<slug>/closing", methods=["GET", "POST"])
def extend(slug: str) -> ResponseReturnValue:
    """Keep a public consultation open for longer."""
    officer, consultation = managed(slug)
    form = ExtensionForm(obj=consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            publication.extend(consultation, form.closes_at.data, by=officer)
            flash(_("People can answer for longer now"), "success")
            return redirect(url_for(".show", slug=slug))
    return render_template("consultations/extend.html", form=form, consultation=consultation)
