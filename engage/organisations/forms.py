"""What administrators type about the bodies that consult."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, URLField
from wtforms.validators import DataRequired, Email, Length, Optional, Regexp

from engage.web import Form
from engage.web.fields import PLAIN


class BodyForm(Form):
    """A public body."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Enter a name")),
            Length(max=120, message=_l("The name must have at most 120 characters")),
        ],
    )
    slug = StringField(
        _l("Short name"),
        [
            DataRequired(_l("Enter a short name")),
            PLAIN,
        ],
        description=_l("In small letters, like severn-vale"),
    )
    contact_email = EmailField(
        _l("E-mail address"),
        [
            DataRequired(_l("Enter an e-mail address")),
            Email(_l("Enter an e-mail address, like name@council.example")),
        ],
        description=_l("Where the public writes to, for other formats and with complaints"),
    )
    website = URLField(
        _l("Website"),
        [Optional(), Regexp("^https?://", message=_l("Enter an address that starts with https://"))],
    )
