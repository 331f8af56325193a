"""Assigning those who run a workshop on the day."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Email, Length

from engage.db import transaction
from engage.web import Form, flashed, refusals
from engage.web.fields import said
from engage.workshops.preparing import assigning
from engage.workshops.preparing.forms import stripped
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


class AssignmentForm(Form):
    """Who is to run a workshop."""

    email = EmailField(
        _l("E-mail address"),
        validators=[
            DataRequired(_l("Enter an e-mail address")),
            Email(_l("Enter an e-mail address in the right form, like name@example.com")),
            Length(max=254),
        ],
        filters=[stripped],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    name = StringField(
        _l("Name (if they have no account yet)"),
        description=_l("They are sent an invitation to one."),
        validators=[Length(max=120)],
        filters=[stripped],
        render_kw={"autocomplete": "off"},
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/facilitators", methods=["GET", "POST"])
def facilitators(workshop_id: UUID) -> ResponseReturnValue:
    """List who runs a workshop, and assign somebody."""
    officer, workshop = managed(workshop_id)
    form = AssignmentForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            assigning.assign(workshop, said(form.email), said(form.name), by=officer)
            flash(_("They can run this workshop"), "success")
            return redirect(url_for(".facilitators", workshop_id=workshop_id))
    assigned = assigning.of(workshop_id)
    return render_template("workshops/facilitators.html", workshop=workshop, assigned=assigned, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/facilitators/<uuid:facilitator_id>/release", methods=["POST"])
def release_facilitator(workshop_id: UUID, facilitator_id: UUID) -> ResponseReturnValue:
    """Let somebody run a workshop no longer."""
    officer, workshop = managed(workshop_id)
    with flashed(), transaction():
        assigning.release(workshop, facilitator_id, by=officer)
        flash(_("Done"), "success")
    return redirect(url_for(".facilitators", workshop_id=workshop_id))
