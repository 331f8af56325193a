"""The sessions inside a workshop: listing, adding, changing and removing them."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.db import transaction
from engage.web import flashed, refusals
from engage.workshops.allocation import sessions as arranging
from engage.workshops.preparing.session_forms import SessionForm
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


@bp.route("/desk/workshops/<uuid:workshop_id>/sessions")
def sessions(workshop_id: UUID) -> ResponseReturnValue:
    """List the sessions with how full they are."""
    _officer, workshop = managed(workshop_id)
    there = arranging.of(workshop_id)
    return render_template("workshops/sessions.html", workshop=workshop, sessions=there)


@bp.route("/desk/workshops/<uuid:workshop_id>/sessions/new", methods=["GET", "POST"])
def new_session(workshop_id: UUID) -> ResponseReturnValue:
    """Add a session."""
    officer, workshop = managed(workshop_id)
    form = SessionForm(starts_at=workshop.starts_at, ends_at=workshop.ends_at, capacity=workshop.capacity)
    if form.validate_on_submit():
        with refusals(form), transaction():
            arranging.add(workshop_id, form.plan(), by=officer)
            return redirect(url_for(".sessions", workshop_id=workshop_id))
    return render_template("workshops/session.html", workshop=workshop, session=None, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/sessions/<uuid:session_id>", methods=["GET", "POST"])
def change_session(workshop_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Change a session."""
    officer, workshop = managed(workshop_id)
    session = arranging.get(workshop_id, session_id)
    form = SessionForm(obj=session)
    if form.validate_on_submit():
        with refusals(form), transaction():
            arranging.change(workshop_id, session_id, form.plan(), by=officer)
            flash(_("The changes are saved"), "success")
            return redirect(url_for(".sessions", workshop_id=workshop_id))
    return render_template("workshops/session.html", workshop=workshop, session=session, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/sessions/<uuid:session_id>/remove", methods=["POST"])
def remove_session(workshop_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Take out a session that nobody has chosen."""
    officer, _workshop = managed(workshop_id)
    with flashed(), transaction():
        arranging.remove(workshop_id, session_id, by=officer)
        flash(_("The session is removed"), "success")
    return redirect(url_for(".sessions", workshop_id=workshop_id))
