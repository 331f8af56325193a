"""What people fill in about summaries."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from engage.web import Form


class TitleForm(Form):
    """What a topic is to be called."""

    title = StringField(
        _l("Say it in a sentence"),
        validators=[Length(max=200, message=_l("Say it in 200 characters or fewer"))],
        description=_l(
            "For example: Many people turned down work because no bus runs before seven. "
            "Leave it empty to go back to the name made of the words that people used."
        ),
    )
