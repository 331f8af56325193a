"""How counts and topics are put into words, alike on pages, in documents and in open data."""

from collections.abc import Collection, Sequence
from typing import Final, Literal

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from engage.analysis.kinds import Kind
from engage.errors import Sentence
from engage.summaries import counting
from engage.summaries.evidence import Change
from engage.summaries.models import Counts, Received, Summary, Topic
from engage.web.templating import day, moment, number

VOICES: Sentence = _l("People, organisations and tables")
Fate = Literal["received", "withdrawn", "waiting", "held", "withheld", "not_agreed", "analysed"]
_FATES: tuple[tuple[Fate, Sentence], ...] = (
    ("received", _l("Received")),
    ("withdrawn", _l("Taken back by whoever sent it")),
    ("waiting", _l("Not yet looked at by a moderator")),
    ("held", _l("Held by a moderator for a second look")),
    ("withheld", _l("Withheld by a moderator, with a reason")),
    ("not_agreed", _l("Seen by the team only, as the sender asked")),
    ("analysed", _l("Analysed in this summary")),
)


_IN_HEADING: Final = 3
"""Phrases that make up a heading."""
_MANY: Final = 10
"""Fewer contributions than this are never called many."""


def headline(topic: Topic, still_said: Collection[str] | None = None) -> str:
    """Give what a topic is called: by a person, by the engine, or for what it is.

    What the engine took from words that nobody may read any more does not stand in a heading either:
    where something has changed, the phrases that are `still_said` make it up.
    """
    if topic.label and not topic.title and still_said is not None:
        in_label = [phrase for phrase in topic.phrases if phrase.casefold() in topic.label.casefold()]
        if not set(in_label) <= set(still_said):
            kept = named_by([phrase for phrase in topic.phrases if phrase in still_said])
            return kept or str(gettext("A topic whose words are no longer shown"))
    if still_said is not None and topic.kind is Kind.FOUND and not (topic.title or topic.label):
        return str(gettext("A topic whose words are no longer shown"))
    if topic.title or topic.label:
        return topic.title or topic.label
    if topic.kind is Kind.EVERYTHING:
        return str(gettext("Everything said"))
    return str(gettext("Other points"))


def named_by(phrases: Sequence[str]) -> str:
    """Make the name of a topic of its first phrases; empty if there are none."""
    kept = ", ".join(phrases[:_IN_HEADING])
    return kept[:1].upper() + kept[1:]


def voices(counts: Counts) -> str:
    """Tell who spoke: 118 people, 6 organisations, 9 tables."""
    return ", ".join(_voices(counts))


def _voices(counts: Counts) -> list[str]:
    people, bodies, tables = counts["people"], counts["organisations"], counts["tables"]
    told = [
        ngettext("%(number)s person", "%(number)s people", people, number=number(people)) if people else "",
        ngettext("%(number)s organisation", "%(number)s organisations", bodies, number=number(bodies))
        if bodies
        else "",
        ngettext("%(number)s table", "%(number)s tables", tables, number=number(tables)) if tables else "",
    ]
    return [voice for voice in told if voice]


def contributions(counts: Counts) -> str:
    """Tell how much was said: 133 contributions, 98 distinct texts."""
    told = str(gettext("%(said)s, %(texts)s", said=said(counts), texts=distinct_texts(counts)))
    if counts["contributions"] >= _MANY and counts["contributions"] >= 1.5 * counts["distinct_texts"]:
        return str(gettext("%(told)s (many sent the same)", told=told))
    return told


def said(counts: Counts) -> str:
    """Tell the number of contributions."""
    many = counts["contributions"]
    return str(ngettext("%(number)s contribution", "%(number)s contributions", many, number=number(many)))


def distinct_texts(counts: Counts) -> str:
    """Tell the number of texts that differ."""
    many = counts["distinct_texts"]
    return str(ngettext("%(number)s distinct text", "%(number)s distinct texts", many, number=number(many)))


def evidence(counts: Counts, *, few: bool) -> str:
    """Tell what stands behind a finding: who spoke, and in how many texts."""
    told = f"{voices(counts)} · {contributions(counts)}"
    return str(gettext("Fewer people raised this: %(evidence)s", evidence=told)) if few else told


