"""A digest comes when clocks in London show the hour that was chosen."""

from datetime import UTC, datetime, timedelta

import pytest

from engage.clock import LONDON
from engage.digests.models import Frequency, Schedule
from engage.digests.timetable import next_due

pytestmark = pytest.mark.no_database


def _schedule(frequency: Frequency, hour: int = 8, weekday: int = 0) -> Schedule:
    return Schedule(frequency=frequency, hour=hour, weekday=weekday)


def _london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


def test_a_daily_digest_comes_today_if_its_hour_is_still_to_come_else_tomorrow() -> None:
    daily = _schedule(Frequency.DAILY)
    assert next_due(daily, _london(2026, 1, 14, 7, 59)) == _london(2026, 1, 14, 8)
    assert next_due(daily, _london(2026, 1, 14, 8)) == _london(2026, 1, 15, 8)


def test_a_weekly_digest_comes_on_its_day() -> None:
    weekly = _schedule(Frequency.WEEKLY, weekday=4)
    assert next_due(weekly, _london(2026, 1, 16, 7)) == _london(2026, 1, 16, 8)
    assert next_due(weekly, _london(2026, 1, 16, 8)) == _london(2026, 1, 23, 8)


@pytest.mark.parametrize(("day", "utc"), [((2026, 3, 28), 8), ((2026, 3, 29), 7), ((2026, 10, 25), 8)])
def test_the_hour_stays_what_clocks_show_when_summer_time_comes_and_goes(
    day: tuple[int, int, int], utc: int
) -> None:
    due = next_due(_schedule(Frequency.DAILY), _london(*day, 0))
    assert due == datetime(*day, utc, tzinfo=UTC)


@pytest.mark.parametrize(("year", "days"), [(2026, 365), (2028, 366)])
@pytest.mark.parametrize("hour", [0, 1, 2, 8, 23])
def test_a_year_has_one_daily_digest_a_day_whatever_its_hour(year: int, days: int, hour: int) -> None:
    at, came = _london(year - 1, 12, 31, 23, 59), []
    while True:
        at = next_due(_schedule(Frequency.DAILY, hour), at) or at
        if at.astimezone(LONDON).year > year:
            break
        came.append(at.astimezone(LONDON).date())
    assert len(came) == len(set(came)) == days


def test_straight_away_gathers_for_ten_minutes() -> None:
    at = _london(2026, 1, 14, 3)
    assert next_due(_schedule(Frequency.IMMEDIATE), at) == at + timedelta(minutes=10)


def test_a_paused_digest_is_never_due() -> None:
    assert next_due(_schedule(Frequency.PAUSED), _london(2026, 1, 14, 3)) is None
