"""Telling about oneself after sending, choosing what is asked, and the counts of it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engage import clock
from engage.consultations import queries as consultations
from engage.consultations.languages import offer
from engage.consultations.models import Consultation
from engage.consultations.views import managed
from engage.db import transaction
from engage.feedback.equality import counting as equality
from engage.feedback.equality.questions import QUESTIONS, About
from engage.feedback.form import drafts
from engage.feedback.form.desk import browser
from engage.feedback.form.forms import PageForm, plainly
from engage.feedback.form.views import bp
from engage.web import Form, refusals
from engage.web.fields import ChoiceField, ChoicesField
from engage.web.security import limiter

staff = Blueprint("equality", __name__, url_prefix="/desk/consultations/<slug>/equality")


class EqualityForm(PageForm):
    """What somebody tells about themselves, every question optional."""

    @property
    def told(self) -> dict[About, str]:
        """What was answered."""
        found = {one: plainly(self[one.value]) for one in About if one.value in self}
        return {about: answer for about, answer in found.items() if answer}


class EqualityChoiceForm(Form):
    """Which equality questions a consultation asks."""

    asked = ChoicesField(
        _l("What people are asked about themselves after sending"),
        {one: question.name for one, question in QUESTIONS.items()},
        description=_l("Tick nothing to ask nothing. Ask only what you will act on."),
    )


@bp.route("/about-yourself", methods=["GET", "POST"])
@limiter.limit("300 per hour", methods=["POST"])
def about_yourself(slug: str) -> ResponseReturnValue:
    """Answer the equality questions, once a response was sent from this browser."""
    consultation, at = consultations.published_by_slug(slug), clock.now()
    offer(consultation)
    draft = drafts.sent(browser(), consultation)
    form = _form(consultation)
    if draft is None or not equality.may_answer(consultation, draft, at=at):
        return redirect(url_for(".receipt", slug=slug))
    if form.is_submitted() and form.ours() and form.validate():
        with refusals(form), transaction():
            equality.count(consultation, drafts.held(draft), form.told, at=at)
            flash(_("Thank you. Your answers were counted"), "success")
            return redirect(url_for(".receipt", slug=slug))
    return render_template("feedback/about_yourself.html", consultation=consultation, form=form)


@staff.route("", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """Choose what is asked, and see how many answered what once the consultation is over."""
    officer, consultation = managed(slug)
    form = EqualityChoiceForm(data={"asked": equality.asked(consultation)})
    if form.validate_on_submit():
        with refusals(form), transaction():
            equality.choose(consultation, form.asked.data, by=officer)
            flash(_("Your choice is saved"), "success")
            return redirect(url_for(".index", slug=slug))
    return render_template(
        "feedback/equality.html",
        consultation=consultation,
        form=form,
        figures=equality.figures(consultation, at=clock.now()),
        questions=QUESTIONS,
        fewest=equality.FEWEST,
    )


def _form(consultation: Consultation) -> EqualityForm:
    fields: dict[str, Any] = {
        one.value: ChoiceField(QUESTIONS[one].text, QUESTIONS[one].options, description=QUESTIONS[one].hint)
        for one in equality.asked(consultation)
    }
    form: EqualityForm = type("AskedEquality", (EqualityForm,), fields)()
    return form
