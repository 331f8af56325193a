"""Setting up what is asked: the themes of a draft and its questions."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from engage.consultations import drafting, questions
from engage.consultations.forms import QuestionForm, ThemeForm
from engage.consultations.models import Consultation, Question, Theme
from engage.consultations.views import managed
from engage.db import transaction
from engage.web import flashed, refusals
from engage.web.fields import said

bp = Blueprint("content", __name__, url_prefix="/desk/consultations/<slug>")


@bp.route("/themes", methods=["GET", "POST"])
def themes(slug: str) -> ResponseReturnValue:
    """List the themes, and add one."""
    officer, consultation = managed(slug)
    form = ThemeForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            drafting.add_theme(
                consultation,
                said(form.title),
                description=said(form.description),
                tags=form.tags.data,
                by=officer,
            )
            return redirect(url_for(".themes", slug=slug))
    return render_template("consultations/themes.html", form=form, consultation=consultation)


@bp.route("/themes/<uuid:theme_id>", methods=["GET", "POST"])
def theme(slug: str, theme_id: UUID) -> ResponseReturnValue:
    """Reword a theme."""
    officer, consultation = managed(slug)
    found = _theme(consultation, theme_id)
    form = ThemeForm(obj=found)
    if form.validate_on_submit():
        with refusals(form), transaction():
            told = said(form.description)
            drafting.change_theme(found, said(form.title), description=told, tags=form.tags.data, by=officer)
            return redirect(url_for(".themes", slug=slug))
    return render_template("consultations/theme.html", form=form, consultation=consultation, theme=found)


@bp.route("/themes/<uuid:theme_id>/move", methods=["POST"])
def move_theme(slug: str, theme_id: UUID) -> ResponseReturnValue:
    """Move a theme up or down."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        drafting.move_theme(_theme(consultation, theme_id), _places(), by=officer)
    return redirect(url_for(".themes", slug=slug))


@bp.route("/themes/<uuid:theme_id>/remove", methods=["POST"])
def remove_theme(slug: str, theme_id: UUID) -> ResponseReturnValue:
    """Take a theme out of a draft."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        drafting.remove_theme(_theme(consultation, theme_id), by=officer)
        flash(_("The theme has been removed"), "success")
    return redirect(url_for(".themes", slug=slug))


@bp.route("/questions", methods=["GET", "POST"], endpoint="questions")
def list_questions(slug: str) -> ResponseReturnValue:
    """List the questions, and add one."""
    officer, consultation = managed(slug)
    form = _question_form(consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            under, hint = theme_of(consultation, form.theme_id.data), said(form.hint)
            questions.ask(consultation, said(form.text), hint=hint, theme=under, by=officer)
            return redirect(url_for(".questions", slug=slug))
    return render_template("consultations/questions.html", form=form, consultation=consultation)


@bp.route("/questions/<uuid:question_id>", methods=["GET", "POST"])
def question(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Reword a question."""
    officer, consultation = managed(slug)
    found = _question(consultation, question_id)
    form = _question_form(consultation, found)
    if form.validate_on_submit():
        with refusals(form), transaction():
            under, hint = theme_of(consultation, form.theme_id.data), said(form.hint)
            questions.reword(found, said(form.text), hint=hint, theme=under, by=officer)
            return redirect(url_for(".questions", slug=slug))
    return render_template(
        "consultations/question.html", form=form, consultation=consultation, question=found
    )


@bp.route("/questions/<uuid:question_id>/move", methods=["POST"])
def move_question(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Move a question up or down."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        questions.move(_question(consultation, question_id), _places(), by=officer)
    return redirect(url_for(".questions", slug=slug))


@bp.route("/questions/<uuid:question_id>/remove", methods=["POST"])
def remove_question(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Take a question out of a draft."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        questions.remove(_question(consultation, question_id), by=officer)
        flash(_("The question has been removed"), "success")
    return redirect(url_for(".questions", slug=slug))


def theme_of(consultation: Consultation, theme_id: UUID | None) -> Theme | None:
    """Give a consultation's theme, or None where none was chosen."""
    return next((theme for theme in consultation.themes if theme.id == theme_id), None)


def _places() -> int:
    return -1 if request.form.get("way") == "up" else 1


def _theme(consultation: Consultation, theme_id: UUID) -> Theme:
    found = theme_of(consultation, theme_id)
    if found is None:
        raise NotFound
    return found


def _question(consultation: Consultation, question_id: UUID) -> Question:
    for question in consultation.questions:
        if question.id == question_id:
            return question
    raise NotFound


def _question_form(consultation: Consultation, question: Question | None = None) -> QuestionForm:
    form = QuestionForm(obj=question)
    form.theme_id.choices = {theme.id: theme.title for theme in consultation.themes}
    return form
