"""What the public sees of workshops: the list, one workshop, registering, and one's own registration."""

from flask import Blueprint, Response, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import transaction
from engage.web import Form, page, refusals
from engage.web.private_links import keep_private
from engage.web.security import limiter
from engage.workshops import calendar, leaving, links, queries
from engage.workshops import registration as registering
from engage.workshops.forms import RegistrationForm
from engage.workshops.models import Registration, Standing

bp = Blueprint("workshops", __name__)


@bp.route("/workshops")
def index() -> ResponseReturnValue:
    """List the workshops to come."""
    coming = page(queries.coming(clock.now()))
    return render_template("workshops/index.html", page=coming, seats=queries.seats(coming.items))


@bp.route("/workshops/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one workshop and how full it is."""
    workshop = queries.published_by_slug(slug)
    seats = queries.seats([workshop])[workshop.id]
    return render_template("workshops/show.html", workshop=workshop, seats=seats)


@bp.route("/workshops/<slug>/register", methods=["GET", "POST"])
@limiter.limit("60 per minute; 300 per hour", methods=["POST"])
def register(slug: str) -> ResponseReturnValue:
    """Ask for a place."""
    workshop = queries.published_by_slug(slug)
    form = RegistrationForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            standing = Standing.PLACE
            if not form.website.data:
                standing = registering.register(workshop.id, form.request(), submission_key=form.key())
            session["registered"] = [slug, standing.value, form.email.data]
            return redirect(url_for(".registered", slug=slug))
    seats = queries.seats([workshop])[workshop.id]
    return render_template("workshops/register.html", workshop=workshop, seats=seats, form=form)


@bp.route("/workshops/<slug>/registered")
def registered(slug: str) -> ResponseReturnValue:
    """Say what became of the registration that this browser has just sent."""
    workshop = queries.published_by_slug(slug)
    known, standing, email = session.get("registered", (None, None, None))
    if known != slug:
        return redirect(url_for(".show", slug=slug))
    return render_template("workshops/registered.html", workshop=workshop, standing=standing, email=email)


@bp.route("/registrations/<key>")
def registration(key: str) -> ResponseReturnValue:
    """Show somebody their registration."""
    found = queries.by_private_key(key)
    position = queries.position(found) if found.standing is Standing.WAITING else None
    return _private(
        render_template(
            "workshops/registration.html",
            registration=found,
            key=key,
            position=position,
            form=Form(),
        )
    )


@bp.route("/registrations/<key>/leave", methods=["GET", "POST"])
def leave(key: str) -> ResponseReturnValue:
    """Ask whether somebody wants to give up their place, and do it."""
    found, form = queries.by_private_key(key), Form()
    if form.validate_on_submit():
        with refusals(form), transaction():
            leaving.leave(found.id)
            return redirect(url_for(".registration", key=key))
    return _private(render_template("workshops/leave.html", registration=found, key=key, form=form))


@bp.route("/registrations/<key>/workshop.ics")
def calendar_file(key: str) -> ResponseReturnValue:
    """Hand out the calendar file of a place."""
    found = queries.by_private_key(key)
    response = _private(_calendar(found))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    return response


def _calendar(found: Registration) -> str:
    gone = found.standing is Standing.LEFT or found.workshop.cancelled_at
    method = calendar.Method.CANCEL if gone else calendar.Method.PUBLISH
    link = links.address_of(found)
    return calendar.written(found, link, method, sequence=found.workshop.sequence + bool(found.left_at))


def _private(body: str) -> Response:
    return keep_private(make_response(body))
