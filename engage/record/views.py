"""The doors of the service, the public's and the staff's, and what it says about itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import signed_in
from engage.consultations import queries
from engage.db import db
from engage.moderation.labels import REASONS
from engage.organisations import queries as organisations
from engage.record import desk as waiting
from engage.record import queries as record
from engage.summaries import queries as summaries
from engage.workshops import queries as workshops
from engage.workshops.models import Workshop

bp = Blueprint("record", __name__)

LATEST = 3
"""How many workshops and summaries the front page shows."""


@bp.route("/")
def home() -> ResponseReturnValue:
    """Show what is open to everybody, and what was heard last."""
    at = clock.now()
    now = record.listed(queries.open_at(at))
    next_ones = db.session.scalars(
        workshops.coming(at).where(Workshop.cancelled_at.is_(None)).limit(LATEST)
    ).all()
    return render_template(
        "record/home.html",
        open=now,
        coming=record.listed(queries.coming(at)),
        counts=record.counts(now),
        workshops=next_ones,
        seats=workshops.seats(next_ones),
        heard=db.session.scalars(summaries.published().limit(LATEST)).all(),
    )


@bp.route("/desk")
def desk() -> ResponseReturnValue:
    """Show somebody what waits for them."""
    officer, at = signed_in(), clock.now()
    meetings = waiting.meetings(officer, at)
    return render_template(
        "record/desk.html",
        officer=officer,
        waits=waiting.waits(officer),
        managed=waiting.managed(officer),
        asked=waiting.asked(officer),
        led=waiting.led(officer),
        meetings=meetings,
        seats=workshops.seats(meetings),
        at=at,
    )


@bp.route("/privacy")
def privacy() -> ResponseReturnValue:
    """Say what the service as a whole keeps, and where each consultation's own notice stands."""
    at = clock.now()
    asked = [*record.listed(queries.open_at(at)), *record.listed(queries.closed_by(at).limit(20))]
    return render_template("record/privacy.html", asked=asked)


@bp.route("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say how well the service can be used by everybody, and whom to tell if it cannot."""
    return render_template("record/accessibility.html", bodies=organisations.every())


@bp.route("/how-we-moderate")
def how_we_moderate() -> ResponseReturnValue:
    """Say what is published of what people send, and why some of it is not."""
    return render_template("record/how_we_moderate.html", reasons=REASONS)


@bp.route("/other-formats")
def other_formats() -> ResponseReturnValue:
    """Say how to take part on paper, by telephone or in another language."""
    return render_template("record/other_formats.html", bodies=organisations.every())


@bp.route("/contact")
def contact() -> ResponseReturnValue:
    """Name the bodies that run consultations here, and where to write to."""
    return render_template("record/contact.html", bodies=organisations.every())
