"""The pages of a response as forms: what was typed, and what is wrong with it."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, IntegerField, StringField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import HiddenInput

from engage.consultations.languages import said
from engage.errors import RuleBroken
from engage.feedback.form import filled, replies
from engage.feedback.form.strands import Strand
from engage.feedback.labels import CONSENTS
from engage.feedback.models import Consent
from engage.organisations.labels import KINDS_OF_ORGANISATION, SECTORS, SIZES
from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField, Option, PickField

LAPSED = _l("Your session had ended. What you typed on this page is still here: send it again")
CHOICES = {sector: label for sector, label in SECTORS.items() if sector is not Sector.UNKNOWN}


def newlines(text: str | None) -> str:
    """Take line breaks as people typed them, rather than as browsers send them."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def heeds(rule: Callable[[str], object]) -> Callable[[BaseForm, Field], None]:
    """Make a validator of a rule that raises `RuleBroken`."""

    def validate(form: BaseForm, field: Field) -> None:
        try:
            rule(field.data)
        except RuleBroken as refusal:
            raise StopValidation(str(refusal)) from refusal

    return validate


class Fits(Length):
    """Refuse a text that is too long for its box; the box counts along."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Say how long it is."""
        heeds(filled.demand_fits)(form, field)


class PageForm(Form):
    """A page of a response; it is saved as it was typed, before anybody asks whether it is valid."""

    def ours(self) -> bool:
        """Say whether our own page sent it; if not, say so above its fields."""
        if self.csrf_token.validate(self):
            return True
        self.csrf_token.errors = []
        self.form_errors.append(LAPSED)
        return False

    def mend(self) -> None:
        """Say what is wrong with what was saved, before anything is sent again."""
        self.validate()
        self.csrf_token.errors = []

    def typed(self) -> dict[str, Any]:
        """Give what was typed, by the names of the draft; choices that were not on offer are left out."""
        return {name: plainly(field) for name, field in self._fields.items() if name != "csrf_token"}


def plainly(field: Field) -> Any:
    """Give what was typed or chosen in a field, without choices that were not on offer."""
    if isinstance(field, ChoicesField):
        return [str(value) for value in field.data if field.offered(value)]
    if isinstance(field, ChoiceField):
        return str(field.data) if field.offered(field.data) else None
    return field.data or ""


class StrandsForm(PageForm):
    """What somebody wants to write about."""

    strands = ChoicesField(
        _l("What do you want to write about?"),
        validators=[DataRequired(_l("Choose at least one theme"))],
        description=_l("Choose all that matter to you. You can come back and choose others."),
    )

    def offer(self, strands: Sequence[Strand]) -> None:
        """Set what can be chosen."""
        self.strands.choices = [
            Option(one.key, said(one.theme, "title"), said(one.theme, "description") or None)
            if one.theme
            else Option(one.key, _l("The strategy as a whole"))
            for one in strands
        ]


class TasksForm(PageForm):
    """The button that goes on from the list of what is to do."""


class YouForm(PageForm):
    """On whose behalf somebody writes, and from where."""

    sector = ChoiceField(
        _l("Who are you answering as?"),
        choices=CHOICES,
        validators=[DataRequired(_l("Choose who you are answering as"))],
    )
    area = StringField(
        _l("Where you live or work (optional)"),
        description=_l(
            "A town, a village or a district, and not your address: it stands beside your words when they "
            "are published. For an organisation: where it works."
        ),
        validators=[heeds(replies.one_line)],
        render_kw={"autocomplete": "address-level2"},
    )


class OrganisationForm(PageForm):
    """The organisation that somebody speaks for, if any."""

    organisation = StringField(
        _l("Name of the organisation"),
        description=_l("Leave it empty if you answer for yourself alone, say as a sole trader."),
        validators=[heeds(replies.one_line)],
        render_kw={"autocomplete": "organization"},
    )
    organisation_kind = PickField(_l("What kind of organisation is it? (optional)"), KINDS_OF_ORGANISATION)
    size_band = PickField(_l("How many people work for it? (optional)"), SIZES)


