"""An import that was begun: how far it is, what became of its rows, and taking it out again; exports."""

from tempfile import TemporaryFile
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import audit, clock
from engage.consultations.views import managed
from engage.db import transaction
from engage.imports import export_files, queries, rejects, undoing
from engage.imports.export_files import MEDIA
from engage.imports.exporting import Export
from engage.imports.forms import ExportForm
from engage.imports.views import of
from engage.web import flashed, page

bp = Blueprint("runs", __name__, url_prefix="/desk/consultations/<slug>")


@bp.route("/imports/<uuid:run_id>")
def show(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Show how far an import is, and which rows it refused."""
    _officer, consultation, run = of(slug, run_id)
    if not run.begun_at:
        return redirect(url_for("imports.columns", slug=slug, run_id=run_id))
    return render_template(
        "imports/run.html",
        consultation=consultation,
        run=run,
        page=page(queries.refused(run)),
        failed=queries.has_failed(run),
        obstacle=undoing.obstacle(run),
    )


@bp.route("/imports/<uuid:run_id>/refused.csv")
def refused(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Hand out the refused rows as they were, with the reasons."""
    _officer, _consultation, run = of(slug, run_id)
    answer = Response("".join(rejects.pieces(run)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-refused.csv"'
    return answer


@bp.route("/imports/<uuid:run_id>/undo", methods=["POST"])
def undo(slug: str, run_id: UUID) -> ResponseReturnValue:
    """Take out of the consultation all that an import brought in."""
    officer, _consultation, run = of(slug, run_id)
    with flashed(), transaction():
        undoing.undo(run, by=officer)
        flash(_("The import has been undone: nothing of it is left in the consultation"), "success")
    return redirect(url_for(".show", slug=slug, run_id=run_id))


@bp.route("/export", methods=["POST"])
def export(slug: str) -> ResponseReturnValue:
    """Hand out what was said; a POST, for it leaves a mark in the trail."""
    officer, consultation = managed(slug)
    form = ExportForm(prefix="x-")
    if not form.validate_on_submit():
        flash(next(iter(error for errors in form.errors.values() for error in errors)))
        return redirect(url_for("imports.index", slug=slug, _anchor="export"))
    of_what, kind, scope = form.of.data, form.form.data, form.scope.data
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    export_files.write(Export(consultation, scope), of_what, kind, file)
    with transaction():
        audit.record("consultation.exported", consultation, by=officer, scope=scope, of=of_what)
    file.seek(0)
    name = f"{slug}-{of_what.value}-{clock.today():%Y-%m-%d}.{kind.value}"
    return send_file(file, mimetype=MEDIA[kind], as_attachment=True, download_name=name)
