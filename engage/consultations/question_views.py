"""Building the questionnaire: what is asked, in which order, and of whom."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from engage import clock
from engage.consultations import queries, questionnaire, questions, sequence, superseding
from engage.consultations.content_views import places, theme_of
from engage.consultations.labels import QUESTION_KINDS
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.consultations.question_forms import (
    ConditionForm,
    CopyForm,
    KindForm,
    QuestionForm,
    SetForm,
    condition_form,
    question_form,
)
from engage.consultations.question_sets import SETS
from engage.consultations.views import managed
from engage.db import transaction
from engage.web import Form, flashed, refusals

bp = Blueprint("questions", __name__, url_prefix="/desk/consultations/<slug>/questions")


@bp.context_processor
def _words() -> dict[str, object]:
    return {"KINDS": QUESTION_KINDS, "QuestionKind": QuestionKind, "sequence": sequence}


@bp.route("")
def index(slug: str) -> ResponseReturnValue:
    """List the questions under their themes."""
    _officer, consultation = managed(slug)
    return render_template(
        "consultations/questions.html",
        consultation=consultation,
        open_to_change=_open(consultation),
        answered=queries.answered(consultation.asked),
        preview=_preview(slug),
    )


@bp.route("/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Choose what kind of question to add, or to make of one there is."""
    _officer, consultation = managed(slug)
    form = KindForm()
    if form.validate_on_submit():
        return redirect(_written(slug, form.kind.data))
    return _form(slug, "consultations/question_kind.html", form, consultation=consultation)


def _written(slug: str, kind: QuestionKind) -> str:
    """Give the page on which a question of a kind is written, anew or in the place of one."""
    instead, theme = request.args.get("instead", type=UUID), request.args.get("theme", type=UUID)
    if instead is None:
        return url_for(".write", slug=slug, kind=kind.value, theme=theme)
    page = ".supersede" if "superseding" in request.args else ".change"
    return url_for(page, slug=slug, question_id=instead, kind=kind.value)


@bp.route("/new/<kind>", methods=["GET", "POST"])
def write(slug: str, kind: str) -> ResponseReturnValue:
    """Add a question."""
    officer, consultation = managed(slug)
    theme_id = request.args.get("theme", type=UUID)
    form = question_form(consultation, _kind(kind), theme_id=theme_id)
    if form.validate_on_submit():
        with refusals(form), transaction():
            under = theme_of(consultation, form.theme_id.data)
            questions.ask(consultation, form.wording, theme=under, by=officer)
            flash(_("The question has been added"), "success")
            return _listed(slug)
    return _asked(slug, consultation, form)


