"""Summaries in each state."""

from typing import Any

from engage.consultations.models import Consultation
from engage.db import db
from engage.summaries import compilation, publication, requesting
from engage.summaries.models import Summary
from tests.factories.consultations import OpenConsultation
from tests.factories.feedback import ShownContribution

BUSES = [
    "The first bus from our village gets in at ten past eight, so I could not take the early shift.",
    "No bus runs before seven, which means the early shift at the hospital is out of reach.",
    "Our village bus stops at six in the evening and apprentices are stranded at the works.",
    "Bus fares have doubled in three years and the village bus is late every other morning.",
    "A bus every hour until ten at night would let young people here take evening work.",
    "The village bus was cut without notice and my neighbour gave up her job in town.",
    "Put on an early bus for shift workers: two factories would fill their vacancies.",
    "Buses that meet the train would do more for this village than a new road would.",
]
HOMES = [
    "Young families cannot afford a home here because houses are sold as holiday lets.",
    "Rents for a small house have risen faster than wages and teachers move away.",
    "Build social housing for rent near the station and not only houses for commuters.",
    "House prices keep care workers out of the town where they look after people.",
    "We turned down two engineers because they could not find a house to rent.",
    "Empty houses above shops could be made homes for young people with little money.",
    "Let councils build houses again: waiting lists for social housing grow each year.",
    "Holiday lets should pay more so that houses stay homes for families who work here.",
]


def ShownTexts(consultation: Consultation, texts: list[str] | None = None, **values: Any) -> None:  # noqa: N802
    """Give the first theme of a consultation texts on two subjects, each by a person of its own."""
    for text in texts or [*BUSES, *HOMES]:
        ShownContribution(theme=consultation.themes[0], text=text, **values)


def RequestedSummary(consultation: Consultation | None = None) -> Summary:  # noqa: N802 - reads as the factories do
    """A summary that waits for a worker."""
    if consultation is None:
        consultation = OpenConsultation()
        ShownTexts(consultation)
    return requesting.request(consultation, by=None)


def CompiledSummary(consultation: Consultation | None = None) -> Summary:  # noqa: N802
    """A draft."""
    summary = RequestedSummary(consultation)
    compilation.compile_summary(summary.id)
    db.session.flush()
    assert summary.cause is None, summary.cause
    return summary


def PublishedSummary(consultation: Consultation | None = None) -> Summary:  # noqa: N802
    """A summary that the public may read."""
    summary = CompiledSummary(consultation)
    publication.publish(summary, by=None)
    db.session.flush()
    return summary
