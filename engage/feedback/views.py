"""Responding without an account: a page at a time, kept as it is typed, sent once."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.db import transaction
from engage.feedback import drafts, filled, journey, keys, policy, submission
from engage.feedback.filled import Unfinished
from engage.feedback.forms import (
    ContactForm,
    PageForm,
    PublicationForm,
    SendingForm,
    StrandsForm,
    YouForm,
    writing,
)
from engage.feedback.journey import CHECK, FIRST, Stop
from engage.feedback.labels import label
from engage.feedback.models import Draft
from engage.feedback.strands import Strand, strands
from engage.web import Form, refusals
from engage.web.security import csrf, limiter

bp = Blueprint("feedback", __name__, url_prefix="/consultations/<slug>/respond")
bp.add_app_template_filter(label, "label")

# The forms ask for their token themselves, so that a session that ended costs nobody their words.
csrf.exempt(bp)

PAGES = "240 per minute"
"""For one address: a library, or a workshop of a hundred on one network, stays well below."""
SENDING = "300 per hour"

limiter.limit(PAGES, methods=["POST"])(bp)


class Desk(NamedTuple):
    """A consultation, and what this browser is typing in it."""

    consultation: Consultation
    draft: Draft | None

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed so far."""
        return self.draft.answers if self.draft else {}


@bp.route("", methods=["GET", "POST"])
def respond(slug: str) -> ResponseReturnValue:
    """Choose what to write about."""
    desk = _desk(slug)
    form, offered = StrandsForm(data=desk.answers), strands(desk.consultation)
    form.offer(offered)
    sent = drafts.sent(_browser(), desk.consultation)
    return _turn(desk, FIRST, form, sent=sent, themes={one.key: one.theme for one in offered})


@bp.route("/themes/<theme>", methods=["GET", "POST"])
def write(slug: str, theme: str) -> ResponseReturnValue:
    """Write under one theme."""
    desk = _desk(slug)
    return _write(desk, next((one for one in strands(desk.consultation) if one.slug == theme), None))


@bp.route("/whole", methods=["GET", "POST"])
def write_of_the_whole(slug: str) -> ResponseReturnValue:
    """Write about the whole."""
    desk = _desk(slug)
    return _write(desk, next((one for one in strands(desk.consultation) if one.theme is None), None))


def _write(desk: Desk, strand: Strand | None) -> ResponseReturnValue:
    if strand is None:
        abort(404)
    return _turn(desk, Stop("write", strand), writing(strand, desk.answers))


@bp.route("/you", methods=["GET", "POST"])
def you(slug: str) -> ResponseReturnValue:
    """Say on whose behalf one writes."""
    desk = _desk(slug)
    return _turn(desk, Stop("you"), YouForm(data=desk.answers))


@bp.route("/contact", methods=["GET", "POST"])
def contact(slug: str) -> ResponseReturnValue:
    """Say how one can be named and reached."""
    desk = _desk(slug)
    return _turn(desk, Stop("contact"), ContactForm(data=desk.answers))


@bp.route("/publication", methods=["GET", "POST"])
def publication(slug: str) -> ResponseReturnValue:
    """Say how it may be published."""
    desk = _desk(slug)
    form = PublicationForm(data=desk.answers)
    form.nameless = not (desk.answers.get("name") or desk.answers.get("organisation"))
    return _turn(desk, Stop("publication"), form)


def _turn(desk: Desk, stop: Stop, form: PageForm, **context: Any) -> ResponseReturnValue:
    """Show a page; what was sent is saved, valid or not, and leads on to the next if it is valid."""
    consultation, changing = desk.consultation, "change" in request.args
    sent_in = form.is_submitted() and form.ours()
    if sent_in:
        with transaction():
            desk = Desk(consultation, drafts.keep(_own_browser(), consultation, form.typed(), at=clock.now()))
    if not policy.takes(consultation, desk.draft, at=clock.now()):
        return _closed(desk)
    if sent_in and form.validate():
        onward = journey.after(stop, consultation, desk.answers, changing=changing)
        return _led_to(onward, consultation, "yes" if changing and onward != CHECK else None)
    if not form.is_submitted() and stop != FIRST and desk.draft is None:
        return _led_to(FIRST, consultation)
    if not form.is_submitted() and request.args.get("change") == "mend":
        form.mend()
    return _page(desk, stop, form, f"feedback/{stop.page}.html", **context)


