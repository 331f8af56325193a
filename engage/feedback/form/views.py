"""Responding without an account: a page at a time, kept as it is typed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.accounts import demand, signed_in
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, QuestionKind
from engage.db import transaction
from engage.feedback import policy, uploads
from engage.feedback.form import colleagues, drafts, filled, journey, rooms
from engage.feedback.form.asking import BoxForm, asking, seal
from engage.feedback.form.desk import Desk, begun, browser, desk, leave
from engage.feedback.form.drafts import Seen
from engage.feedback.form.forms import (
    ContactForm,
    OrganisationForm,
    PageForm,
    PublicationForm,
    StrandsForm,
    TasksForm,
    YouForm,
)
from engage.feedback.form.journey import CHECK, CONTACT, FIRST, ORGANISATION, PUBLICATION, TASKS, YOU, Stop
from engage.feedback.form.strands import Box, asked, strands
from engage.feedback.labels import label
from engage.feedback.models import DraftLink
from engage.web import refusals
from engage.web.networks import network
from engage.web.security import csrf, limiter

bp = Blueprint("feedback", __name__, url_prefix="/consultations/<slug>/respond")
bp.add_app_template_filter(label, "label")

# The forms ask for their token themselves, so that a session that ended costs nobody their words.
csrf.exempt(bp)

PAGES = "240 per minute"
"""For one address: a library, or a workshop of a hundred on one network, stays well below."""

limiter.limit(PAGES, key_func=network, methods=["POST"], exempt_when=rooms.held)(bp)


@bp.route("", methods=["GET", "POST"])
def respond(slug: str) -> ResponseReturnValue:
    """Choose what to write about."""
    here = desk(slug)
    if (code := request.args.get("room")) and not rooms.enter(code, here.consultation, at=clock.now()):
        flash(_("That workshop's address works on its day only. You can respond all the same."))
    form, offered = StrandsForm(data=here.answers), strands(here.consultation)
    form.offer(offered)
    sent = drafts.sent(browser(), here.consultation)
    return turn(here, FIRST, form, sent=sent, themes={one.key: one.theme for one in offered})


@bp.route("/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Lead whoever sets a consultation up into its form."""
    demand(policy.may_preview(signed_in(), consultations.by_slug(slug)))
    return redirect(url_for(".respond", slug=slug))


@bp.route("/tasks", methods=["GET", "POST"])
def tasks(slug: str) -> ResponseReturnValue:
    """See what is done and what is still to do."""
    here = desk(slug)
    chosen = filled.chosen(here.consultation, here.answers)
    states = [(one, [filled.said(box, here.answers) for box in asked(one, here.answers)]) for one in chosen]
    hrefs = {box.key: journey.href(Stop("write", box), here.consultation) for s in chosen for box in s.boxes}
    return turn(
        here,
        TASKS,
        TasksForm(),
        states=states,
        hrefs=hrefs,
        about=about_href(here),
        may_invite=colleagues.may_invite(here.answers),
        reachable=here.draft is not None and colleagues.signatory_address(here.draft) is not None,
    )


