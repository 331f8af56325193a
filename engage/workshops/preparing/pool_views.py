"""Keeping places for some, until a date."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.db import transaction
from engage.web import refusals
from engage.workshops.allocation import arranging
from engage.workshops.models import Workshop
from engage.workshops.preparing import pools as queries
from engage.workshops.preparing.pool_forms import PoolsForm, filled
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/pools", methods=["GET", "POST"])
def pools(workshop_id: UUID) -> ResponseReturnValue:
    """Say for whom which places are kept, and until when."""
    officer, workshop = managed(workshop_id)
    there = queries.of(workshop_id)
    form = PoolsForm(pools=filled(there))
    redrawn = _redrawn(form, workshop)
    form.fit(workshop)
    if not redrawn and form.validate_on_submit():
        with refusals(form), transaction():
            arranging.keep(workshop_id, form.plans(), by=officer)
            flash(_("The places are kept as you said"), "success")
            return redirect(url_for(".pools", workshop_id=workshop_id))
    names = {str(pool.id): pool for pool in there}
    return render_template(
        "workshops/pools.html",
        workshop=workshop,
        form=form,
        there=names,
        kept=queries.kept(workshop_id),
    )


def _redrawn(form: PoolsForm, workshop: Workshop) -> bool:
    """Add or take out a block, if that is what was asked for: nothing is saved by it."""
    if "add" in request.form or (not form.is_submitted() and not form.pools.entries):
        form.add(workshop)
        return True
    if (index := request.form.get("remove", type=int)) is not None:
        form.take_out(index)
        return True
    return False