@bp.route("/check", methods=["GET", "POST"])
@limiter.limit(SENDING, methods=["POST"])
def check(slug: str) -> ResponseReturnValue:
    """Check what was typed, and send it."""
    desk = _desk(slug)
    form = SendingForm()
    if form.is_submitted() and form.ours() and form.validate() and (draft := _draft_of(form)):
        with refusals(form), transaction():
            submission.send(desk.consultation, draft, seen=form.seen.data or 0, at=clock.now())
            return redirect(url_for(".receipt", slug=slug))
    return _checked(_desk(slug), form)


def _checked(desk: Desk, form: SendingForm) -> ResponseReturnValue:
    if not policy.takes(desk.consultation, desk.draft, at=clock.now()):
        return _closed(desk)
    if desk.draft is None:
        return _led_to(FIRST, desk.consultation)
    try:
        read = filled.complete(desk.consultation, desk.answers)
    except Unfinished as gap:
        return _led_to(Stop(gap.page, gap.strand), desk.consultation, "mend")
    return _page(desk, CHECK, form, "feedback/check.html", read=read, draft=desk.draft, **_summed_up(desk))


def _summed_up(desk: Desk) -> dict[str, Any]:
    consultation, answers = desk.consultation, desk.answers

    def change(page: str, strand: Strand | None = None) -> str:
        return journey.href(Stop(page, strand), consultation, "yes")

    return {
        "said": [(one, filled.written(one, answers)) for one in filled.chosen(consultation, answers)],
        "left_out": filled.left_out(consultation, answers),
        "change": change,
    }


@bp.route("/receipt")
def receipt(slug: str) -> ResponseReturnValue:
    """Show the reference and the private link of what was sent from this browser."""
    consultation = consultations.published_by_slug(slug)
    draft = drafts.sent(_browser(), consultation)
    if draft is None or draft.response is None:
        return _led_to(FIRST, consultation)
    return render_template(
        "feedback/receipt.html",
        consultation=consultation,
        response=draft.response,
        key=keys.key_of(draft.response),
        form=Form(),
    )


@bp.route("/forget", methods=["POST"])
def forget(slug: str) -> ResponseReturnValue:
    """Let go of what this browser typed and sent, for whoever uses it next."""
    if Form().validate_on_submit():
        session.pop("browser", None)
    return redirect(url_for(".respond", slug=slug))


def _desk(slug: str) -> Desk:
    consultation = consultations.published_by_slug(slug)
    return Desk(consultation, drafts.unsent(_browser(), consultation, at=clock.now()))


def _browser() -> UUID | None:
    known = session.get("browser")
    return UUID(known) if known else None


def _own_browser() -> UUID:
    return UUID(session.setdefault("browser", str(uuid4())))


def _draft_of(form: SendingForm) -> Draft | None:
    """Give the draft that the button belongs to, sent or not, if it is of this browser."""
    return drafts.of(_browser(), form.draft.data)


def _led_to(stop: Stop, consultation: Consultation, change: str | None = None) -> ResponseReturnValue:
    return redirect(journey.href(stop, consultation, change))


def _page(desk: Desk, stop: Stop, form: PageForm, template: str, **context: Any) -> ResponseReturnValue:
    consultation, answers = desk.consultation, desk.answers
    way = journey.stops(consultation, answers, stop)
    back = journey.before(stop, consultation, answers, changing=request.args.get("change") == "yes")
    return render_template(
        template,
        consultation=consultation,
        answers=answers,
        stop=stop,
        form=form,
        number=way.index(stop) + 1,
        of=len(way),
        back_to=journey.href(back, consultation) if back else None,
        **context,
    )


def _closed(desk: Desk) -> ResponseReturnValue:
    found = [(strand, filled.written(strand, desk.answers)) for strand in strands(desk.consultation)]
    texts = [(strand, boxes) for strand, boxes in found if boxes]
    return render_template("feedback/closed.html", consultation=desk.consultation, texts=texts)
