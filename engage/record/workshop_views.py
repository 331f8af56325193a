"""The pages of a workshop's own summary: as published, and its draft with what managers do to it."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from engage.accounts import Person, demand, signed_in
from engage.db import transaction
from engage.record import workshop_pdf, workshop_record, workshop_word, workshop_wording
from engage.record.workshop_forms import GatheringForm
from engage.record.workshop_record import Part, Record
from engage.web import Form, flashed, refusals
from engage.workshops import policy
from engage.workshops import queries as workshops
from engage.workshops.agreeing import gathering, publication
from engage.workshops.models import Workshop

bp = Blueprint("workshop_records", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"tell": workshop_wording}


@bp.route("/workshops/<slug>/summary")
def show(slug: str) -> ResponseReturnValue:
    """Show what was said at a workshop."""
    record = workshop_record.assemble(_published(slug))
    return render_template("record/workshop_summary.html", record=record, workshop=record.workshop)


@bp.route("/workshops/<slug>/summary.pdf")
def pdf(slug: str) -> ResponseReturnValue:
    """Give the summary of a workshop as a tagged PDF."""
    return _file(_published(slug), workshop_pdf.pdf, "application/pdf", "pdf")


@bp.route("/workshops/<slug>/summary.docx")
def word(slug: str) -> ResponseReturnValue:
    """Give the summary of a workshop as a Word file."""
    return _file(_published(slug), workshop_word.docx, workshop_word.MEDIA_TYPE, "docx")


@bp.route("/desk/workshops/<uuid:workshop_id>/summary")
def draft(workshop_id: UUID) -> ResponseReturnValue:
    """Show the summary as it would be published today, and what there is to do about it."""
    _officer, workshop = _managed(workshop_id)
    record = workshop_record.assemble(workshop)
    return render_template("record/workshop_draft.html", record=record, workshop=workshop, form=Form())


@bp.route("/desk/workshops/<uuid:workshop_id>/summary.pdf")
def draft_pdf(workshop_id: UUID) -> ResponseReturnValue:
    """Give a draft as a PDF."""
    return _file(_managed(workshop_id)[1], workshop_pdf.pdf, "application/pdf", "pdf")


@bp.route("/desk/workshops/<uuid:workshop_id>/summary.docx")
def draft_word(workshop_id: UUID) -> ResponseReturnValue:
    """Give a draft as a Word file."""
    return _file(_managed(workshop_id)[1], workshop_word.docx, workshop_word.MEDIA_TYPE, "docx")


@bp.route("/desk/workshops/<uuid:workshop_id>/summary/<uuid:exercise_id>", methods=["GET", "POST"])
def gather(workshop_id: UUID, exercise_id: UUID) -> ResponseReturnValue:
    """Put together what several tables said in an exercise."""
    officer, workshop = _managed(workshop_id)
    part, form = _part(workshop, exercise_id), GatheringForm()
    form.offer(part)
    here = url_for(".gather", workshop_id=workshop_id, exercise_id=exercise_id)
    if apart := request.form.get("apart", type=UUID):
        with transaction():
            gathering.take_apart(part.exercise, apart, by=officer)
        return redirect(here)
    if form.validate_on_submit():
        with refusals(form), transaction():
            gathering.put_under(part.exercise, form.chosen(), form.title.data or "", by=officer)
            flash(_("The notes stand together"), "success")
            return redirect(here)
    return render_template("record/workshop_gather.html", workshop=workshop, part=part, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/summary/publish", methods=["POST"])
def publish(workshop_id: UUID) -> ResponseReturnValue:
    """Put the summary before the public."""
    officer, workshop = _managed(workshop_id)
    with flashed(), transaction():
        publication.publish(workshop, by=officer)
        flash(_("The summary is published"), "success")
    return redirect(url_for(".draft", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/summary/take-down", methods=["POST"])
def take_down(workshop_id: UUID) -> ResponseReturnValue:
    """Take the summary away from the public."""
    officer, workshop = _managed(workshop_id)
    with transaction():
        publication.take_down(workshop, by=officer)
        flash(_("The summary is no longer public"), "success")
    return redirect(url_for(".draft", workshop_id=workshop_id))


def _published(slug: str) -> Workshop:
    workshop = workshops.published_by_slug(slug)
    if workshop.summarised_at is None:
        raise NoResultFound
    return workshop


def _managed(workshop_id: UUID) -> tuple[Person, Workshop]:
    officer, workshop = signed_in(), workshops.get(workshop_id)
    demand(policy.may_set_up(officer, workshop.consultation))
    return officer, workshop


def _part(workshop: Workshop, exercise_id: UUID) -> Part:
    for part in workshop_record.assemble(workshop).parts:
        if part.exercise.id == exercise_id:
            return part
    raise NoResultFound


def _file(
    workshop: Workshop, make: Callable[[Record], bytes], media_type: str, ending: str
) -> ResponseReturnValue:
    answer = make_response(make(workshop_record.assemble(workshop)))
    answer.mimetype = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"  # words that are taken back must not stay behind
    return answer
