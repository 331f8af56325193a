"""What somebody sees of their own registration, behind its private link, and what they may do there."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engage.accounts import demand
from engage.db import transaction
from engage.web import flashed, refusals
from engage.web.private_links import keep_private
from engage.workshops import calendar, correcting, leaving, links, queries, rejoining
from engage.workshops.agreeing import queries as agreeing
from engage.workshops.allocation import choosing, offering, outlook
from engage.workshops.door import tickets
from engage.workshops.forms import LeavingForm, PersonForm, SessionsForm
from engage.workshops.models import Registration, Standing
from engage.workshops.preparing import asking
from engage.workshops.tables import queries as tables
from engage.workshops.views import bp

__all__ = ["bp"]

EVERYBODY = "everybody"


@bp.route("/registrations/<key>")
def registration(key: str) -> ResponseReturnValue:
    """Show somebody their registration."""
    found = queries.by_private_key(key)
    party = queries.party(found)
    return _private(
        render_template(
            "workshops/registration.html",
            registration=found,
            workshop=found.workshop,
            key=key,
            party=party,
            speaks=_speaks(found, party),
            corrects=[one.id for one in party if correcting.may_correct(found, one)],
            needing=[one.id for one in party if correcting.may_see_needs(found, one)],
            booker=queries.booker(found),
            outlook=outlook.of(found) if found.standing is Standing.WAITING else None,
            sessions=queries.sessions_of(found),
            chooses=choosing.rooms(found.workshop),
            table=tables.table_of(found.id),
            has_notes=agreeing.table_of(found) is not None,
            rejoins=rejoining.may_rejoin(found),
            ticket=tickets.scan_of(found)
            if found.standing is Standing.PLACE and found.workshop.venue
            else None,
            code=tickets.written(found),
            anew=_address_of(rejoining.followed_by(found)),
        )
    )


@bp.route("/registrations/<key>/accept", methods=["POST"])
def accept(key: str) -> ResponseReturnValue:
    """Take up the offer."""
    found = queries.by_private_key(key)
    demand(_speaks(found, queries.party(found)) or found.standing is Standing.LEFT)
    with flashed(), transaction():
        offering.accept(found.party_id)
        flash(_("The place is yours. We have written to you with a file for your calendar."), "success")
    return redirect(url_for(".registration", key=key))


@bp.route("/registrations/<key>/decline", methods=["POST"])
def decline(key: str) -> ResponseReturnValue:
    """Turn the offer down."""
    found = queries.by_private_key(key)
    demand(_speaks(found, queries.party(found)) or found.standing is Standing.LEFT)
    with flashed(), transaction():
        offering.decline(found.party_id)
    return redirect(url_for(".registration", key=key))


@bp.route("/registrations/<key>/again", methods=["POST"])
def rejoin(key: str) -> ResponseReturnValue:
    """Ask again for whoever left."""
    found = queries.by_private_key(key)
    with flashed(), transaction():
        anew = rejoining.rejoin(found.id)
        flash(_("You have asked again. Keep the link of this page: the old one leads here too."), "success")
        key = links.private_key(anew.id)
    return redirect(url_for(".registration", key=key))


@bp.route("/registrations/<key>/details/<uuid:person_id>", methods=["GET", "POST"])
def correct(key: str, person_id: UUID) -> ResponseReturnValue:
    """Change what was said about oneself, or about a guest."""
    found = queries.by_private_key(key)
    person = queries.registration(found.workshop_id, person_id)
    demand(correcting.may_correct(found, person))
    needs = correcting.may_see_needs(found, person)
    form = _details(found, person, needs=needs)
    if form.validate_on_submit():
        with refusals(form), transaction():
            correcting.correct(person, form.person(), asking.replies(form), needs=needs)
            flash(_("The changes are saved"), "success")
            return redirect(url_for(".registration", key=key))
    return _private(
        render_template(
            "workshops/correct.html",
            registration=found,
            person=person,
            key=key,
            form=form,
            needs=needs,
            asked=asking.fields(form),
        )
    )


@bp.route("/registrations/<key>/sessions", methods=["GET", "POST"])
def choose(key: str) -> ResponseReturnValue:
    """Choose other sessions."""
    found = queries.by_private_key(key)
    demand(_speaks(found, queries.party(found)))
    form = SessionsForm(sessions=[one.id for one in queries.sessions_of(found)])
    form.offer(choosing.rooms(found.workshop))
    if form.validate_on_submit():
        with refusals(form), transaction():
            choosing.choose(found.id, frozenset(form.sessions.data))
            flash(_("Your sessions are changed"), "success")
            return redirect(url_for(".registration", key=key))
    return _private(render_template("workshops/choose.html", registration=found, key=key, form=form))


@bp.route("/registrations/<key>/leave", methods=["GET", "POST"])
def leave(key: str) -> ResponseReturnValue:
    """Ask whose place somebody wants to give up, and do it."""
    found = queries.by_private_key(key)
    party = [one for one in queries.party(found) if correcting.may_correct(found, one)]
    form = LeavingForm(who=found.id)
    form.who.choices = _who(party)
    if len(party) < 2:
        del form.who
    if form.validate_on_submit():
        with refusals(form), transaction():
            _leave(found, form.who.data if "who" in form else found.id)
            return redirect(url_for(".registration", key=key))
    return _private(
        render_template("workshops/leave.html", registration=found, party=party, key=key, form=form)
    )


@bp.route("/registrations/<key>/workshop.ics")
def calendar_file(key: str) -> ResponseReturnValue:
    """Hand out the calendar file of a place, or the one that takes it out again."""
    found = queries.by_private_key(key)
    if found.standing not in (Standing.PLACE, Standing.LEFT):
        abort(404)
    response = _private(_calendar(found))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    return response


def _speaks(found: Registration, party: Sequence[Registration]) -> bool:
    """Say whether somebody answers for all of a party: whoever booked, or the first who is left."""
    return bool(party) and party[0].id == found.id


def _details(found: Registration, person: Registration, *, needs: bool) -> PersonForm:
    """Make the form about a person; the workshop's own questions are for oneself to answer."""
    name = person.attendee and person.attendee.name
    if person.id != found.id:
        return PersonForm(obj=person.attendee if needs else None, name=name)
    asks = asking.form_class(found.workshop, PersonForm)
    return asks(obj=person.attendee, **asking.said_by(person))


def _who(party: Sequence[Registration]) -> dict[object, str]:
    everybody = ngettext("All %(num)d of you", "All %(num)d of you", len(party))
    return {EVERYBODY: everybody} | {one.id: one.attendee.name for one in party if one.attendee}


def _leave(found: Registration, who: object) -> None:
    if who == EVERYBODY:
        leaving.leave_together(found.id)
    elif isinstance(who, UUID):
        leaving.leave(who)


def _address_of(anew: Registration | None) -> str | None:
    return url_for(".registration", key=links.private_key(anew.id)) if anew else None


def _calendar(found: Registration) -> str:
    gone = found.standing is Standing.LEFT or found.workshop.cancelled_at
    method = calendar.Method.CANCEL if gone else calendar.Method.PUBLISH
    return calendar.written(found, links.address_of(found), method, queries.sessions_of(found))


def _private(body: str) -> Response:
    return keep_private(make_response(body))
