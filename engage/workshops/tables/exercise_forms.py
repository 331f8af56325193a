"""Forms about exercises: choosing a kind, and saying what is asked."""

from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from engage.consultations.models import Consultation
from engage.web import Form
from engage.web.fields import ChoiceField, Option, PickField, said
from engage.workshops.preparing.forms import WholeField
from engage.workshops.tables.exercises import WITH_CARDS, ExercisePlan
from engage.workshops.tables.kinds import KINDS
from engage.workshops.tables.models import Exercise, ExerciseKind

LONGEST_CARD: Final = 300
MOST_DOTS: Final = 10


class KindForm(Form):
    """The first step: how the tables work."""

    kind = ChoiceField(
        _l("How do the tables work?"),
        [Option(kind, one.name, one.purpose) for kind, one in KINDS.items()],
        [InputRequired(_l("Choose a kind of exercise"))],
    )


class ExerciseForm(Form):
    """What is said about an exercise; `exercise_form` leaves the fields that its kind has."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Enter a title")), Length(max=120, message=_l("The title is too long"))],
    )
    prompt = TextAreaField(
        _l("What you ask people"),
        [Length(max=600, message=_l("This must have at most 600 characters"))],
        description=_l("It stands above the notes at each table."),
    )
    cards = TextAreaField(description=_l("Each on a line of its own, in the order in which they lie"))
    theme_id = PickField(
        _l("Theme"),
        (),
        description=_l("What its notes are about. Leave it empty for the theme of each table."),
    )
    dots = WholeField(
        _l("Dots for each person"),
        0,
        MOST_DOTS,
        description=_l("People give them to the notes that matter most to them. 0: there is no vote."),
        default=0,
    )

    @property
    def lines(self) -> Sequence[str]:
        """What is laid out, a line each."""
        if "cards" not in self:
            return ()
        return [line.strip() for line in said(self.cards).splitlines() if line.strip()]

    def validate_cards(self, field: TextAreaField) -> None:
        """Refuse a card that nobody would read."""
        if any(len(line) > LONGEST_CARD for line in self.lines):
            raise ValidationError(_l("Each line must have at most %(most)s characters", most=LONGEST_CARD))

    @property
    def plan(self) -> ExercisePlan:
        """What was typed, as the use cases take it."""
        return ExercisePlan(
            title=said(self.title),
            prompt=said(self.prompt),
            theme_id=self.theme_id.data,
            cards=tuple(self.lines),
            dots=self.dots.data or 0,
        )


def exercise_form(
    kind: ExerciseKind, consultation: Consultation, exercise: Exercise | None = None, *, example: bool = False
) -> ExerciseForm:
    """Make the form for an exercise of a kind, filled from one that there is or from the example."""
    known = KINDS[kind]
    filled: dict[str, object] = {}
    if exercise:
        filled = {name: getattr(exercise, name) for name in ("title", "prompt", "theme_id", "dots")}
        filled["cards"] = "\n".join(card["text"] for card in exercise.cards)
    elif example:
        filled = {"title": known.title, "prompt": known.prompt, "cards": known.example_cards}
    form = ExerciseForm(data=filled)
    if kind in WITH_CARDS:
        form.cards.label.text = str(known.cards)
    else:
        del form.cards
    form.theme_id.choices = {theme.id: theme.title for theme in consultation.themes}
    return form
