"""What people type about themselves."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from engage.web import Form


class NameForm(Form):
    """One's own name, as others on the service read it."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Enter your name")),
            Length(max=120, message=_l("The name must have at most 120 characters")),
        ],
        description=_l("Colleagues see it beside what you decide"),
        render_kw={"autocomplete": "name"},
    )
