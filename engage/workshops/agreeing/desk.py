"""What facilitators see of the record of a workshop: tables to hand in, and corrections to settle."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.db import transaction
from engage.web import refusals
from engage.web.templating import number
from engage.workshops import policy
from engage.workshops import queries as workshops
from engage.workshops.agreeing import handing_in, queries, settling
from engage.workshops.agreeing.forms import HandingInForm, SettlingForm
from engage.workshops.agreeing.replying import contribution_of
from engage.workshops.models import Workshop
from engage.workshops.tables import queries as tables
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/record")
def agreement(workshop_id: UUID) -> ResponseReturnValue:
    """Show how far the notes of each table are handed in and agreed."""
    officer, workshop = _theirs(workshop_id)
    return _agreement(officer, workshop, HandingInForm(days=workshop.answer_days))


@bp.route("/desk/workshops/<uuid:workshop_id>/record/hand-in", methods=["POST"])
def hand_in(workshop_id: UUID) -> ResponseReturnValue:
    """Have the notes of one table, or of all, become contributions."""
    officer, workshop = _theirs(workshop_id)
    form = HandingInForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            wanted = [
                one for one in tables.of(workshop_id) if request.form.get("table", str(one.id)) == str(one.id)
            ]
            count = handing_in.order(workshop, wanted, form.days.data or 1, by=officer)
            flash(_handed_in(count), "success")
            return redirect(url_for(".agreement", workshop_id=workshop_id))
    return _agreement(officer, workshop, form)


@bp.route("/desk/workshops/<uuid:workshop_id>/record/corrections/<uuid:reply_id>", methods=["GET", "POST"])
def correction(workshop_id: UUID, reply_id: UUID) -> ResponseReturnValue:
    """Take a correction over, or say why not."""
    officer, workshop = _theirs(workshop_id)
    reply = queries.reply(workshop_id, reply_id)
    form = SettlingForm(words=reply.text)
    if form.validate_on_submit():
        with refusals(form), transaction():
            if request.form.get("act") == "decline":
                settling.decline(reply, form.because.data or "", by=officer)
            else:
                settling.take_over(reply, form.words.data or "", by=officer)
            flash(_("The correction is settled"), "success")
            return redirect(url_for(".agreement", workshop_id=workshop_id))
    latest = queries.words([contribution_of(reply.note)])[contribution_of(reply.note).id]
    return render_template(
        "workshops/agreeing/correction.html", workshop=workshop, reply=reply, latest=latest, form=form
    )


def _agreement(officer: Person, workshop: Workshop, form: HandingInForm) -> str:
    return render_template(
        "workshops/agreeing/agreement.html",
        workshop=workshop,
        manages=policy.may_set_up(officer, workshop.consultation),
        tables=queries.agreement(workshop),
        corrections=queries.corrections(workshop.id),
        at=clock.now(),
        form=form,
    )


def _handed_in(count: int) -> str:
    return str(
        ngettext(
            "The notes of %(number)s table are being handed in",
            "The notes of %(number)s tables are being handed in",
            count,
            number=number(count),
        )
    )


def _theirs(workshop_id: UUID) -> tuple[Person, Workshop]:
    officer, workshop = signed_in(), workshops.get(workshop_id)
    demand(policy.may_run(officer, workshop))
    return officer, workshop
