"""What managers type when they decide on those who ask, wait or were offered a place."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from engage.web import Form
from engage.web.fields import ChoicesField
from engage.workshops.preparing.forms import stripped
from engage.workshops.preparing.queue import Asking


class ApprovalForm(Form):
    """Which of those who ask are approved, or refused and why."""

    parties = ChoicesField(_l("Those who ask"))
    reason = TextAreaField(
        _l("Why they cannot come"),
        description=_l("Only if you refuse: they get it by e-mail."),
        validators=[Length(max=1000)],
        filters=[stripped],
    )

    def offer(self, asking: Sequence[Asking]) -> None:
        """Let somebody choose from those who ask now."""
        self.parties.choices = [(one.id, str(one.id)) for one in asking]

    def validate_parties(self, field: ChoicesField) -> None:
        """See to it that somebody is chosen."""
        if not field.data:
            raise ValidationError(_l("Tick those whom you decide on"))


class ReasonForm(Form):
    """Why somebody is treated otherwise than in turn."""

    reason = TextAreaField(
        _l("Why?"), validators=[DataRequired(_l("Say why")), Length(max=1000)], filters=[stripped]
    )
