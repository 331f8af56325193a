"""Forms about what a table said: correcting it, seeing it differently, settling, the days to answer."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from engage.web import Form
from engage.workshops.agreeing.handing_in import LONGEST_DAYS
from engage.workshops.agreeing.replying import LONGEST


class CorrectionForm(Form):
    """What a note should say."""

    words = TextAreaField(
        _l("What should it say?"),
        [DataRequired(_l("Write what it should say")), Length(max=LONGEST)],
    )


class DissentForm(Form):
    """What somebody sees differently from their table."""

    words = TextAreaField(
        _l("What do you see differently?"),
        [DataRequired(_l("Write what you see differently")), Length(max=LONGEST)],
    )


class SettlingForm(Form):
    """The words that are taken over, or why they are not."""

    words = TextAreaField(_l("What the note will say"), [Length(max=LONGEST)])
    because = TextAreaField(_l("Why not, if you decline"), [Length(max=500)])


class HandingInForm(Form):
    """For how many days people may answer."""

    days = IntegerField(
        _l("Days to answer"),
        [
            InputRequired(_l("Enter a number of days")),
            NumberRange(1, LONGEST_DAYS, _l("Enter a number from 1 to %(most)s", most=LONGEST_DAYS)),
        ],
    )
