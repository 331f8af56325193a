"""What managers type when they write a question: a form whose fields depend on the kind."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import TextInput

from engage.consultations import sequence, wording
from engage.consultations.labels import QUESTION_KINDS
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.consultations.question_sets import SETS
from engage.consultations.wording import LONGEST, USES, Wording
from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField, Option, PickField, said

SHORT = Length(max=LONGEST, message=_l("This must have at most 300 characters"))
EVERYBODY = "everybody"
KEPT = ("text", "hint", "least", "most", "unit", "follow_up", "required", "evidence_id", "theme_id")
DIGITS = {"inputmode": "decimal", "autocomplete": "off"}
HINTS = {
    QuestionKind.SCALE: _l("From disagreeing to agreeing, each on a line of its own"),
    QuestionKind.RANKING: _l(
        "Each on a line of its own; people put them in order, so best no more than seven"
    ),
}


class NumberField(Field):
    """A number with or without decimals, written as people write it; its data is a `Decimal` or None."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed."""
        typed = "".join(valuelist).replace(",", "").strip()
        self.data = None
        if typed:
            self.data = self._read(typed)

    def _read(self, typed: str) -> Decimal:
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(_l("Enter a number, like 12 or 3.5"))
        return number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"


class QuestionForm(Form):
    """A question of any kind; `question_form` leaves the fields that the kind has."""

    text = StringField(
        _l("Question"),
        [
            DataRequired(_l("Enter a question")),
            Length(max=LONGEST, message=_l("The question must have at most 300 characters")),
        ],
    )
    hint = StringField(
        _l("Hint"),
        [Length(max=LONGEST, message=_l("The hint must have at most 300 characters"))],
        description=_l("What may help people to answer"),
    )
    options = TextAreaField(
        _l("What people can choose"),
        description=_l("Each on a line of its own, in the order in which they stand"),
    )
    least = NumberField(_l("At least"), render_kw=DIGITS)
    most = NumberField(_l("At most"), render_kw=DIGITS)
    unit = StringField(
        _l("What is counted"),
        [SHORT],
        description=_l("It stands behind the box: miles, people, pounds a week"),
    )
    follow_up = StringField(
        _l("What to ask next"),
        [SHORT],
        description=_l(
            "Answered in free text beside the yes or no, like: Why? Leave it empty to ask nothing"
        ),
    )
    required = BooleanField(_l("People have to answer it to send their response"))
    evidence_id = PickField(
        _l("Background beside it"), (), description=_l("From the evidence of this consultation")
    )
    theme_id = PickField(_l("Theme"), (), description=_l("Leave it empty to ask about the whole"))

    kind: QuestionKind

    @property
    def wording(self) -> Wording:
        """What was typed, as the use cases take it."""
        typed = self._fields
        return Wording(
            text=said(self.text),
            kind=self.kind,
            hint=said(self.hint),
            required=bool(self.required.data),
            options=said(self.options).splitlines() if "options" in typed else (),
            follow_up=said(self.follow_up) if "follow_up" in typed else "",
            least=self.least.data if "least" in typed else None,
            most=self.most.data if "most" in typed else None,
            unit=said(self.unit) if "unit" in typed else "",
            evidence_id=self.evidence_id.data if "evidence_id" in typed else None,
        )


def question_form(
    consultation: Consultation, kind: QuestionKind, question: Question | None = None, **values: Any
) -> QuestionForm:
    """Make the form of a question of a kind, filled from one there is."""
    saved = {name: getattr(question, name) for name in KEPT} if question else {}
    form = QuestionForm(data=saved | {"options": _lines(kind, question)} | values)
    form.kind = kind
    for name in ("options", "least", "most", "unit", "follow_up"):
        if name not in USES.get(kind, ()):
            del form[name]
    if kind is QuestionKind.SEVERAL:
        form.least.label.text, form.most.label.text = _l("Choose at least"), _l("Choose at most")
    if kind in HINTS:
        form.options.description = HINTS[kind]
    if consultation.evidence:
        form.evidence_id.choices = {one.id: one.title for one in consultation.evidence}
    else:
        del form.evidence_id
    form.theme_id.choices = {theme.id: theme.title for theme in consultation.themes}
    return form


def _lines(kind: QuestionKind, question: Question | None) -> str:
    if question and question.options:
        return "\n".join(choice["text"] for choice in question.options)
    return "\n".join(str(point) for point in wording.POINTS) if kind is QuestionKind.SCALE else ""


class KindForm(Form):
    """The first step: what a question asks for."""

    kind = ChoiceField(
        _l("What do you want from people?"),
        [Option(kind, name, good_for) for kind, (name, good_for) in QUESTION_KINDS.items()],
        [InputRequired(_l("Choose a kind of question"))],
    )


class ConditionForm(Form):
    """After which answers a question is asked; `condition_form` adds boxes for the choices."""

    after = ChoiceField(_l("Who is it asked of?"), (), [InputRequired(_l("Choose who it is asked of"))])
    others: Sequence[Question] = ()

    @property
    def on(self) -> Question | None:
        """The question that decides; None if everybody is asked."""
        return next((one for one in self.others if str(one.id) == self.after.data), None)

    @property
    def answers(self) -> list[str]:
        """The keys of the choices that were ticked under it."""
        return list(self[f"for-{self.on.id}"].data) if self.on else []

    def validate_after(self, field: ChoiceField) -> None:
        """Ask for the answers."""
        if self.on and not self.answers:
            raise ValidationError(_l("Choose the answers after which it is asked"))


def condition_form(question: Question) -> ConditionForm:
    """Make the form in which a question is made to depend on an earlier one."""
    earlier = sequence.earlier(question)
    members: dict[str, Any] = {"others": earlier}
    saved: dict[str, Any] = {"after": str(question.shown_after_id or EVERYBODY)}
    for one in earlier:
        members[f"for-{one.id}"] = ChoicesField(_l("When somebody answers"), sequence.choices(one))
        saved[f"for-{one.id}"] = question.shown_for if question.shown_after_id == one.id else []
    form: ConditionForm = type("Condition", (ConditionForm,), members)(data=saved)
    only = [(str(one.id), _l("Only after an answer to: %(question)s", question=one.text)) for one in earlier]
    form.after.choices = [(EVERYBODY, _l("Everybody")), *only]
    return form


class SetForm(Form):
    """A ready-made set of questions, and where it goes."""

    name = ChoiceField(
        _l("Which questions?"),
        [Option(name, one.title, one.good_for) for name, one in SETS.items()],
        [InputRequired(_l("Choose a set of questions"))],
    )
    theme_id = PickField(_l("Theme"), (), description=_l("Leave it empty to ask about the whole"))


class CopyForm(Form):
    """Another consultation, whose questions are asked again."""

    consultation_id = PickField(_l("Consultation"), (), [InputRequired(_l("Choose a consultation"))])