@bp.route("/questions/<uuid:question_id>", methods=["GET", "POST"])
def write(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Answer one question."""
    return _write(slug, str(question_id))


@bp.route("/themes/<theme>", methods=["GET", "POST"])
def write_freely(slug: str, theme: str) -> ResponseReturnValue:
    """Write under a theme, where no question is asked."""
    here = desk(slug)
    return _write(slug, next((str(one.id) for one in here.consultation.themes if one.slug == theme), ""))


@bp.route("/whole", methods=["GET", "POST"])
def write_of_the_whole(slug: str) -> ResponseReturnValue:
    """Write about the whole, where no question is asked."""
    return _write(slug, "whole")


def _write(slug: str, key: str) -> ResponseReturnValue:
    here = desk(slug)
    box = _box(here.consultation, key)
    if box.kind is QuestionKind.FILES:
        return _attach(here, box)
    return turn(here, Stop("write", box), asking(box, here.answers))


def _box(consultation: Consultation, key: str) -> Box:
    found = (box for strand in strands(consultation) for box in strand.boxes if box.key == key)
    return next(found, None) or abort(404)


def _attach(here: Desk, box: Box) -> ResponseReturnValue:
    """Show the page of files; one that was chosen is kept at once, and stays on the page to be taken out."""
    form = asking(box, here.answers)
    assert form.files is not None
    if form.is_submitted() and form.ours() and here.is_open() and not here.ended:
        with refusals(form), transaction():
            draft = begun(here)
            here = here._replace(draft=draft)
            assert box.question
            if removed := request.form.get("remove"):
                uploads.detach(draft, box.question, removed)
                return redirect(request.full_path)
            uploads.attach(draft, box.question, form.files.data, at=clock.now())
            drafts.sign(draft, box.key, here.writer, at=clock.now())
        if form.form_errors:
            form.files.errors, form.form_errors = form.form_errors, []
            return page(here, Stop("write", box), form, "feedback/write.html")
    return turn(here, Stop("write", box), form)


@bp.route("/you", methods=["GET", "POST"])
def you(slug: str) -> ResponseReturnValue:
    """Say on whose behalf one writes."""
    here = desk(slug)
    return turn(here, YOU, YouForm(data=here.answers))


@bp.route("/organisation", methods=["GET", "POST"])
def organisation(slug: str) -> ResponseReturnValue:
    """Say which organisation one speaks for."""
    here = desk(slug)
    return turn(here, ORGANISATION, OrganisationForm(data=here.answers))


@bp.route("/contact", methods=["GET", "POST"])
def contact(slug: str) -> ResponseReturnValue:
    """Say how one can be named and reached."""
    here = desk(slug)
    form = ContactForm(data=here.answers)
    form.signing = bool(here.answers.get("organisation"))
    return turn(here, CONTACT, form, may_invite=colleagues.may_invite(here.answers))


@bp.route("/publication", methods=["GET", "POST"])
def publication(slug: str) -> ResponseReturnValue:
    """Say how it may be published."""
    here = desk(slug)
    form = PublicationForm(data=here.answers)
    form.nameless = not (here.answers.get("name") or here.answers.get("organisation"))
    return turn(here, PUBLICATION, form)


def turn(here: Desk, stop: Stop, form: PageForm, **context: Any) -> ResponseReturnValue:
    """Show a page; what was sent is saved, valid or not, and leads on to the next if it is valid."""
    if here.ended:
        return over(here.ended, here.consultation)
    if here.is_colleagues and stop.box is None and stop != TASKS:
        return led_to(TASKS, here.consultation)
    changing = "change" in request.args
    sent_in, clashed = form.is_submitted() and form.ours(), False
    if sent_in:
        here, clashed = _saved(here, stop, form)
    if not here.is_open():
        return closed(here)
    if clashed:
        return _clashed(here, stop, form)
    if sent_in and "later" in request.form:
        return redirect(url_for("feedback.save", slug=here.consultation.slug))
    if sent_in and form.validate():
        onward = journey.after(stop, here.consultation, here.answers, changing=changing)
        return led_to(onward, here.consultation, "yes" if changing and onward != CHECK else None)
    if not form.is_submitted() and stop != FIRST and here.draft is None:
        return led_to(FIRST, here.consultation)
    if not form.is_submitted() and request.args.get("change") == "mend":
        form.mend()
    return page(here, stop, form, f"feedback/{stop.page}.html", **context)


def _saved(here: Desk, stop: Stop, form: PageForm) -> tuple[Desk, bool]:
    with transaction():
        draft = begun(here)
        seen = None
        if stop.box and isinstance(form, BoxForm):
            now = seal(stop.box, draft.answers)
            seen = Seen(stop.box.key, form.seen.data or now, now)
            form.answers = draft.answers
        kept = drafts.keep(draft, form.typed(), at=clock.now(), seen=seen, by=here.writer)
        if stop.box and isinstance(form, BoxForm):
            form.seen.data = seal(stop.box, draft.answers)
    return here._replace(draft=kept.draft), kept.clashed


def _clashed(here: Desk, stop: Stop, form: PageForm) -> ResponseReturnValue:
    """Show what somebody else wrote in the same box meanwhile, beside what was typed: neither is lost."""
    assert stop.box
    assert isinstance(form, BoxForm)
    if form.text is not None and (other := here.answers.get("clashes", {}).get(stop.box.key)):
        stands = here.answers.get("texts", {}).get(stop.box.key, {}).get("text", "")
        form.text.data = f"{stands}\n\n{other}"
    theirs = filled.said(stop.box, here.answers)
    return page(here, stop, form, "feedback/write.html", theirs=theirs)


def about_href(here: Desk) -> str:
    """Give the address of the first page about the sender."""
    return journey.href(YOU, here.consultation)


def led_to(stop: Stop, consultation: Consultation, change: str | None = None) -> ResponseReturnValue:
    """Lead to another page of the response."""
    return redirect(journey.href(stop, consultation, change))


def page(here: Desk, stop: Stop, form: PageForm, template: str, **context: Any) -> ResponseReturnValue:
    """Show a page of the response, with its place on the way."""
    consultation, answers = here.consultation, here.answers
    way = journey.stops(consultation, answers, stop)
    writers = colleagues.writers(here.draft) if here.draft else {}
    back = journey.before(stop, consultation, answers, changing=request.args.get("change") == "yes")
    return render_template(
        template,
        consultation=consultation,
        answers=answers,
        stop=stop,
        form=form,
        desk=here,
        number=way.index(stop) + 1,
        of=len(way),
        back_to=journey.href(back, consultation)
        if back and not (here.is_colleagues and stop == TASKS)
        else None,
        writers=writers,
        late=policy.sent_until(consultation),
        **context,
    )


def over(link: DraftLink, consultation: Consultation) -> ResponseReturnValue:
    """Say why a link leads no further, and give back what was typed meanwhile."""
    leave(consultation)
    typed = [text for name, text in request.form.items() if name.startswith("text-") and text.strip()]
    state = drafts.state_of(link, at=clock.now())
    return render_template(
        "feedback/link_over.html", state=state, link=link, consultation=consultation, typed=typed
    )


def closed(here: Desk) -> ResponseReturnValue:
    """Say that nothing is taken now, and give back what was typed."""
    found = [(strand, filled.answered(strand, here.answers)) for strand in strands(here.consultation)]
    texts = [(strand, boxes) for strand, boxes in found if boxes]
    return render_template(
        "feedback/closed.html",
        consultation=here.consultation,
        texts=texts,
        late=policy.sent_until(here.consultation),
    )
