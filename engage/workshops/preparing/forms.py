"""What managers type when they set a workshop up, change it or call it off."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField, URLField
from wtforms.validators import (
    URL,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from engage.web import Form
from engage.web.fields import PLAIN, ChoiceField, ChoicesField, MomentField, said
from engage.workshops.allocation.arranging import LARGEST
from engage.workshops.arrangements import Plan
from engage.workshops.models import Admission

ADMISSIONS = [
    (Admission.OPEN, _l("Anybody"), _l("Who books first has a place.")),
    (
        Admission.APPROVAL,
        _l("Anybody may ask, and you decide"),
        _l("Whoever you approve gets a place, or waits for one in the order of their asking."),
    ),
    (Admission.INVITATION, _l("Only those who are invited"), _l("They book by the link in their letter.")),
]
REMINDERS = {
    336: _l("2 weeks before"),
    168: _l("1 week before"),
    72: _l("3 days before"),
    24: _l("1 day before"),
    2: _l("2 hours before"),
}
MOST_AREAS, LONGEST_AREA = 60, 80


def stripped(text: str | None) -> str:
    """Take the spaces around what was typed away."""
    return (text or "").strip()


class WholeField(IntegerField):
    """A whole number, written in digits."""

    def __init__(self, label: Any, least: int, most: int, *, optional: bool = False, **kwargs: Any) -> None:
        refusal = _l("Enter a whole number between %(least)s and %(most)s", least=least, most=most)
        first = Optional() if optional else InputRequired(refusal)
        kwargs.setdefault("render_kw", {"inputmode": "numeric", "type": "text"})
        super().__init__(label, [first, NumberRange(least, most, refusal)], **kwargs)
        self.refusal = refusal

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed."""
        typed = "".join(valuelist).replace(",", "").strip()
        self.data = None
        if typed:
            if not typed.isdecimal() or len(typed) > 9:
                raise ValueError(self.refusal)
            self.data = int(typed)


def link(label: Any, hint: Any) -> URLField:
    """Make a field for an address on the web."""
    return URLField(
        label,
        description=hint,
        validators=[
            Optional(),
            Regexp("(?i)https?://", message=_l("Enter a whole link, beginning with https://")),
            URL(message=_l("Enter a whole link, beginning with https://")),
            Length(max=500),
        ],
        filters=[stripped],
        render_kw={"type": "url", "spellcheck": "false"},
    )


