"""Making a new workshop of one that there is."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.db import transaction
from engage.web import refusals
from engage.web.fields import said
from engage.workshops.preparing import cloning
from engage.workshops.preparing.forms import CloneForm
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/clone", methods=["GET", "POST"])
def clone(workshop_id: UUID) -> ResponseReturnValue:
    """Draft a workshop like this one, on another date."""
    officer, workshop = managed(workshop_id)
    form = CloneForm(title=workshop.title)
    if form.validate_on_submit():
        with refusals(form), transaction():
            made = cloning.clone(
                workshop_id, said(form.slug), said(form.title), form.starts_at.data, by=officer
            )
            flash(_("A draft is made. Look it over, then publish it"), "success")
            return redirect(url_for(".manage", workshop_id=made.id))
    return render_template("workshops/clone.html", workshop=workshop, form=form)
