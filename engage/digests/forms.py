"""Choosing when to hear."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from engage.digests.labels import FREQUENCIES, WEEKDAYS
from engage.digests.models import Schedule
from engage.web import Form
from engage.web.fields import ChoiceField, Option, PickField


def _hours() -> list[Option]:
    twelve = [12, *range(1, 12)]
    return [
        *(Option(hour, _l("%(hour)d in the morning", hour=twelve[hour])) for hour in range(5, 12)),
        Option(12, _l("Midday")),
        *(Option(hour, _l("%(hour)d in the afternoon", hour=hour - 12)) for hour in range(13, 18)),
        *(Option(hour, _l("%(hour)d in the evening", hour=hour - 12)) for hour in range(18, 22)),
    ]


class ScheduleForm(Form):
    """How often, and at what hour of which day."""

    frequency = ChoiceField(
        _l("How often do you want to hear what is new?"),
        [Option(value, label, hint) for value, (label, hint) in FREQUENCIES.items()],
        [InputRequired(_l("Choose how often you want to hear"))],
    )
    hour = PickField(
        _l("At what time?"),
        _hours(),
        [InputRequired(_l("Choose a time"))],
        description=_l("For a daily or weekly digest, by clocks in London"),
    )
    weekday = PickField(
        _l("On which day?"),
        WEEKDAYS,
        [InputRequired(_l("Choose a day"))],
        description=_l("For a weekly digest"),
    )

    @classmethod
    def showing(cls, schedule: Schedule) -> Self:
        """Make a form that holds what is chosen now."""
        return cls(frequency=schedule.frequency, hour=schedule.hour, weekday=schedule.weekday)
