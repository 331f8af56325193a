"""What time it is, and how it is told in the United Kingdom."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Tell the present moment, aware and in UTC."""
    return datetime.now(UTC)


def london(at: datetime) -> datetime:
    """Give a moment as clocks in London show it."""
    return at.astimezone(LONDON)


def today() -> date:
    """Tell the date in London."""
    return london(now()).date()