class WorkshopForm(Form):
    """What a manager says about a workshop."""

    title = StringField(
        _l("Title"), validators=[DataRequired(_l("Enter a title")), Length(max=150)], filters=[stripped]
    )
    description = TextAreaField(
        _l("What it is about, and who should come"),
        validators=[DataRequired(_l("Say what the workshop is about")), Length(max=5000)],
        filters=[stripped],
    )
    starts_at = MomentField(_l("Starts"), validators=[InputRequired(_l("Enter when it starts"))])
    ends_at = MomentField(_l("Ends"), validators=[InputRequired(_l("Enter when it ends"))])
    venue = StringField(
        _l("Venue"),
        description=_l("The name of the building. Leave it empty if the workshop is only online."),
        validators=[Length(max=150)],
        filters=[stripped],
    )
    address = TextAreaField(_l("Address"), validators=[Length(max=500)], filters=[stripped])
    map_link = link(_l("Link to a map (optional)"), _l("From any map on the web that shows where it is."))
    access_information = TextAreaField(
        _l("Getting there and getting in"),
        description=_l("Parking, public transport, step-free access, hearing loop, quiet room."),
        validators=[Length(max=2000)],
        filters=[stripped],
    )
    joining_link = link(
        _l("Link for taking part online"),
        _l("Shown only to people with a place, near the time. Leave it empty if all meet in the room."),
    )
    joining_shown_hours = WholeField(
        _l("How many hours before the start is the link shown?"), 1, 24 * 14, default=24
    )
    admission = ChoiceField(
        _l("Who may come?"),
        choices=ADMISSIONS,
        default=Admission.OPEN,
        validators=[InputRequired(_l("Choose who may come"))],
    )
    registration_opens_at = MomentField(
        _l("Registration opens"), validators=[InputRequired(_l("Enter when registration opens"))]
    )
    registration_closes_at = MomentField(
        _l("Registration closes"), validators=[InputRequired(_l("Enter when registration closes"))]
    )
    per_organisation = WholeField(
        _l("Most places for one organisation (optional)"),
        1,
        LARGEST,
        optional=True,
        description=_l("However many of its people book. Leave it empty if it does not matter."),
    )
    most_together = WholeField(
        _l("Most people in one booking"),
        1,
        100,
        default=6,
        description=_l("All of a group get places, or none do."),
    )
    offer_hours = WholeField(
        _l("Hours to answer an offer"),
        1,
        24 * 14,
        default=48,
        description=_l(
            "A place that comes free is offered to the first who waits and fits. Near the date they have "
            "less time: a quarter of what is left until the start, an hour at the least."
        ),
    )
    areas = TextAreaField(
        _l("Where people may say they come from (optional)"),
        description=_l(
            "Districts or towns, each on a line of its own. They are asked for one of them, so that you can "
            "keep places for an area and see who is missing."
        ),
        filters=[stripped],
    )
    reminder_hours = ChoicesField(_l("When are people reminded?"), choices=REMINDERS, default=(168, 24))
    asks_diet = BooleanField(_l("Ask what people cannot eat"), default=True)
    wall_is_moderated = BooleanField(
        _l("Show table notes on the wall only once a facilitator has let them"), default=True
    )
    what_follows = TextAreaField(
        _l("What happens with what is said (optional)"),
        description=_l("Goes into the letter of thanks on the day after."),
        validators=[Length(max=2000)],
        filters=[stripped],
    )

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        if obj is not None and not self.is_submitted():
            self.areas.data = "\n".join(obj.areas)
        # One that was set otherwise, as a command does, stays on offer.
        set_now = getattr(obj, "reminder_hours", ())
        odd = {hours: _l("%(hours)s hours before", hours=hours) for hours in set_now}
        self.reminder_hours.choices = dict(sorted({**odd, **REMINDERS}.items(), reverse=True))

    def validate_areas(self, field: TextAreaField) -> None:
        """Refuse a list that nobody would look through."""
        lines = self.area_names()
        if len(lines) > MOST_AREAS:
            raise ValidationError(_l("Enter at most %(most)s areas", most=MOST_AREAS))
        if any(len(line) > LONGEST_AREA for line in lines):
            raise ValidationError(_l("The name of an area must have at most 80 characters"))

    def area_names(self) -> list[str]:
        """Give the areas, each once, in the order in which they were typed."""
        lines = (" ".join(line.split()) for line in said(self.areas).splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def plan(self) -> Plan:
        """Give what was said."""
        texts = ("title", "description", "venue", "access_information", "joining_link", "map_link")
        taken = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "admission")
        numbers = ("joining_shown_hours", "per_organisation", "most_together", "offer_hours")
        ticks = ("asks_diet", "wall_is_moderated")
        said_here: dict[str, Any] = {name: self[name].data or "" for name in (*texts, "what_follows")}
        said_here |= {name: self[name].data for name in (*taken, *numbers, *ticks)}
        return Plan(
            **said_here,
            address="\n".join((self.address.data or "").splitlines()),
            areas=self.area_names(),
            reminder_hours=sorted(map(int, self.reminder_hours.data), reverse=True),
        )


def _capacity() -> WholeField:
    return WholeField(_l("Number of places"), 1, LARGEST)


def _slug() -> StringField:
    return StringField(
        _l("Web address"),
        description=_l("Small letters, digits and hyphens, such as growth-hexton-may."),
        validators=[DataRequired(_l("Enter a web address")), PLAIN, Length(max=80)],
        filters=[stripped],
        render_kw={"spellcheck": "false"},
    )


class SetUpForm(WorkshopForm):
    """What a manager says once: where the page stands, and how many places there are to begin with."""

    slug = _slug()
    capacity = _capacity()


class CloneForm(Form):
    """What is different in a workshop that is otherwise as another."""

    title = StringField(
        _l("Title"), validators=[DataRequired(_l("Enter a title")), Length(max=150)], filters=[stripped]
    )
    starts_at = MomentField(_l("Starts"), validators=[InputRequired(_l("Enter when it starts"))])
    slug = _slug()


class CapacityForm(Form):
    """How many places there are."""

    capacity = _capacity()


class CancellationForm(Form):
    """Why a workshop is called off."""

    reason = TextAreaField(
        _l("Why it is cancelled"),
        description=_l("Everybody who registered gets this by e-mail, and it stands on the workshop's page."),
        validators=[DataRequired(_l("Say why it is cancelled")), Length(max=1000)],
        filters=[stripped],
    )
