"""The last pages of a response: the check, the button that sends it, and the receipt."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.db import transaction
from engage.feedback import keys, submission
from engage.feedback.equality import counting as equality
from engage.feedback.form import drafts, filled, journey, rooms
from engage.feedback.form.desk import Desk, browser, desk, let_go, may_send, own_browser, shown
from engage.feedback.form.filled import Unfinished
from engage.feedback.form.forms import SendingForm
from engage.feedback.form.journey import CHECK, FIRST, TASKS, Stop
from engage.feedback.form.suspicions import Sender
from engage.feedback.form.views import bp as bp
from engage.feedback.form.views import closed, led_to, over, page
from engage.web import Form, refusals
from engage.web.networks import network


@bp.route("/check", methods=["GET", "POST"])
def check(slug: str) -> ResponseReturnValue:
    """Check what was typed, and send it."""
    form = SendingForm()
    if form.is_submitted() and form.ours() and form.validate():
        with refusals(form), transaction():
            if _sent(shown(slug), form):
                return redirect(url_for(".receipt", slug=slug))
    return _checked(desk(slug), form)


def _sent(consultation: Consultation, form: SendingForm) -> bool:
    """Send what was seen, if this browser may."""
    draft = drafts.named(form.draft.data, consultation)
    if draft is None or not may_send(consultation, draft):
        return False
    sender = Sender(network(), in_room=rooms.held(), honeypot=bool(form.website.data))
    seen, at, own = form.seen.data or 0, clock.now(), own_browser()
    submission.send(consultation, draft, seen=seen, at=at, browser=own, sender=sender)
    return True


def _checked(here: Desk, form: SendingForm) -> ResponseReturnValue:
    if here.ended:
        return over(here.ended, here.consultation)
    if not here.is_open():
        return closed(here)
    if here.draft is None:
        return led_to(FIRST, here.consultation)
    if here.is_colleagues:
        return led_to(TASKS, here.consultation)
    try:
        read = filled.complete(here.consultation, here.answers)
    except Unfinished as gap:
        return led_to(Stop(gap.page, gap.box), here.consultation, "mend")
    return page(here, CHECK, form, "feedback/check.html", read=read, draft=here.draft, **_summed_up(here))


def _summed_up(here: Desk) -> dict[str, Any]:
    consultation, answers = here.consultation, here.answers

    def change(stop: str | Stop) -> str:
        return journey.href(Stop(stop) if isinstance(stop, str) else stop, consultation, "yes")

    return {
        "said": [
            (one, [(said, Stop("write", said.box)) for said in filled.answered(one, answers)])
            for one in filled.chosen(consultation, answers)
        ],
        "left_out": filled.left_out(consultation, answers),
        "first_of": {one.key: Stop("write", one.boxes[0]) for one in filled.chosen(consultation, answers)},
        "change": change,
    }


@bp.route("/receipt")
def receipt(slug: str) -> ResponseReturnValue:
    """Show the reference and the private link of what was sent from this browser."""
    consultation = consultations.published_by_slug(slug)
    draft = drafts.sent(browser(), consultation)
    if draft is None or draft.response is None:
        return led_to(FIRST, consultation)
    return render_template(
        "feedback/receipt.html",
        consultation=consultation,
        response=draft.response,
        key=keys.key_of(draft.response),
        form=Form(),
        may_tell=equality.may_answer(consultation, draft, at=clock.now()),
    )


@bp.route("/forget", methods=["POST"])
def forget(slug: str) -> ResponseReturnValue:
    """Let go of what this browser typed and sent, for whoever uses it next."""
    if Form().validate_on_submit():
        let_go()
    return redirect(url_for(".respond", slug=slug))
