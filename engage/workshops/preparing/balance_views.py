"""Who is coming against the balance aimed for, and who has not been heard from."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.db import db, transaction
from engage.web import Form, refusals
from engage.workshops.models import Workshop
from engage.workshops.preparing import balance, invitations, inviting
from engage.workshops.preparing.forms import WholeField
from engage.workshops.preparing.labels import DIMENSIONS, category
from engage.workshops.preparing.models import Dimension
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/balance")
def balance_of(workshop_id: UUID) -> ResponseReturnValue:
    """Show who comes against the balance aimed for, and who has not been heard from."""
    _officer, workshop = managed(workshop_id)
    found = balance.of(workshop)
    return render_template(
        "workshops/balance.html",
        workshop=workshop,
        balance=found,
        nobody=[one.name for shares in found.values() for one in shares if not one.coming],
        aimed=bool(balance.aims(workshop_id)),
        unheard=balance.unheard(workshop),
        silent=invitations.counted(workshop_id)[invitations.State.SILENT],
        forgotten=len(db.session.scalars(inviting.forgotten(workshop_id)).all()),
        DIMENSIONS=DIMENSIONS,
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/balance/aims", methods=["GET", "POST"])
def aims(workshop_id: UUID) -> ResponseReturnValue:
    """Say which balance is aimed for."""
    officer, workshop = managed(workshop_id)
    asked = _asked(workshop)
    form = _form_class(asked)(data=_as_it_is(workshop_id, asked))
    if form.validate_on_submit():
        shares = {asked[name]: form[name].data for name in asked if form[name].data}
        with refusals(form), transaction():
            balance.aim(workshop_id, shares, by=officer)
            flash(_("The balance aimed for is saved"), "success")
            return redirect(url_for(".balance_of", workshop_id=workshop_id))
    lists = {
        dimension: [form[name] for name, (its, _value) in asked.items() if its is dimension]
        for dimension in Dimension
    }
    return render_template(
        "workshops/aims.html", workshop=workshop, form=form, lists=lists, DIMENSIONS=DIMENSIONS
    )


def _asked(workshop: Workshop) -> dict[str, tuple[Dimension, str]]:
    """Name the field of each share, and say what it is of."""
    return {
        f"{dimension}-{place}": (dimension, value)
        for dimension in Dimension
        for place, value in enumerate(balance.values(workshop, dimension))
    }


def _form_class(asked: dict[str, tuple[Dimension, str]]) -> type[Form]:
    fields = {name: WholeField(category(*one), 0, 100, optional=True) for name, one in asked.items()}
    return type("AimsForm", (Form,), fields)


def _as_it_is(workshop_id: UUID, asked: dict[str, tuple[Dimension, str]]) -> dict[str, int | None]:
    shares = balance.aims(workshop_id)
    return {name: shares.get(one) for name, one in asked.items()}
