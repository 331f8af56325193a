"""A summary put together for reading: what the page, the PDF, the file and the open data all show."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from engage.analysis.kinds import Kind
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.errors import Sentence
from engage.feedback.labels import CHANNELS
from engage.feedback.models import Channel, Response
from engage.organisations.labels import SECTORS_OF_MANY
from engage.organisations.models import Sector
from engage.summaries import attribution, counting, evidence, queries, wording
from engage.summaries.evidence import Change
from engage.summaries.models import Counts, Item, Quote, Received, Summary, Topic

_FEW: Final = 0.1
"""A topic of at most this part of a theme's voices is said to be raised by fewer people."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's own words, and who they are as far as they agreed."""

    quote: Quote
    words: str
    cut_before: bool
    cut_after: bool
    who: str
    reference: str

    def __str__(self) -> str:
        return wording.as_quoted(self.words, cut_before=self.cut_before, cut_after=self.cut_after)


@dataclass(frozen=True, slots=True)
class Finding:
    """A topic with what stands under it."""

    topic: Topic
    headline: str
    counts: Counts
    few: bool
    quotes: list[Quoted]
    """Those to show, in order."""
    others: list[Quoted]
    """Those that are hidden, or that there was no room for."""
    change: Change | None
    phrases: list[str]
    """What was said more often under it than elsewhere, as far as that may still be read."""

    @property
    def voices(self) -> int:
        """How many people, organisations and tables spoke of it."""
        return _voices(self.counts)

    @property
    def is_rest(self) -> bool:
        """Whether it holds what fits nowhere else."""
        return self.topic.kind is Kind.OTHER


@dataclass(frozen=True, slots=True)
class Part:
    """A theme, or what was said about the whole, with its findings."""

    theme: Theme | None
    title: str
    counts: Counts
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Who took part, by one attribute; small groups are named without their numbers."""

    name: str
    title: Sentence
    counted: Sentence
    shown: list[tuple[str, int]]
    hidden: list[str]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a summary says."""

    summary: Summary
    consultation: Consultation
    counts: Counts
    received: Received
    parts: list[Part]
    breakdowns: list[Breakdown]
    change: Change | None

    @property
    def method(self) -> list[str]:
        """How it was made, in a few paragraphs."""
        topics = [finding.topic for part in self.parts for finding in part.findings]
        reworded = sum(topic.title is not None for topic in topics)
        return wording.method(self.summary, topics=len(topics), reworded=reworded)


def assemble(summary: Summary) -> Report:
    """Put a compiled summary together: counts as they were stored, words only if they still stand."""
    figures = summary.figures
    assert figures, "only a compiled summary can be read"
    changes = evidence.changes(summary.id)
    findings = _findings(summary, figures["themes"], changes)
    return Report(
        summary=summary,
        consultation=summary.consultation,
        counts=figures["whole"],
        received=summary.received,
        parts=_parts(summary.consultation, figures["themes"], findings),
        breakdowns=_breakdowns(summary),
        change=_all(changes),
    )


def finding(topic: Topic) -> Finding:
    """Put one topic together."""
    figures = topic.summary.figures
    assert figures, "only a compiled summary has topics"
    change = evidence.changes(topic.summary_id).get(topic.id)
    said = _said([topic.id] if change else [])
    return _finding(topic, figures["themes"], _quoted(topic.summary)[topic.id], change, said.get(topic.id))


def headline(topic: Topic) -> str:
    """Give what a topic is called today."""
    return wording.headline(topic, None if topic.title else _said([topic.id]).get(topic.id))


def _findings(
    summary: Summary, totals: Mapping[str, Counts], changes: Mapping[UUID | None, Change]
) -> dict[UUID | None, list[Finding]]:
    quoted = _quoted(summary)
    said = _said([topic_id for topic_id in changes if topic_id])
    findings: dict[UUID | None, list[Finding]] = defaultdict(list)
    for topic in queries.topics(summary):
        told = _finding(topic, totals, quoted[topic.id], changes.get(topic.id), said.get(topic.id))
        findings[topic.theme_id].append(told)
    return findings


def _said(topic_ids: list[UUID]) -> dict[UUID, set[str]]:
    return evidence.still_said(topic_ids) if topic_ids else {}


def _finding(
    topic: Topic,
    totals: Mapping[str, Counts],
    quoted: list[Quoted],
    change: Change | None,
    said: set[str] | None,
) -> Finding:
    seen = [one for one in quoted if not one.quote.hidden_at]
    first = sorted(seen, key=lambda one: one.quote.pinned_at is None)[: queries.QUOTES]
    return Finding(
        topic=topic,
        headline=wording.headline(topic, said),
        counts=topic.counts,
        few=_is_raised_by_few(topic, totals.get(str(topic.theme_id or ""))),
        quotes=first,
        others=[one for one in quoted if one not in first],
        change=change,
        phrases=[phrase for phrase in topic.phrases if said is None or phrase in said],
    )


def _is_raised_by_few(topic: Topic, theme: Counts | None) -> bool:
    if topic.kind is not Kind.FOUND or theme is None:
        return False
    return _voices(topic.counts) <= _FEW * _voices(theme)


def _voices(counts: Counts) -> int:
    return counts["people"] + counts["organisations"] + counts["tables"]


def _quoted(summary: Summary) -> dict[UUID, list[Quoted]]:
    """List the quotes of each topic whose words still stand as they were frozen."""
    rows = db.session.execute(
        evidence.as_frozen()
        .where(Item.summary_id == summary.id)
        .join(Quote, Quote.item_id == Item.id)
        .add_columns(Quote)
        .options(joinedload(Response.contact))
        .order_by(Quote.position, Quote.id)
    )
    quoted: dict[UUID, list[Quoted]] = defaultdict(list)
    for contribution, decision, _, response, quote in rows:
        text = decision.shown_text or ""
        quoted[quote.topic_id].append(
            Quoted(
                quote=quote,
                words=text[quote.start : quote.end],
                cut_before=bool(text[: quote.start].strip()),
                cut_after=bool(text[quote.end :].strip()),
                who=attribution.who(contribution, response),
                reference=response.reference,
            )
        )
    return quoted


def _parts(
    consultation: Consultation,
    totals: Mapping[str, Counts],
    findings: Mapping[UUID | None, list[Finding]],
) -> list[Part]:
    parts = [
        Part(theme, theme.title, totals[str(theme.id)], findings[theme.id])
        for theme in consultation.themes
        if theme.id in findings
    ]
    if None in findings:
        parts.append(Part(None, gettext("About the whole"), totals[""], findings[None]))
    return parts


def _breakdowns(summary: Summary) -> list[Breakdown]:
    figures = summary.figures
    assert figures
    people = wording.VOICES
    sectors = {str(SECTORS_OF_MANY[Sector(name)]): many for name, many in figures["sectors"].items()}
    channels = {str(CHANNELS[Channel(name)]): many for name, many in figures["channels"].items()}
    told = [
        _breakdown("sector", _l("By sector"), people, sectors),
        _breakdown("area", _l("By area"), people, _named(figures["areas"])),
        _breakdown("channel", _l("By channel"), _l("Contributions"), channels),
    ]
    return [one for one in told if one.shown or one.hidden]


def _named(areas: Mapping[str, int]) -> dict[str, int]:
    unnamed = gettext("Places whose names were erased")
    return {unnamed if place == counting.ERASED else place: many for place, many in areas.items()}


def _breakdown(name: str, title: Sentence, counted: Sentence, groups: Mapping[str, int]) -> Breakdown:
    numbers = counting.publishable(dict(groups))
    hidden = [group for group, many in numbers.items() if many is None]
    if name == "area" and hidden:  # people typed these themselves: one may be a street, or a name
        hidden = [ngettext("%(num)d other place", "%(num)d other places", len(hidden))]
    return Breakdown(
        name=name,
        title=title,
        counted=counted,
        shown=[(group, many) for group, many in numbers.items() if many is not None],
        hidden=hidden,
    )


def _all(changes: Mapping[UUID | None, Change]) -> Change | None:
    if not changes:
        return None
    moments = [change.last_at for change in changes.values() if change.last_at]
    return Change(sum(change.contributions for change in changes.values()), max(moments, default=None))
