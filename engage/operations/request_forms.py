"""What staff fill in to deal with what people asked about their data."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.feedback.rights import requests as rights
from engage.web import Form


class AnswerForm(Form):
    """The answer, or the reason of a refusal."""

    answer = TextAreaField(
        _l("What whoever asked is to be told"),
        description=_l("They read it on the page of their request, and by e-mail if we know an address."),
        validators=[
            InputRequired(_l("Write what whoever asked is to be told")),
            Length(max=rights.LONGEST, message=_l("This must be 5,000 characters or fewer")),
        ],
    )


class CarryOutForm(Form):
    """The confirmation without which nothing is erased."""

    sure = BooleanField(
        _l("I have read what this changes, and that it cannot be undone"),
        validators=[InputRequired(_l("Tick this to have it erased"))],
    )
