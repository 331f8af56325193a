"""Pages for those who run the service."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import demand, signed_in
from engage.db import transaction
from engage.operations import mail_views, mending, policy, queries
from engage.web import flashed, page
from engage.web.health import findings

bp = Blueprint("operations", __name__, url_prefix="/operations")
bp.register_blueprint(mail_views.bp)


@bp.route("")
def index() -> ResponseReturnValue:
    """Show how the service fares at a glance."""
    demand(policy.may_operate(signed_in()))
    return render_template(
        "operations/index.html",
        found=findings(),
        owed=queries.owed_jobs(),
        failed=queries.failed_jobs(),
        letters=queries.letters(),
    )


@bp.route("/jobs")
def jobs() -> ResponseReturnValue:
    """List the work that is owed, and what failed."""
    demand(policy.may_operate(signed_in()))
    return render_template("operations/jobs.html", page=page(queries.owed()))


@bp.route("/jobs/<uuid:job_id>/<any(retry, drop):act>", methods=["POST"])
def mend(job_id: UUID, act: str) -> ResponseReturnValue:
    """Have a failed job tried again, or give it up."""
    officer = signed_in()
    demand(policy.may_operate(officer))
    with flashed(), transaction():
        (mending.retry if act == "retry" else mending.drop)(job_id, by=officer)
        flash(_("It will be tried again") if act == "retry" else _("The job has been dropped"), "success")
    return redirect(url_for(".jobs"))


@bp.route("/audit")
def audit() -> ResponseReturnValue:
    """Show who did what."""
    demand(policy.may_operate(signed_in()))
    wanted = {"act": request.args.get("act", "").strip(), "person": request.args.get("person", "").strip()}
    entries = page(queries.trail(**wanted), size=50)
    return render_template("operations/audit.html", page=entries, acts=queries.acts(), wanted=wanted)
