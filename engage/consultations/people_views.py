"""Who does what: the roles in one consultation, and everybody who has an account."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import Person, demand, people, queries, signed_in
from engage.audit.queries import about
from engage.consultations import appointing, roles
from engage.consultations import queries as consultations
from engage.consultations.content_views import theme_of
from engage.consultations.forms import PersonForm, RoleForm
from engage.consultations.views import managed
from engage.db import db, transaction
from engage.web import flashed, page, refusals
from engage.web.fields import said

bp = Blueprint("people", __name__, url_prefix="/desk")


@bp.route("/consultations/<slug>/roles", methods=["GET", "POST"])
def holders(slug: str) -> ResponseReturnValue:
    """List who holds which role in a consultation, and give one."""
    officer, consultation = managed(slug)
    form = RoleForm()
    form.theme_id.choices = {theme.id: theme.title for theme in consultation.themes}
    if form.validate_on_submit():
        with refusals(form), transaction():
            who, role, theme = said(form.email), form.role.data, theme_of(consultation, form.theme_id.data)
            appointing.appoint(who, said(form.name), role, consultation, theme, by=officer)
            return redirect(url_for(".holders", slug=slug))
    held = consultations.holders(consultation)
    return render_template("consultations/roles.html", form=form, consultation=consultation, held=held)


@bp.route("/consultations/<slug>/roles/<uuid:held_id>/remove", methods=["POST"])
def dismiss(slug: str, held_id: UUID) -> ResponseReturnValue:
    """Take a role from somebody."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        roles.take_away(consultations.role_held(consultation, held_id), by=officer)
        flash(_("The role has been taken away"), "success")
    return redirect(url_for(".holders", slug=slug))


@bp.route("/people")
def index() -> ResponseReturnValue:
    """List everybody who has an account."""
    _administrator()
    everybody = page(queries.everybody())
    held = consultations.roles_of_all(everybody.items)
    return render_template("accounts/people.html", page=everybody, held=held)


@bp.route("/people/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Give somebody an account and what it is for."""
    administrator = _administrator()
    form = PersonForm()
    form.consultation_id.choices = {one.id: one.title for one in consultations.every()}
    if form.validate_on_submit():
        with refusals(form), transaction():
            person = _appoint(form, administrator)
            flash(_("%(name)s has been sent an invitation", name=person.name), "success")
            return redirect(url_for(".index"))
    return render_template("accounts/new.html", form=form)


@bp.route("/people/<uuid:person_id>")
def show(person_id: UUID) -> ResponseReturnValue:
    """Show an account, the roles it holds and what was done to it."""
    administrator, person = _administrator(), queries.get(person_id)
    return render_template(
        "accounts/person.html",
        person=person,
        own=person is administrator,
        held=consultations.roles_of_all([person]).get(person.id, []),
        acts=db.session.scalars(about(person.id).limit(20)).all(),
    )


@bp.route("/people/<uuid:person_id>/<any(open, close, invite):act>", methods=["POST"])
def change(person_id: UUID, act: str) -> ResponseReturnValue:
    """Open or close an account, or send its invitation again."""
    administrator, person = _administrator(), queries.get(person_id)
    with flashed(), transaction():
        if act == "invite":
            people.invite(person, by=administrator)
        else:
            people.set_active(person, act == "open", by=administrator)
        flash(_("Done"), "success")
    return redirect(url_for(".show", person_id=person_id))


def _administrator() -> Person:
    officer = signed_in()
    demand(officer.is_administrator)
    return officer


def _appoint(form: PersonForm, administrator: Person) -> Person:
    if form.role.data == "administrator":
        return people.appoint_administrator(
            said(form.email), said(form.name), password=None, by=administrator
        )
    consultation = consultations.get(form.consultation_id.data)
    return appointing.appoint(
        said(form.email), said(form.name), form.role.data, consultation, by=administrator
    )
