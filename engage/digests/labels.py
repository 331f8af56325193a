"""What the choices of a schedule are called."""

from flask_babel import lazy_gettext as _l

from engage.digests.models import Frequency
from engage.errors import Sentence

FREQUENCIES: dict[Frequency, tuple[Sentence, Sentence]] = {
    Frequency.IMMEDIATE: (_l("Straight away"), _l("Gathered for up to 10 minutes")),
    Frequency.DAILY: (_l("Every day"), _l("If something is new")),
    Frequency.WEEKLY: (_l("Every week"), _l("If something is new")),
    Frequency.PAUSED: (
        _l("Not at all"),
        _l("What is new stays due, and comes in one digest when you start again"),
    ),
}
WEEKDAYS: dict[int, Sentence] = {
    0: _l("Monday"),
    1: _l("Tuesday"),
    2: _l("Wednesday"),
    3: _l("Thursday"),
    4: _l("Friday"),
    5: _l("Saturday"),
    6: _l("Sunday"),
}
