"""What people fill in about a response or their data."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.feedback.form import filled, replies
from engage.feedback.form.forms import heeds
from engage.feedback.rights import requests as rights
from engage.feedback.rights.models import RequestKind
from engage.web import Form
from engage.web.fields import ChoiceField, PickField

WHAT = [
    (RequestKind.QUESTION, _l("A question"), _l("About what we hold, or what we do with it")),
    (
        RequestKind.COMPLAINT,
        _l("A complaint"),
        _l("We dealt with your data in a way that we should not have"),
    ),
]


class LostForm(Form):
    """The address that links are sent to."""

    email = EmailField(
        _l("Your e-mail address"),
        description=_l("The one that you gave with your response and confirmed."),
        validators=[InputRequired(_l("Enter the e-mail address that you gave")), heeds(filled.email_address)],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


class AskForm(Form):
    """A question or a complaint about one's own data."""

    kind = ChoiceField(_l("Which is it?"), choices=WHAT, validators=[InputRequired(_l("Choose what it is"))])
    text = TextAreaField(
        _l("What is it about?"),
        description=_l("You need not repeat what you sent: we can look at it."),
        validators=[
            InputRequired(_l("Write what it is about")),
            Length(max=rights.LONGEST, message=_l("This must be 5,000 characters or fewer")),
        ],
    )


class AskAnywhereForm(AskForm):
    """The same, from somebody without a private link."""

    consultation = PickField(_l("Which consultation is it about? (optional)"))
    name = StringField(
        _l("Your name (optional)"), validators=[heeds(replies.one_line)], render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        _l("Your e-mail address"),
        description=_l("We send the answer to it, and use it for nothing else."),
        validators=[
            InputRequired(_l("Enter an e-mail address, so that we can answer")),
            heeds(filled.email_address),
        ],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
