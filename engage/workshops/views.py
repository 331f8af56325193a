"""What the public sees of workshops: the list, one workshop, registering for it."""

from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import transaction
from engage.organisations.labels import SECTORS_OF_MANY, SIZES
from engage.web import page, refusals
from engage.web.private_links import keep_private
from engage.web.security import limiter
from engage.workshops import queries
from engage.workshops import registration as registering
from engage.workshops.allocation import choosing
from engage.workshops.forms import RegistrationForm
from engage.workshops.models import Standing, Workshop
from engage.workshops.preparing import asking, inviting
from engage.workshops.preparing.models import Invitation

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
        pools=queries.pools(workshop, clock.now()),
        rooms=choosing.rooms(workshop),
        sectors=SECTORS_OF_MANY,
        sizes=SIZES,
    )


@bp.route("/workshops/<slug>/register", methods=["GET", "POST"])
@limiter.limit("60 per minute; 300 per hour", methods=["POST"])
def register(slug: str) -> ResponseReturnValue:
    """Ask for places."""
    return _registration(queries.published_by_slug(slug))


@bp.route("/workshops/<slug>/invitation/<key>", methods=["GET", "POST"])
@limiter.limit("60 per minute; 300 per hour", methods=["POST"])
def invited(slug: str, key: str) -> ResponseReturnValue:
    """Ask for places as somebody who was invited."""
    workshop, invitation = _invitation(slug, key)
    return keep_private(make_response(_registration(workshop, invitation, key)))


@bp.route("/workshops/<slug>/invitation/<key>/decline", methods=["POST"])
def decline_invitation(slug: str, key: str) -> ResponseReturnValue:
    """Note that somebody who was invited cannot come."""
    _workshop, invitation = _invitation(slug, key)
    with transaction():
        inviting.decline(invitation)
    return redirect(url_for(".invited", slug=slug, key=key))


@bp.route("/workshops/<slug>/registered")
def registered(slug: str) -> ResponseReturnValue:
    """Say what became of the registration that this browser has just sent."""
    workshop = queries.published_by_slug(slug)
    answer = session.get("registered", {})
    if answer.get("slug") != slug:
        return redirect(url_for(".show", slug=slug))
    return render_template("workshops/registered.html", workshop=workshop, **answer)


def _invitation(slug: str, key: str) -> tuple[Workshop, Invitation]:
    workshop = queries.published_by_slug(slug)
    invitation = inviting.opened(workshop, key)
    return (workshop, invitation) if invitation else abort(404)


def _registration(
    workshop: Workshop, invitation: Invitation | None = None, key: str | None = None
) -> ResponseReturnValue:
    form = asking.form_class(workshop, RegistrationForm)(**_known(invitation))
    form.fit(workshop, choosing.rooms(workshop))
    # Asking for more boxes checks and sends nothing.
    if "people" not in request.form and form.validate_on_submit():
        with refusals(form), transaction():
            _ask(workshop, form, invitation)
            return redirect(url_for(".registered", slug=workshop.slug))
    return render_template(
        "workshops/register.html",
        workshop=workshop,
        seats=queries.seats([workshop])[workshop.id],
        form=form,
        asked=asking.fields(form),
        invitation=invitation,
        key=key,
    )


def _known(invitation: Invitation | None) -> dict[str, object]:
    said = {name: getattr(invitation, name, None) for name in ("name", "email", "organisation", "sector")}
    return {name: value for name, value in said.items() if value}


def _ask(workshop: Workshop, form: RegistrationForm, invitation: Invitation | None) -> None:
    answer, key = registering.Answer(Standing.PLACE), form.key() or uuid4()
    if not form.website.data:
        wanted = replace(form.request(), replies=asking.replies(form))
        answer = registering.book(workshop.id, wanted, submission_key=key, invited=bool(invitation))
        made = registering.sent_before(key) if invitation else None
        if invitation and made:
            inviting.answered(invitation, made)
    session["registered"] = {
        "slug": workshop.slug,
        "standing": answer.standing.value,
        "number": answer.number,
        "obstacle": answer.obstacle and answer.obstacle.value,
        "email": form.email.data,
        "people": 1 + len(form.guests),
    }
