"""Where a consultation stands on its way from announced to answered."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation, Stage
from engage.errors import Sentence
from engage.web.templating import day


@dataclass(frozen=True)
class Step:
    """One step of the thread: its name, how far it is, and when."""

    name: Sentence
    state: str
    """done, now or next."""
    detail: Sentence
    href: str | None = None


def steps(consultation: Consultation, at: datetime, *, summarised_at: datetime | None) -> list[Step]:
    """List the steps of a consultation as they stand at a moment."""
    stage = consultation.stage(at)
    return [
        _announced(consultation, stage),
        _listening(consultation, stage),
        _heard(consultation, stage, summarised_at),
        _answers(consultation, stage, summarised_at),
    ]


def _announced(consultation: Consultation, stage: Stage) -> Step:
    if not consultation.published_at:
        return Step(_l("Announced"), "now", _l("this is a draft"))
    return Step(_l("Announced"), "now" if stage is Stage.COMING else "done", day(consultation.published_at))


def _listening(consultation: Consultation, stage: Stage) -> Step:
    name = _l("Listening")
    if not consultation.opens_at or not consultation.closes_at or stage is Stage.DRAFT:
        return Step(name, "next", _l("once it is published"))
    if stage is Stage.COMING:
        return Step(name, "next", _l("from %(day)s", day=day(consultation.opens_at)))
    ended = stage is Stage.CLOSED
    return Step(name, "done" if ended else "now", _l("until %(day)s", day=day(consultation.closes_at)))


def _heard(consultation: Consultation, stage: Stage, summarised_at: datetime | None) -> Step:
    name = _l("What we heard")
    if summarised_at:
        href = url_for("summaries.show", slug=consultation.slug)
        if stage is Stage.OPEN:  # people are still being heard
            return Step(name, "next", _l("so far, on %(day)s", day=day(summarised_at)), href)
        return Step(name, "done", day(summarised_at), href)
    state = "now" if stage is Stage.CLOSED else "next"
    if consultation.summary_due:
        return Step(name, state, _l("by %(day)s", day=day(consultation.summary_due)))
    return Step(name, state, _l("in preparation") if state == "now" else _l("after it closes"))


def _answers(consultation: Consultation, stage: Stage, summarised_at: datetime | None) -> Step:
    due = consultation.answers_due
    detail = _l("by %(day)s", day=day(due)) if due else _l("after the summary")
    return Step(_l("Our answers"), "now" if summarised_at and stage is Stage.CLOSED else "next", detail)
