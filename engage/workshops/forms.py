"""Forms about workshops: setting one up, registering, the few words that a cancellation takes."""

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, IntegerField, StringField, TextAreaField, URLField
from wtforms.validators import (
    URL,
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import PLAIN, ChoiceField, MomentField
from engage.workshops.allocation.arranging import LARGEST
from engage.workshops.arrangements import Plan
from engage.workshops.registration import Request

SECTORS = {
    Sector.RESIDENT: _l("A resident"),
    Sector.BUSINESS: _l("A business"),
    Sector.VOLUNTARY: _l("A voluntary or community body"),
    Sector.PUBLIC: _l("A public body"),
    Sector.EDUCATION: _l("A school, college or university"),
}


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class RegistrationForm(Form):
    """Asks for a place."""

    name = StringField(
        _l("Full name"),
        validators=[DataRequired(_l("Enter your name")), Length(max=120)],
        filters=[_stripped],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    email = EmailField(
        _l("E-mail address"),
        description=_l("We send you a letter with a calendar file, and write if the workshop is moved."),
        validators=[
            DataRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address in the right form, like name@example.com")),
            Length(max=254),
        ],
        filters=[_stripped],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    sector = ChoiceField(
        _l("Who do you come as?"),
        choices=SECTORS,
        description=_l("So that we see whether all sides are in the room."),
        validators=[InputRequired(_l("Choose who you come as"))],
    )
    organisation = StringField(
        _l("Organisation (optional)"),
        validators=[Length(max=200)],
        filters=[_stripped],
        render_kw={"autocomplete": "organization"},
    )
    access_needs = TextAreaField(
        _l("What do you need so that you can take part? (optional)"),
        description=_l(
            "For example step-free access, a hearing loop, British Sign Language or large print. "
            "Only those who arrange it see this. We erase it a week after the workshop."
        ),
        validators=[Length(max=1000)],
        filters=[_stripped],
    )
    diet = StringField(
        _l("Is there food that you cannot eat? (optional)"),
        description=_l("Only for the catering. We erase it a week after the workshop."),
        validators=[Length(max=200)],
        filters=[_stripped],
    )
    website = StringField(_l("Leave this empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})
    """Only robots see it, and fill it in."""
    submission_key = HiddenField(default=lambda: str(uuid4()))

    def request(self) -> Request:
        """Give what is asked for."""
        return Request(
            name=self.name.data or "",
            email=self.email.data or "",
            sector=self.sector.data,
            organisation=self.organisation.data or "",
            access_needs=self.access_needs.data or "",
            diet=self.diet.data or "",
        )

    def key(self) -> UUID | None:
        """Give the key that was made with the form, unless somebody has tampered with it."""
        try:
            return UUID(self.submission_key.data or "")
        except ValueError:
            return None


class WorkshopForm(Form):
    """What a manager says about a workshop."""

    title = StringField(
        _l("Title"), validators=[DataRequired(_l("Enter a title")), Length(max=150)], filters=[_stripped]
    )
    description = TextAreaField(
        _l("What it is about, and who should come"),
        validators=[DataRequired(_l("Say what the workshop is about")), Length(max=5000)],
        filters=[_stripped],
    )
    starts_at = MomentField(_l("Starts"), validators=[InputRequired(_l("Enter when it starts"))])
    ends_at = MomentField(_l("Ends"), validators=[InputRequired(_l("Enter when it ends"))])
    venue = StringField(
        _l("Venue"),
        description=_l("The name of the building. Leave it empty if the workshop is only online."),
        validators=[Length(max=150)],
        filters=[_stripped],
    )
    address = TextAreaField(_l("Address"), validators=[Length(max=500)], filters=[_stripped])
    access_information = TextAreaField(
        _l("Getting there and getting in"),
        description=_l("Parking, public transport, step-free access, hearing loop, quiet room."),
        validators=[Length(max=2000)],
        filters=[_stripped],
    )
    joining_link = URLField(
        _l("Link for taking part online"),
        description=_l("Shown only to people with a place. Leave it empty if all meet in the room."),
        validators=[
            Optional(),
            URL(message=_l("Enter a whole link, beginning with https://")),
            Length(max=500),
        ],
        filters=[_stripped],
        render_kw={"type": "url", "spellcheck": "false"},
    )
    registration_opens_at = MomentField(
        _l("Registration opens"), validators=[InputRequired(_l("Enter when registration opens"))]
    )
    registration_closes_at = MomentField(
        _l("Registration closes"), validators=[InputRequired(_l("Enter when registration closes"))]
    )

    def plan(self) -> Plan:
        """Give what was said."""
        return Plan(
            title=self.title.data or "",
            description=self.description.data or "",
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            venue=self.venue.data or "",
            address="\n".join((self.address.data or "").splitlines()),
            access_information=self.access_information.data or "",
            joining_link=self.joining_link.data or "",
            registration_opens_at=self.registration_opens_at.data,
            registration_closes_at=self.registration_closes_at.data,
        )


def _capacity() -> IntegerField:
    return IntegerField(
        _l("Number of places"),
        validators=[
            InputRequired(_l("Enter the number of places")),
            NumberRange(1, LARGEST, _l("Enter a number of places between 1 and %(most)s", most=LARGEST)),
        ],
        render_kw={"inputmode": "numeric", "type": "text"},
    )


class SetUpForm(WorkshopForm):
    """What a manager says once: where the page stands, and how many places there are to begin with."""

    slug = StringField(
        _l("Web address"),
        description=_l("Small letters, digits and hyphens, such as growth-hexton-may."),
        validators=[
            DataRequired(_l("Enter a web address")),
            PLAIN,
            Length(max=80),
        ],
        filters=[_stripped],
        render_kw={"spellcheck": "false"},
    )
    capacity = _capacity()


class CapacityForm(Form):
    """How many places there are."""

    capacity = _capacity()


class CancellationForm(Form):
    """Why a workshop is called off."""

    reason = TextAreaField(
        _l("Why it is cancelled"),
        description=_l("Everybody who registered gets this by e-mail, and it stands on the workshop's page."),
        validators=[DataRequired(_l("Say why it is cancelled")), Length(max=1000)],
        filters=[_stripped],
    )
