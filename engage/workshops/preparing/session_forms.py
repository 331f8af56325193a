"""What managers type about a session inside a workshop."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from engage.web import Form
from engage.web.fields import MomentField, said
from engage.workshops.allocation.arranging import LARGEST
from engage.workshops.allocation.sessions import SessionPlan
from engage.workshops.preparing.forms import WholeField, stripped


class SessionForm(Form):
    """A session."""

    title = StringField(
        _l("Title"), validators=[DataRequired(_l("Enter a title")), Length(max=150)], filters=[stripped]
    )
    description = TextAreaField(
        _l("What it is about (optional)"), validators=[Length(max=2000)], filters=[stripped]
    )
    room = StringField(_l("Room (optional)"), validators=[Length(max=120)], filters=[stripped])
    starts_at = MomentField(_l("Starts"), validators=[InputRequired(_l("Enter when it starts"))])
    ends_at = MomentField(_l("Ends"), validators=[InputRequired(_l("Enter when it ends"))])
    capacity = WholeField(_l("Number of places"), 1, LARGEST)

    def plan(self) -> SessionPlan:
        """Give what was said."""
        return SessionPlan(
            title=said(self.title),
            description=said(self.description),
            room=said(self.room),
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            capacity=self.capacity.data or 0,
        )