class ContactForm(PageForm):
    """How somebody can be named and reached."""

    signing = False
    """Whether an organisation was named on the page before, so that somebody signs for it."""

    name = StringField(
        _l("Your name (optional)"),
        description=_l("We publish it only if you ask us to, on the next page."),
        validators=[heeds(replies.one_line)],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    role = StringField(
        _l("What you are in the organisation (optional)"),
        validators=[heeds(replies.one_line)],
        render_kw={"autocomplete": "organization-title"},
    )
    email = StringField(
        _l("E-mail address (optional)"),
        description=_l(
            "We use it to send you a copy of your response, and what becomes of it if you ask for that. "
            "It is never published, and those who read responses do not see it."
        ),
        validators=[heeds(filled.email_address)],
        render_kw={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    )

    def validate_name(self, name: Field) -> None:
        """Ask who signs for an organisation."""
        if self.signing and not (name.data or "").strip():
            raise StopValidation(filled.UNSIGNED)


class PublicationForm(PageForm):
    """How what was written may be published."""

    nameless = False
    """Whether neither the sender nor an organisation was named on the page before."""

    consent = ChoiceField(
        _l("How may we publish your response?"),
        choices=[
            Option(
                Consent.NAMED,
                _l("With your name, or that of your organisation"),
                _l(
                    "The name of your organisation, or your own if you answer for yourself, stands beside it."
                ),
            ),
            Option(
                Consent.UNNAMED,
                _l("Without your name"),
                _l(
                    "Your words may be read by everybody. Beside them stand only a role, such as resident, "
                    "and your place if you gave one."
                ),
            ),
            Option(
                Consent.NONE,
                CONSENTS[Consent.NONE],
                _l("The team reads what you wrote and weighs it, but does not publish or quote it."),
            ),
        ],
        validators=[DataRequired(_l("Choose how we may publish your response"))],
    )

    def validate_consent(self, consent: Field) -> None:
        """Refuse to name somebody who gave no name."""
        if self.nameless and consent.data == Consent.NAMED:
            raise StopValidation(filled.NAMELESS)


class SavingForm(PageForm):
    """Where the link to come back by is to be sent."""

    email = StringField(
        _l("Your e-mail address"),
        description=_l("We use it to send you the link, and for nothing else."),
        validators=[DataRequired(_l("Enter your e-mail address")), heeds(filled.email_address)],
        render_kw={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    )
    remind = BooleanField(_l("Remind me before it closes"))


class ColleagueForm(PageForm):
    """A colleague who is to write in a response."""

    inviter = StringField(
        _l("Your name"),
        description=_l("They see who invites them."),
        validators=[DataRequired(_l("Enter your name")), heeds(replies.one_line)],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    name = StringField(
        _l("Name of your colleague"),
        validators=[DataRequired(_l("Enter their name")), heeds(replies.one_line)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    email = StringField(
        _l("Their e-mail address (optional)"),
        description=_l("Without it we show you the link, and you pass it on yourself."),
        validators=[heeds(filled.email_address)],
        render_kw={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )
    asked = ChoicesField(
        _l("What are they asked to write? (optional)"),
        description=_l("They can read and write all of it, whatever you tick."),
    )

    @property
    def invitation(self) -> dict[str, Any]:
        """What was typed, as the use case takes it."""
        return {
            "inviter": self.inviter.data,
            "name": self.name.data,
            "email": self.email.data,
            "asked": plainly(self.asked),
        }


class SendingForm(PageForm):
    """The button that sends a response, and what was seen above it."""

    draft = HiddenField()
    seen = IntegerField(widget=HiddenInput(), default=0)
    website = StringField(
        _l("Leave this empty"),
        render_kw={"autocomplete": "off", "tabindex": "-1"},
    )
