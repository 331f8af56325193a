"""When the next digest is due, by the clocks of London."""

from datetime import UTC, datetime, time, timedelta

from engage.clock import LONDON, london
from engage.digests.models import Frequency, Schedule

GATHERING = timedelta(minutes=10)
"""How long what is new is gathered for those who want to hear at once."""


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    """Tell when a schedule's next digest is due after a moment; None while it is paused.

    The hour stays what clocks show when summer time comes or goes. An hour that is skipped is
    followed by the next one; of an hour that comes twice, the first counts.
    """
    if schedule.frequency is Frequency.PAUSED:
        return None
    if schedule.frequency is Frequency.IMMEDIATE:
        return after + GATHERING
    today = london(after).date()
    wanted = [schedule.weekday] if schedule.frequency is Frequency.WEEKLY else range(7)
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        at = datetime.combine(day, time(schedule.hour), LONDON).astimezone(UTC)
        if at > after and day.weekday() in wanted:
            return at
    raise AssertionError("a week has seven days")
