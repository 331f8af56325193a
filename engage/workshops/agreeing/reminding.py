"""Reminding those who have not said whether their table's notes are right, two days before it is too late."""

from datetime import timedelta

from engage import clock
from engage.workshops.agreeing import letters, queries

AHEAD = timedelta(days=2)


def remind() -> int:
    """Write to those who have not answered, of each table for which it is time; count the tables."""
    tables = queries.to_remind(clock.now(), AHEAD)
    for table in tables:
        letters.remind(table)
    return len(tables)
