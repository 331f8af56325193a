"""Reading dates and moments as people and machines write them."""

import re
from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as _l

from engage import clock
from engage.clock import LONDON
from engage.errors import RuleBroken

BRITISH = (
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y, %H:%M",
    "%d %B %Y",
    "%d %b %Y",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y",
)
EPOCH = re.compile(r"-?\d{9,13}(\.\d+)?")


def moment(told: str) -> datetime | None:
    """Read a moment, on London's clocks unless it says otherwise; None if nothing is told.

    :raises RuleBroken: if it cannot be read
    """
    if not told:
        return None
    at = _understood(told)
    if at is None:
        raise RuleBroken(
            _l("“%(told)s” is not a date that can be read, such as 2026-04-24 or 24/04/2026", told=told)
        )
    return at


def past(told: str) -> datetime | None:
    """Read a moment at which something can have come in.

    :raises RuleBroken: if it cannot be read, lies in the future or before there were such systems
    """
    at = moment(told)
    if at and not datetime(1990, 1, 1, tzinfo=UTC) < at < clock.now() + timedelta(days=1):
        raise RuleBroken(_l("“%(told)s” lies in the future, or before 1990", told=told))
    return at


def _understood(told: str) -> datetime | None:
    try:
        if EPOCH.fullmatch(told):
            seconds = float(told)
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
        return _aware(datetime.fromisoformat(told))
    except (ValueError, OverflowError, OSError):
        pass
    for form in BRITISH:
        try:
            return _aware(datetime.strptime(told, form))  # noqa: DTZ007 - made aware here
        except ValueError:
            continue
    return None


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=LONDON)
