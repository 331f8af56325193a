"""The summary of a workshop as a tagged PDF."""

from importlib.resources import files

from engage import clock
from engage.record.workshop_record import Record
from engage.record.workshop_told import told
from engage.web import typesetting


def pdf(record: Record) -> bytes:
    """Write the summary of a workshop as a tagged PDF, dated by the day on which it is read."""
    template = files("engage.record").joinpath("workshop_summary.typ")
    midnight = clock.london(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return typesetting.pdf(template, told(record), dated=midnight, as_report=True)
