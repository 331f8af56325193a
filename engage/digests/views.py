"""Pages of the digests: what a lead gets and when, each digest to read, and the way to stop one."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import demand, signed_in
from engage.consultations.models import Theme
from engage.db import transaction
from engage.digests import contents, policy, queries, scheduling
from engage.digests.forms import ScheduleForm
from engage.web import page
from engage.web.private_links import keep_private
from engage.web.security import csrf

bp = Blueprint("digests", __name__, url_prefix="/digests")


@bp.route("")
def desk() -> ResponseReturnValue:
    """Show a lead their themes, when they hear of each, and their past digests."""
    lead = signed_in()
    themes = [
        (theme, schedule or scheduling.proposed(lead, theme))
        for theme, schedule in queries.themes_led_by(lead)
    ]
    return render_template("digests/desk.html", themes=themes, past=page(queries.past(lead)))


@bp.route("/<uuid:digest_id>")
def show(digest_id: UUID) -> ResponseReturnValue:
    """Show a digest, with what may not stand in a letter."""
    lead, digest = signed_in(), queries.get(digest_id)
    demand(policy.may_read(lead, digest))
    return render_template("digests/show.html", digest=digest, told=contents.of(digest))


@bp.route("/themes/<uuid:theme_id>", methods=["GET", "POST"])
def schedule(theme_id: UUID) -> ResponseReturnValue:
    """Choose when to hear of a theme."""
    lead, theme = signed_in(), queries.theme(theme_id)
    demand(policy.may_schedule(lead, theme))
    chosen = queries.schedule_of(lead, theme) or scheduling.proposed(lead, theme)
    form = ScheduleForm.showing(chosen)
    if form.validate_on_submit():
        with transaction():
            scheduling.choose(
                lead, theme, form.frequency.data, hour=form.hour.data, weekday=form.weekday.data
            )
        flash(_("Your choice is saved"), "success")
        return redirect(url_for(".desk"))
    return render_template("digests/schedule.html", theme=theme, form=form)


@bp.route("/themes/<uuid:theme_id>/next")
def upcoming(theme_id: UUID) -> ResponseReturnValue:
    """Show what the next digest of a theme would tell if it were compiled now."""
    lead, theme = signed_in(), queries.theme(theme_id)
    demand(policy.may_schedule(lead, theme))
    return render_template("digests/upcoming.html", theme=theme, told=contents.upcoming(lead, theme))


@bp.route("/themes/<uuid:theme_id>/now", methods=["POST"])
def send_now(theme_id: UUID) -> ResponseReturnValue:
    """Have a digest compiled and sent at once."""
    lead, theme = signed_in(), queries.theme(theme_id)
    demand(policy.may_schedule(lead, theme))
    with transaction():
        scheduling.ask_now(lead, theme)
    flash(_told_of(theme), "success")
    return redirect(url_for(".desk"))


def _told_of(theme: Theme) -> str:
    return str(_("If something is new under %(theme)s, a digest is on its way to you", theme=theme.title))


@bp.route("/stop/<key>", methods=["GET", "POST"])
def stop(key: str) -> ResponseReturnValue:
    """Stop a digest by the link in its letter; mail programs post here by themselves, without a session."""
    schedule = queries.by_stop_key(key)
    if request.method == "POST":
        with transaction():
            scheduling.stop(schedule)
    told = render_template("digests/stop.html", schedule=schedule, theme=schedule.theme)
    return keep_private(make_response(told))


csrf.exempt(stop)
