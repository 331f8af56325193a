"""What the public sees of workshops: the list, one workshop, registering for it."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import transaction
from engage.organisations.labels import SECTORS_OF_MANY, SIZES
from engage.web import page, refusals
from engage.web.security import limiter
from engage.workshops import queries
from engage.workshops import registration as registering
from engage.workshops.allocation import choosing
from engage.workshops.forms import RegistrationForm
from engage.workshops.models import Standing, Workshop

bp = Blueprint("workshops", __name__)


@bp.route("/workshops")
def index() -> ResponseReturnValue:
    """List the workshops to come."""
    coming = page(queries.coming(clock.now()))
    return render_template("workshops/index.html", page=coming, seats=queries.seats(coming.items))


@bp.route("/workshops/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one workshop, how full it is, and by which rule its places are given."""
    workshop = queries.published_by_slug(slug)
    return render_template(
        "workshops/show.html",
        workshop=workshop,
        seats=queries.seats([workshop])[workshop.id],
        pools=queries.pools(workshop.id, clock.now()),
        rooms=choosing.rooms(workshop.id),
        sectors=SECTORS_OF_MANY,
        sizes=SIZES,
    )


@bp.route("/workshops/<slug>/register", methods=["GET", "POST"])
@limiter.limit("60 per minute; 300 per hour", methods=["POST"])
def register(slug: str) -> ResponseReturnValue:
    """Ask for places."""
    workshop = queries.published_by_slug(slug)
    form = RegistrationForm()
    form.fit(workshop, choosing.rooms(workshop.id))
    # Asking for more boxes checks and sends nothing.
    if "people" not in request.form and form.validate_on_submit():
        with refusals(form), transaction():
            _ask(workshop, form)
            return redirect(url_for(".registered", slug=slug))
    seats = queries.seats([workshop])[workshop.id]
    return render_template("workshops/register.html", workshop=workshop, seats=seats, form=form)


@bp.route("/workshops/<slug>/registered")
def registered(slug: str) -> ResponseReturnValue:
    """Say what became of the registration that this browser has just sent."""
    workshop = queries.published_by_slug(slug)
    answer = session.get("registered", {})
    if answer.get("slug") != slug:
        return redirect(url_for(".show", slug=slug))
    return render_template("workshops/registered.html", workshop=workshop, **answer)


def _ask(workshop: Workshop, form: RegistrationForm) -> None:
    answer = registering.Answer(Standing.PLACE)
    if not form.website.data:
        answer = registering.book(workshop.id, form.request(), submission_key=form.key())
    session["registered"] = {
        "slug": workshop.slug,
        "standing": answer.standing.value,
        "number": answer.number,
        "obstacle": answer.obstacle and answer.obstacle.value,
        "email": form.email.data,
        "people": 1 + len(form.guests),
    }
