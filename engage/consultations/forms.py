"""What managers type when they set up a consultation."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, FileField, IntegerField, StringField, TextAreaField, URLField
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from engage import clock
from engage.consultations.drafting import Description, Notice
from engage.consultations.labels import ROLES, TAGS
from engage.consultations.models import Role
from engage.web import Form
from engage.web.fields import PLAIN, ChoiceField, ChoicesField, DateField, MomentField, PickField, said

TITLE = Length(max=160, message=_l("The title must have at most 160 characters"))
NAME = Length(max=120, message=_l("The name must have at most 120 characters"))
ADDRESS = (
    DataRequired(_l("Enter an e-mail address")),
    Email(_l("Enter an e-mail address, like name@council.example")),
)
LONG = Length(max=8000, message=_l("This must have at most 8,000 characters"))


class NewForm(Form):
    """The beginning of a draft."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Enter a title")), TITLE],
        description=_l("Best as the question that you ask the public"),
    )
    slug = StringField(
        _l("Address"),
        [
            DataRequired(_l("Enter the last part of its address")),
            Length(max=60, message=_l("The address must have at most 60 characters")),
            PLAIN,
        ],
        description=_l("The last part of the page’s address, like industrial-strategy"),
        render_kw={"spellcheck": "false", "autocomplete": "off"},
    )
    body_id = PickField(_l("The body that asks"), (), [InputRequired(_l("Choose the body that asks"))])


class DescriptionForm(Form):
    """What people read before they answer."""

    title = StringField(_l("Title"), [DataRequired(_l("Enter a title")), TITLE])
    lead = TextAreaField(
        _l("Lead paragraph"),
        [Length(max=600, message=_l("The lead paragraph must have at most 600 characters"))],
        description=_l("What you ask, of whom, and what will come of it"),
    )
    background = TextAreaField(
        _l("Why you ask"),
        [LONG],
        description=_l("What people need to know; an empty line begins a paragraph"),
    )
    open_to_change = TextAreaField(_l("What is open to change"), [LONG])
    not_open_to_change = TextAreaField(
        _l("What is not"), [LONG], description=_l("What has been decided already, and why")
    )
    summary_due = DateField(_l("When you will say what you heard"))
    answers_due = DateField(_l("When you will answer it"))

    @property
    def description(self) -> Description:
        """What was typed, as the use case takes it."""
        return Description(
            title=said(self.title),
            lead=said(self.lead),
            background=said(self.background),
            open_to_change=said(self.open_to_change),
            not_open_to_change=said(self.not_open_to_change),
            summary_due=self.summary_due.data,
            answers_due=self.answers_due.data,
        )

    def validate_answers_due(self, field: DateField) -> None:
        """Refuse answers before the summary that they answer."""
        if field.data and self.summary_due.data and field.data < self.summary_due.data:
            raise ValidationError(_l("The answers must come after what you heard"))


class NoticeForm(Form):
    """The privacy notice."""

    purpose = TextAreaField(_l("Why you ask for the data"), [LONG])
    lawful_basis = TextAreaField(_l("What allows you to"), [LONG], description=_l("The lawful basis"))
    who_sees = TextAreaField(_l("Who sees it"), [LONG])
    kept_for_months = IntegerField(
        _l("For how many months after closing names and addresses are kept"),
        [NumberRange(1, 120, _l("Enter a number of months, from 1 to 120"))],
        render_kw={"inputmode": "numeric", "type": "text"},
    )
    data_protection_contact = StringField(
        _l("Whom to write to with questions and complaints"),
        [Length(max=300, message=_l("This must have at most 300 characters"))],
        description=_l("An e-mail address of your data protection officer"),
    )

    @property
    def notice(self) -> Notice:
        """What was typed, as the use case takes it."""
        return Notice(
            purpose=said(self.purpose),
            lawful_basis=said(self.lawful_basis),
            who_sees=said(self.who_sees),
            kept_for_months=self.kept_for_months.data or 0,
            data_protection_contact=said(self.data_protection_contact),
        )


class ThemeForm(Form):
    """A theme."""

    title = StringField(
        _l("Name of the theme"),
        [
            DataRequired(_l("Enter a name for the theme")),
            Length(max=80, message=_l("The name must have at most 80 characters")),
        ],
    )
    description = TextAreaField(
        _l("What belongs under it"), [Length(max=1000, message=_l("This must have at most 1,000 characters"))]
    )
    tags = ChoicesField(_l("What cuts across it"), TAGS)


class EvidenceForm(Form):
    """A document or a link."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Enter a title")), TITLE],
    )
    summary = StringField(
        _l("What it says, in a line"),
        [Length(max=300, message=_l("This must have at most 300 characters"))],
    )
    published_on = DateField(_l("When it was published"))
    file = FileField(_l("Upload a document"), description=_l("PDF, DOCX, ODT, XLSX, CSV, PNG or JPG"))
    link = URLField(_l("Or link to it"), [Length(max=500, message=_l("The link is too long"))])

    def validate_link(self, field: URLField) -> None:
        """Ask for a document or a link, and not for both."""
        if bool(field.data) == bool(self.file.data):
            raise ValidationError(_l("Upload a document or give a link, one of the two"))


class PublicationForm(Form):
    """The dates of a consultation."""

    opens_at = MomentField(_l("Opens"), description=_l("Leave it empty to open now"))
    closes_at = MomentField(_l("Closes"), [InputRequired(_l("Enter when it closes"))])

    @property
    def period(self) -> tuple[datetime, datetime]:
        """When it opens and closes."""
        assert self.closes_at.data
        return self.opens_at.data or clock.now(), self.closes_at.data


class ExtensionForm(Form):
    """A later closing."""

    closes_at = MomentField(_l("New closing"), [InputRequired(_l("Enter when it closes"))])


class RoleForm(Form):
    """A role for somebody, who may be new."""

    email = EmailField(_l("E-mail address"), ADDRESS)
    name = StringField(
        _l("Name"),
        [Optional(), NAME],
        description=_l("Only needed if they have no account yet; they are sent an invitation"),
    )
    role = ChoiceField(
        _l("Role"),
        [
            (Role.MANAGER, ROLES[Role.MANAGER], _l("Sets it up, publishes it and writes its summary")),
            (Role.FACILITATOR, ROLES[Role.FACILITATOR], _l("Decides what is shown of what comes in")),
            (Role.LEAD, ROLES[Role.LEAD], _l("Gets a digest of what is new under a theme")),
        ],
        [InputRequired(_l("Choose a role"))],
    )
    theme_id = PickField(_l("Theme"), (), description=_l("Leave it empty for the whole consultation"))


class PersonForm(Form):
    """Somebody who is given an account."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter a name")), NAME])
    email = EmailField(_l("E-mail address"), ADDRESS)
    role = ChoiceField(
        _l("What they will do"),
        [
            ("administrator", _l("Administrator"), _l("Runs the service: people, bodies, mail and jobs")),
            *((role, words) for role, words in ROLES.items()),
        ],
        [InputRequired(_l("Choose what they will do"))],
    )
    consultation_id = PickField(_l("Consultation"), (), description=_l("Not needed for an administrator"))

    def validate_consultation_id(self, field: PickField) -> None:
        """Ask where a role is held."""
        if self.role.data in ROLES and not field.data:
            raise ValidationError(_l("Choose the consultation that the role is for"))