@bp.route("/<uuid:question_id>", methods=["GET", "POST"])
def change(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Reword a question that nobody has answered."""
    officer, consultation = managed(slug)
    found = _question(consultation, question_id)
    form = question_form(consultation, _kind(request.args.get("kind", found.kind)), found)
    if form.validate_on_submit():
        with refusals(form), transaction():
            under = theme_of(consultation, form.theme_id.data)
            questions.reword(found, form.wording, theme=under, by=officer)
            return _listed(slug)
    return _asked(slug, consultation, form, found, answered=queries.answered([found]))


@bp.route("/<uuid:question_id>/replacement", methods=["GET", "POST"])
def supersede(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Put another question in the place of one that people have answered."""
    officer, consultation = managed(slug)
    found = _question(consultation, question_id)
    form = question_form(consultation, _kind(request.args.get("kind", found.kind)), found)
    del form.theme_id
    if form.validate_on_submit():
        with refusals(form), transaction():
            superseding.supersede(found, form.wording, by=officer, at=clock.now())
            flash(_("The question has been replaced, and those who answered it are being told"), "success")
            return _listed(slug)
    return _form(
        slug, "consultations/question_replacement.html", form, consultation=consultation, question=found
    )


@bp.route("/<uuid:question_id>/condition", methods=["GET", "POST"])
def condition(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Say after which answers to an earlier question one is asked."""
    officer, consultation = managed(slug)
    found = _question(consultation, question_id)
    form: ConditionForm = condition_form(found)
    if form.validate_on_submit():
        with refusals(form), transaction():
            questions.depend(found, form.on, form.answers, by=officer)
            return _listed(slug)
    return _form(
        slug, "consultations/question_condition.html", form, consultation=consultation, question=found
    )


@bp.route("/<uuid:question_id>/move", methods=["POST"])
def move(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Move a question up or down."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        questions.move(_question(consultation, question_id), places(), by=officer)
    return _listed(slug)


@bp.route("/<uuid:question_id>/duplicate", methods=["POST"])
def duplicate(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Ask the same once more, to be reworded."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        questions.duplicate(_question(consultation, question_id), by=officer)
        flash(_("A copy stands after it: reword it"), "success")
    return _listed(slug)


@bp.route("/<uuid:question_id>/remove", methods=["POST"])
def remove(slug: str, question_id: UUID) -> ResponseReturnValue:
    """Take a question out that nobody has answered."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        questions.remove(_question(consultation, question_id), by=officer)
        flash(_("The question has been removed"), "success")
    return _listed(slug)


@bp.route("/sets", methods=["GET", "POST"])
def start(slug: str) -> ResponseReturnValue:
    """Add a ready-made set of questions, to be reworded."""
    officer, consultation = managed(slug)
    form = SetForm(theme_id=request.args.get("theme", type=UUID))
    form.theme_id.choices = {theme.id: theme.title for theme in consultation.themes}
    if form.validate_on_submit():
        with refusals(form), transaction():
            under = theme_of(consultation, form.theme_id.data)
            questionnaire.add(consultation, SETS[form.name.data].items(), theme=under, by=officer)
            flash(_("The questions have been added. Make them yours: each can be reworded"), "success")
            return _listed(slug)
    return _form(slug, "consultations/question_sets.html", form, consultation=consultation, sets=SETS)


@bp.route("/copies", methods=["GET", "POST"])
def copy(slug: str) -> ResponseReturnValue:
    """Ask what another consultation asks."""
    officer, consultation = managed(slug)
    others = {one.id: one for one in queries.copied_from(officer) if one.id != consultation.id}
    form = CopyForm()
    form.consultation_id.choices = {one.id: one.title for one in others.values()}
    if form.validate_on_submit():
        with refusals(form), transaction():
            questionnaire.copy(others[form.consultation_id.data], consultation, by=officer)
            flash(_("The questions have been copied. Make them yours: each can be reworded"), "success")
            return _listed(slug)
    return _form(slug, "consultations/question_copies.html", form, consultation=consultation)


def _asked(
    slug: str,
    consultation: Consultation,
    form: QuestionForm,
    question: Question | None = None,
    answered: set[UUID] | None = None,
) -> ResponseReturnValue:
    return _form(
        slug,
        "consultations/question.html",
        form,
        consultation=consultation,
        question=question,
        answered=bool(answered),
    )


def _form(slug: str, template: str, form: Form, **context: object) -> ResponseReturnValue:
    return render_template(template, form=form, back_to=url_for(".index", slug=slug), **context)


def _listed(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=slug))


def _kind(name: str) -> QuestionKind:
    if name not in set(QuestionKind):
        raise NotFound
    return QuestionKind(name)


def _open(consultation: Consultation) -> bool:
    """Say whether questions may still change: until it closes."""
    return consultation.closes_at is None or clock.now() < consultation.closes_at


def _preview(slug: str) -> str | None:
    """Give the address of the real form, to try without sending anything, where there is one."""
    there = "feedback.preview" in current_app.view_functions
    return url_for("feedback.preview", slug=slug) if there else None


def _question(consultation: Consultation, question_id: UUID) -> Question:
    for question in consultation.questions:
        if question.id == question_id:
            return question
    raise NotFound
