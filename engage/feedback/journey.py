"""The order of the pages of a response, and where each leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from engage.consultations.models import Consultation
from engage.feedback import filled
from engage.feedback.strands import Strand, strands


@dataclass(frozen=True)
class Stop:
    """One page on the way; the pages to write on have a strand."""

    page: str
    strand: Strand | None = None


FIRST = Stop("respond")
CHECK = Stop("check")
ABOUT = (Stop("you"), Stop("contact"), Stop("publication"), CHECK)


def stops(consultation: Consultation, answers: Mapping[str, Any], at: Stop = FIRST) -> list[Stop]:
    """List the pages from the first to the check; one that is open belongs to them, chosen or not."""
    here = at.strand.key if at.strand else None
    picked = {strand.key for strand in filled.chosen(consultation, answers)} | {here}
    writing = [Stop("write", strand) for strand in strands(consultation) if strand.key in picked]
    return [FIRST, *writing, *ABOUT]


def after(
    stop: Stop, consultation: Consultation, answers: Mapping[str, Any], *, changing: bool = False
) -> Stop:
    """Name the next page; when something is changed, the check, or a theme that has just been added."""
    way = stops(consultation, answers, stop)
    rest = way[way.index(stop) + 1 :]
    if not changing:
        return rest[0]
    unwritten = [one for one in rest if one.strand and not filled.written(one.strand, answers)]
    return unwritten[0] if (stop == FIRST or stop.strand) and unwritten else CHECK


def before(
    stop: Stop, consultation: Consultation, answers: Mapping[str, Any], *, changing: bool = False
) -> Stop | None:
    """Name the page that the way back leads to; None before the first."""
    if changing:
        return CHECK
    way = stops(consultation, answers, stop)
    place = way.index(stop)
    return way[place - 1] if place else None


def href(stop: Stop, consultation: Consultation, change: str | None = None) -> str:
    """Give the address of a page; `change` leads back to the check (`yes`); `mend` shows what is amiss."""
    values: dict[str, Any] = {"slug": consultation.slug, "change": change}
    if stop.strand and stop.strand.theme:
        return url_for("feedback.write", theme=stop.strand.slug, **values)
    return url_for("feedback.write_of_the_whole" if stop.strand else f"feedback.{stop.page}", **values)
