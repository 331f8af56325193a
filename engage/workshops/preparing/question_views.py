"""Building what a workshop asks of those who register."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from engage.db import transaction
from engage.web import Form, flashed, refusals
from engage.web.fields import ChoiceField, said
from engage.workshops.preparing import asking, questions
from engage.workshops.preparing.forms import stripped
from engage.workshops.preparing.labels import ANSWER_KINDS
from engage.workshops.preparing.models import AnswerKind
from engage.workshops.preparing.questions import Wording
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


class AskingForm(Form):
    """A question of a workshop."""

    text = StringField(
        _l("Question"),
        [DataRequired(_l("Enter a question")), Length(max=300)],
        filters=[stripped],
    )
    hint = StringField(
        _l("Hint (optional)"),
        [Length(max=300)],
        description=_l("What may help people to answer"),
        filters=[stripped],
    )
    kind = ChoiceField(
        _l("How is it answered?"),
        ANSWER_KINDS,
        [InputRequired(_l("Choose how it is answered"))],
        default=AnswerKind.TEXT,
    )
    options = TextAreaField(
        _l("What people can choose"),
        description=_l("Each on a line of its own. Only where they choose from several."),
        validators=[Length(max=3000)],
        filters=[stripped],
    )
    required = BooleanField(_l("Everybody must answer it"))
    special = BooleanField(
        _l("It is about health, belief or other sensitive things"),
        description=_l("Answers are seen only by managers, and erased a week after the workshop."),
    )

    def wording(self) -> Wording:
        """Give what was said."""
        lines = (" ".join(line.split()) for line in said(self.options).splitlines())
        return Wording(
            text=said(self.text),
            kind=self.kind.data,
            hint=said(self.hint),
            options=tuple(dict.fromkeys(line for line in lines if line)),
            required=bool(self.required.data),
            special=bool(self.special.data),
        )


@bp.route("/desk/workshops/<uuid:workshop_id>/questions")
def questions_of(workshop_id: UUID) -> ResponseReturnValue:
    """List what a workshop asks."""
    _officer, workshop = managed(workshop_id)
    return render_template(
        "workshops/questions.html",
        workshop=workshop,
        questions=asking.of(workshop_id),
        answered=questions.answered(workshop_id),
        KINDS=ANSWER_KINDS,
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/questions/new", methods=["GET", "POST"])
def new_question(workshop_id: UUID) -> ResponseReturnValue:
    """Ask one more question."""
    officer, workshop = managed(workshop_id)
    form = AskingForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            questions.add(workshop_id, form.wording(), by=officer)
            return _listed(workshop_id)
    return render_template("workshops/question.html", workshop=workshop, question=None, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/questions/<uuid:question_id>", methods=["GET", "POST"])
def change_question(workshop_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Say a question differently."""
    officer, workshop = managed(workshop_id)
    question = questions.get(workshop_id, question_id)
    form = AskingForm(data=_as_it_is(question))
    if form.validate_on_submit():
        with refusals(form), transaction():
            questions.reword(question, form.wording(), by=officer)
            return _listed(workshop_id)
    return render_template("workshops/question.html", workshop=workshop, question=question, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/questions/<uuid:question_id>/move", methods=["POST"])
def move_question(workshop_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Move a question up or down."""
    officer, _workshop = managed(workshop_id)
    with flashed(), transaction():
        way = -1 if request.form.get("way") == "up" else 1
        questions.move(questions.get(workshop_id, question_id), way, by=officer)
    return _listed(workshop_id)


@bp.route("/desk/workshops/<uuid:workshop_id>/questions/<uuid:question_id>/remove", methods=["POST"])
def remove_question(workshop_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Ask a question no more."""
    officer, _workshop = managed(workshop_id)
    with flashed(), transaction():
        gone = questions.remove(questions.get(workshop_id, question_id), by=officer)
        told = _("It is asked no more; what was answered is kept")
        flash(_("The question is removed") if gone else told, "success")
    return _listed(workshop_id)


def _listed(workshop_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".questions_of", workshop_id=workshop_id))


def _as_it_is(question: Any) -> dict[str, Any]:
    names = ("text", "hint", "kind", "required", "special")
    return {name: getattr(question, name) for name in names} | {"options": "\n".join(question.options)}
