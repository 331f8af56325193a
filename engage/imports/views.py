"""A file on its way into a consultation: uploaded, explained, looked over, begun."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.consultations.views import managed
from engage.db import transaction
from engage.errors import RuleBroken
from engage.imports import preparing, queries, reading, running, staging
from engage.imports.forms import ExportForm, UploadForm, columns_form, layout_form, values_form
from engage.imports.labels import STATES
from engage.imports.layouts import Layout
from engage.imports.mapping import ColumnMap
from engage.imports.models import ImportRun
from engage.imports.preparing import ColumnsPage
from engage.web import flashed, page, refusals

bp = Blueprint("imports", __name__, url_prefix="/desk/consultations/<slug>/imports")


@bp.app_context_processor
def _labels() -> dict[str, object]:
    return {"IMPORT_STATES": STATES, "import_state": queries.state}


def of(slug: str, run_id: UUID) -> tuple[Person, Consultation, ImportRun]:
    """Give the officer, the consultation that they manage, and one import into it."""
    officer, consultation = managed(slug)
    return officer, consultation, queries.within(consultation, run_id)


def waiting(slug: str, run_id: UUID) -> tuple[Person, Consultation, ImportRun]:
    """Give the same of an import that can still be explained; one that was begun has a page of its own."""
    officer, consultation, run = of(slug, run_id)
    if run.begun_at:
        abort(redirect(url_for("runs.show", slug=slug, run_id=run_id)))
    if not staging.path(run).is_file():
        flash(_("The file has waited for too long and is gone. Upload it again"))
        abort(redirect(url_for(".index", slug=slug)))
    return officer, consultation, run


@bp.route("", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """List the imports into a consultation, and take a file for another; offer what can be exported."""
    officer, consultation = managed(slug)
    form = UploadForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            run = preparing.receive(consultation, form.file.data.stream, form.file.data.filename, by=officer)
            return redirect(url_for(".columns", slug=slug, run_id=run.id))
    runs = page(queries.of(consultation))
    return render_template(
        "imports/index.html",
        consultation=consultation,
        form=form,
        page=runs,
        exporting=ExportForm(prefix="x-"),
    )


@bp.route("/<uuid:run_id>/layout", methods=["GET", "POST"])
def layout(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Say on which sheet and lines the columns stand, where it was not recognised."""
    _officer, consultation, run = waiting(slug, run_id)
    form = layout_form(run, reading.sheets(staging.path(run)))
    if form.validate_on_submit():
        with refusals(form), transaction():
            chosen = form.layout(Layout.read(run.layout))
            preparing.lay_out_anew(run, chosen, sheet=form.sheet.data)
            return redirect(url_for(".columns", slug=slug, run_id=run.id))
    return render_template("imports/layout.html", consultation=consultation, run=run, form=form)


@bp.route("/<uuid:run_id>/columns", methods=["GET", "POST"])
def columns(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Say what each column is, some columns a page."""
    _officer, consultation, run = waiting(slug, run_id)
    mapping, some = ColumnMap.restored(run.mapping), preparing.columns_page(run, request.args)
    form = columns_form(run, mapping, some.items)
    if form.validate_on_submit():
        with refusals(form), transaction():
            preparing.choose(run, form.mapping(mapping), form.chosen_theme(consultation), whole=some.is_last)
            return redirect(_after(slug, run, some))
    return render_template(
        "imports/columns.html",
        consultation=consultation,
        run=run,
        form=form,
        page=some,
        samples=preparing.samples(run),
        layout=Layout.read(run.layout),
    )


def _after(slug: str, run: ImportRun, some: ColumnsPage) -> str:
    """Give where somebody goes on after some columns: to the next ones, or to what values mean."""
    if some.is_last:
        return url_for(".values", slug=slug, run_id=run.id)
    return url_for(".columns", slug=slug, run_id=run.id, page=some.number + 1)


@bp.route("/<uuid:run_id>/values", methods=["GET", "POST"])
def values(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Say what the values of coded columns mean; where there are none, go on."""
    _officer, consultation, run = waiting(slug, run_id)
    coded = preparing.coded(run)
    form = values_form(coded)
    if form.validate_on_submit() or not coded:
        if coded:
            with transaction():
                preparing.mean(run, form.said)
        return redirect(url_for(".preview", slug=slug, run_id=run.id))
    return render_template("imports/values.html", consultation=consultation, run=run, form=form, coded=coded)


@bp.route("/<uuid:run_id>/preview")
def preview(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Show what would become of the rows, and of the first ones in full."""
    _officer, consultation, run = waiting(slug, run_id)
    try:
        seen = preparing.preview(run)
    except RuleBroken as refusal:
        flash(str(refusal))
        return redirect(url_for(".columns", slug=slug, run_id=run.id))
    return render_template(
        "imports/preview.html",
        consultation=consultation,
        run=run,
        seen=seen,
        themes={one.id: one for one in consultation.themes},
    )


@bp.route("/<uuid:run_id>/begin", methods=["POST"])
def begin(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Begin to take the rows in; a worker does it."""
    officer, _consultation, run = of(slug, run_id)
    with flashed(), transaction():
        running.begin(run, by=officer)
        running.owe(run)
    return redirect(url_for("runs.show", slug=slug, run_id=run_id))


@bp.route("/<uuid:run_id>/discard", methods=["POST"])
def discard(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Drop an upload that was not begun."""
    officer, _consultation, run = of(slug, run_id)
    with flashed(), transaction():
        preparing.discard(run, by=officer)
        flash(_("The file is gone. Nothing of it was taken in"), "success")
    return redirect(url_for(".index", slug=slug))
