"""The form in which staff type in a letter."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from engage import clock
from engage.consultations.documents import Document, examined
from engage.consultations.models import Consultation, Theme
from engage.errors import RuleBroken
from engage.feedback.form.forms import heeds, newlines
from engage.feedback.form.replies import one_line
from engage.feedback.intake import LONGEST, NewContribution
from engage.feedback.labels import CHANNELS, CONSENTS
from engage.feedback.models import Consent
from engage.feedback.paper import CHANNELS as ON_PAPER
from engage.feedback.paper import MOST_SCANS, SCANNED, Paper
from engage.organisations.labels import SECTORS
from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import ChoiceField, DateField, FilesField


class PaperForm(Form):
    """One letter; `paper_form` makes one with a box for each theme."""

    themes: tuple[Theme | None, ...] = ()
    documents: Sequence[Document] = ()
    """The scans, once they were looked into."""

    key = HiddenField(default=lambda: str(uuid4()))
    channel = ChoiceField(
        _l("How it came"),
        choices=[(channel, CHANNELS[channel]) for channel in ON_PAPER],
        validators=[DataRequired(_l("Choose how it came"))],
    )
    received_on = DateField(
        _l("When it came"),
        default=clock.today,
        validators=[DataRequired(_l("Enter the day on which it came"))],
    )
    sector = ChoiceField(
        _l("Who it is from"),
        choices={**SECTORS, Sector.UNKNOWN: _l("It does not say")},
        validators=[DataRequired(_l("Choose who it is from"))],
    )
    organisation = StringField(_l("Organisation, if it is from one"), validators=[heeds(one_line)])
    name = StringField(_l("Name of the sender, if they want it published"), validators=[heeds(one_line)])
    area = StringField(_l("Place, if it says"), validators=[heeds(one_line)])
    consent = ChoiceField(
        _l("May it be published?"),
        choices=CONSENTS,
        default=Consent.NONE,
        description=_l("If the letter does not say, it is not published: choose “Not at all”."),
        validators=[DataRequired(_l("Choose whether it may be published"))],
    )

    scans = FilesField(
        _l("Scan or photograph, if there is one"),
        description=_l("PDF, PNG or JPG. Only those who moderate it can open it"),
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg"},
    )

    def validate_scans(self, field: FilesField) -> None:
        """Look into each file, and refuse what is no scan."""
        if len(field.data) > MOST_SCANS:
            raise ValidationError(_l("Choose at most %(most)s files", most=MOST_SCANS))
        limit = current_app.config["SETTINGS"].upload_limit_mb * 1024**2
        try:
            self.documents = [
                examined(one.filename or "", one.stream.read(limit + 1), limit=limit, taken=SCANNED)
                for one in field.data
            ]
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal

    def boxes(self) -> list[Field]:
        """List the boxes for its text, one a theme."""
        return [self[name_of(theme)] for theme in self.themes]

    def paper(self) -> Paper:
        """Give what was typed."""
        lines = {name: self[name].data.strip() or None for name in ("organisation", "area", "name")}
        texts = [(theme, self[name_of(theme)].data) for theme in self.themes]
        return Paper(
            channel=self.channel.data,
            received_on=self.received_on.data,
            sector=self.sector.data,
            consent=self.consent.data,
            contributions=[
                NewContribution(text, theme.id if theme else None) for theme, text in texts if text.strip()
            ],
            **lines,
        )

    def submission_key(self) -> UUID:
        """Give the key made with the form; a new one if it was tampered with."""
        try:
            return UUID(self.key.data)
        except ValueError:
            return uuid4()


def paper_form(consultation: Consultation) -> PaperForm:
    """Make the form for a consultation, with a box for each theme and one for the whole."""
    themes = (*consultation.themes, None)
    members: dict[str, Any] = {"themes": themes}
    for theme in themes:
        members[name_of(theme)] = TextAreaField(
            theme.title if theme else _l("About the whole, or under no theme"),
            filters=[newlines],
            validators=[Length(max=LONGEST, message=_l("This must be 100,000 characters or fewer"))],
        )
    form: PaperForm = type("PaperOf", (PaperForm,), members)()
    return form


def name_of(theme: Theme | None) -> str:
    """Name the box of a theme."""
    return f"text-{theme.id if theme else 'whole'}"
