"""The order of the pages of a response, and where each leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from engage.consultations.models import Consultation
from engage.feedback.form import filled
from engage.feedback.form.strands import Box, asked, is_asked, strands
from engage.organisations.models import Sector

LONG = 6
"""From how many questions on a response has a list of what is still to do."""


@dataclass(frozen=True)
class Stop:
    """One page on the way; the pages to answer on have a box."""

    page: str
    box: Box | None = None


FIRST = Stop("respond")
TASKS = Stop("tasks")
YOU = Stop("you")
ORGANISATION = Stop("organisation")
CONTACT = Stop("contact")
PUBLICATION = Stop("publication")
CHECK = Stop("check")


def stops(consultation: Consultation, answers: Mapping[str, Any], at: Stop = FIRST) -> list[Stop]:
    """List the pages from the first to the check; one that is open belongs to them, chosen or not."""
    here = at.box.key if at.box else None
    picked = {strand.key for strand in filled.chosen(consultation, answers)}
    asking = [
        Stop("write", box)
        for strand in strands(consultation)
        for box in strand.boxes
        if box.key == here or (strand.key in picked and is_asked(box, answers))
    ]
    tasks = [TASKS] if is_long(consultation, answers) or at == TASKS else []
    return [FIRST, *tasks, *asking, *about(answers, at), CHECK]


def about(answers: Mapping[str, Any], at: Stop | None = None) -> list[Stop]:
    """List the pages that ask about the sender; that of an organisation only where one may be spoken for."""
    speaks_for_one = answers.get("sector") not in (None, Sector.RESIDENT) or at == ORGANISATION
    return [YOU, ORGANISATION, CONTACT, PUBLICATION] if speaks_for_one else [YOU, CONTACT, PUBLICATION]


def is_long(consultation: Consultation, answers: Mapping[str, Any]) -> bool:
    """Say whether so much is asked, or so many write, that a list of it helps."""
    if answers.get("together"):
        return True
    return sum(len(asked(one, answers)) for one in filled.chosen(consultation, answers)) >= LONG


def after(
    stop: Stop, consultation: Consultation, answers: Mapping[str, Any], *, changing: bool = False
) -> Stop:
    """Name the next page; when something is changed, the check, or what has just been added to be asked."""
    way = stops(consultation, answers, stop)
    rest = way[way.index(stop) + 1 :]
    if changing:
        fresh = [one for one in rest if one.box and not filled.said(one.box, answers)]
        added = [one for one in fresh if stop == FIRST or _follows(one.box, stop.box)]
        to_name = [ORGANISATION] if stop == YOU and ORGANISATION in rest and not answers.get("name") else []
        return (added or to_name or [CHECK])[0]
    if TASKS in way and stop.box and not (rest[0].box and rest[0].box.theme is stop.box.theme):
        return TASKS
    return rest[0]


def next_to_do(consultation: Consultation, answers: Mapping[str, Any]) -> Stop:
    """Name the page to go on with: the list of what is to do, or the first that nothing was said on."""
    if is_long(consultation, answers):
        return TASKS
    if not filled.chosen(consultation, answers):
        return FIRST
    empty = [one for one in stops(consultation, answers) if one.box and not filled.said(one.box, answers)]
    if empty:
        return empty[0]
    try:
        filled.complete(consultation, answers)
    except filled.Unfinished as gap:
        return Stop(gap.page, gap.box)
    return CHECK


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
    if stop.box is None:
        return url_for(f"feedback.{stop.page}", **values)
    if stop.box.question:
        return url_for("feedback.write", question_id=stop.box.question.id, **values)
    if stop.box.theme:
        return url_for("feedback.write_freely", theme=stop.box.theme.slug, **values)
    return url_for("feedback.write_of_the_whole", **values)


def _follows(box: Box | None, other: Box | None) -> bool:
    """Say whether a question is asked because of what was answered to another."""
    return bool(
        box and other and box.question and other.question and box.question.shown_after_id == other.question.id
    )
