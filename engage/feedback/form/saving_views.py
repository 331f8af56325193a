"""Saving to come back later, and coming back: a page with a button, for mail scanners follow links too."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from engage import clock
from engage.consultations.languages import offer, said
from engage.db import transaction
from engage.feedback import policy
from engage.feedback.form import drafts, journey, reminding, saving
from engage.feedback.form.desk import Desk, begun, browser, desk, take_up
from engage.feedback.form.forms import SavingForm
from engage.feedback.form.journey import FIRST, TASKS
from engage.feedback.form.strands import strands
from engage.feedback.form.views import bp, closed, led_to
from engage.feedback.models import DraftLink
from engage.web import Form, refusals
from engage.web.private_links import keep_private
from engage.web.security import csrf, limiter

links = Blueprint("drafts", __name__, url_prefix="/drafts")
limiter.limit("120 per minute")(links)
links.after_request(keep_private)


@bp.route("/save", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
def save(slug: str) -> ResponseReturnValue:
    """Ask where the link to come back by is to be sent."""
    here, at = desk(slug), clock.now()
    if here.is_colleagues or here.preview:
        return led_to(TASKS, here.consultation)
    if not here.is_open():
        return closed(here)
    form = SavingForm(data=_asked_before(here))
    if form.is_submitted() and form.ours() and form.validate():
        with refusals(form), transaction():
            saving.save(begun(here), form.email.data, remind=form.remind.data, at=at)
            return redirect(url_for(".saved", slug=slug))
    return render_template(
        "feedback/save.html",
        consultation=here.consultation,
        form=form,
        back_to=journey.href(journey.next_to_do(here.consultation, here.answers), here.consultation),
        may_remind=saving.may_ask_for_reminder(here.consultation, at),
    )


@bp.route("/saved")
def saved(slug: str) -> ResponseReturnValue:
    """Say where the link was sent."""
    here = desk(slug)
    if here.draft is None or not here.draft.email or here.is_colleagues:
        return led_to(FIRST, here.consultation)
    return render_template(
        "feedback/saved.html",
        consultation=here.consultation,
        draft=here.draft,
        until=saving.last_day(here.draft),
        closing=policy.sent_until(here.consultation),
        onward=journey.href(journey.next_to_do(here.consultation, here.answers), here.consultation),
        form=Form(),
    )


@links.route("/<key>", methods=["GET", "POST"])
def go_on(key: str) -> ResponseReturnValue:
    """Open what somebody began, in whatever browser the link is followed in."""
    try:
        link = saving.by_key(key)
    except NoResultFound:
        return render_template("feedback/link_over.html", state="deleted"), 404
    consultation = saving.consultation_of(link.draft)
    offer(consultation)
    if (state := drafts.state_of(link, at=clock.now())) != "open":
        own = drafts.sent(browser(), consultation) == link.draft
        return render_template(
            "feedback/link_over.html", state=state, link=link, consultation=consultation, own=own
        )
    form = Form()
    if form.validate_on_submit():
        _take_up(link)
        onward = journey.next_to_do(consultation, link.draft.answers)
        return led_to(TASKS if link.is_colleagues else onward, consultation)
    return render_template("feedback/link.html", **_told(link), consultation=consultation, form=form)


@links.route("/reminder/<token>", methods=["GET", "POST"])
def stop_reminder(token: str) -> ResponseReturnValue:
    """Stop a reminder by the link in it; mail programs post here by themselves, without a session."""
    draft = reminding.by_token(token)
    if request.method == "POST":
        with transaction():
            reminding.stop(draft)
    consultation = saving.consultation_of(draft)
    told = render_template("feedback/reminder_stop.html", draft=draft, consultation=consultation, token=token)
    return make_response(told)


csrf.exempt(stop_reminder)


def _asked_before(here: Desk) -> dict[str, object]:
    if here.draft is None:
        return {}
    return {
        "email": here.draft.email or here.answers.get("email"),
        "remind": here.draft.remind_since is not None,
    }


def _take_up(link: DraftLink) -> None:
    """Have this browser go on by a link; the one that it was begun in needs none."""
    with transaction():
        link.opened_at = clock.now()
    take_up(link.draft, None if link.draft.browser_key == browser() else link)


def _told(link: DraftLink) -> dict[str, object]:
    consultation = saving.consultation_of(link.draft)
    own = drafts.unsent(browser(), consultation, at=clock.now())
    asked = [one for one in strands(consultation) if one.key in link.asked]
    return {
        "asks": [said(one.theme, "title") if one.theme else _("The strategy as a whole") for one in asked],
        "link": link,
        "draft": link.draft,
        "open": policy.takes(consultation, link.draft, at=clock.now()),
        "until": saving.last_day(link.draft),
        "closing": policy.sent_until(consultation),
        "another": own is not None and own != link.draft,
    }