def lead(counts: Counts) -> str:
    """Tell in a sentence what a summary rests on."""
    *first, last = _voices(counts) or [str(gettext("nobody"))]
    told = gettext("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last
    return str(gettext("From %(said)s by %(voices)s.", said=said(counts), voices=told))


def caution() -> str:
    """Say what the numbers do not say."""
    return str(
        gettext(
            "A consultation is not a vote. It shows which views there are and why, "
            "not how many people in the region hold them."
        )
    )


def figures(counts: Counts) -> list[tuple[Sentence, int]]:
    """List the big numbers, those of nobody left out."""
    told = [
        (_l("people"), counts["people"]),
        (_l("organisations"), counts["organisations"]),
        (_l("workshop tables"), counts["tables"]),
        (_l("contributions"), counts["contributions"]),
        (_l("distinct texts"), counts["distinct_texts"]),
    ]
    return [(label, value) for label, value in told if value]


def reconciliation(received: Received) -> list[tuple[Sentence, int]]:
    """List what came in and what became of it, the whole first and what was analysed last."""
    return [(name, received[fate]) for fate, name in _FATES]


def changed(change: Change) -> str:
    """Say, with its date, that some of the evidence no longer stands as it was counted."""
    told = ngettext(
        "%(number)s contribution counted here has since been redacted or taken back, "
        "and its words are no longer shown.",
        "%(number)s contributions counted here have since been redacted or taken back, "
        "and their words are no longer shown.",
        change.contributions,
        number=number(change.contributions),
    )
    if change.last_at is None:
        return f"{told} {gettext('The counts stand as they were.')}"
    return (
        f"{told} {gettext('The counts stand as they were. Last change: %(day)s.', day=day(change.last_at))}"
    )


def hidden(groups: list[str]) -> str | None:
    """Name the groups whose numbers are left out, if there are any."""
    if not groups:
        return None
    return str(
        gettext(
            "Not shown, so that nobody can be recognised (groups of fewer than %(few)s): %(groups)s.",
            few=counting.FEWEST,
            groups=", ".join(groups),
        )
    )


def as_quoted(words: str, *, cut_before: bool, cut_after: bool) -> str:
    """Write a quote, with a mark where whole sentences were left out around it."""
    return f"{'[…] ' if cut_before else ''}{words}{' […]' if cut_after else ''}"


def method(summary: Summary, *, topics: int, reworded: int) -> list[str]:
    """Say how the summary was made, and how many of its headings a person worded, in a few paragraphs."""
    return [
        gettext(
            "The evidence is every contribution that moderators had shown to the public, with its sender's "
            "agreement, on %(moment)s. Nothing that came in or was decided later is in it.",
            moment=moment(summary.requested_at),
        ),
        gettext(
            "A program grouped the contributions of each theme by the words they share, and drafted a "
            "heading for each group from what its people say more often than others. %(reworded)s Each "
            "contribution stands under one topic. Texts that are the same but for capitals, punctuation "
            "and spaces are one distinct text; everybody who sent it is counted.",
            reworded=_reworded(reworded, topics),
        ),
        gettext(
            "Quotes are verbatim and were chosen for being typical, then for adding something. Nobody is "
            "named who did not agree to it. A response without an organisation counts as one person, all "
            "responses of one organisation as one organisation. Numbers of groups smaller than %(few)s are "
            "left out.",
            few=counting.FEWEST,
        ),
        gettext(
            "People chose themselves to take part, so the numbers say nothing about how widespread a view "
            "is. Groups that took part less are heard less here."
        ),
        gettext(
            "Engine: %(engine)s, version %(version)s (%(digest)s). Evidence: %(evidence)s. The same evidence "
            "gives the same topics, quotes and counts.",
            engine=summary.engine,
            version=summary.engine_version,
            digest=(summary.engine_digest or "")[:12],
            evidence=summary.evidence_digest[:12],
        ),
    ]


def _reworded(reworded: int, topics: int) -> str:
    if not reworded:
        return str(gettext("The headings stand as they were drafted."))
    return str(
        ngettext(
            "A person reworded %(number)s of the %(topics)s headings.",
            "People reworded %(number)s of the %(topics)s headings.",
            reworded,
            number=number(reworded),
            topics=number(topics),
        )
    )
