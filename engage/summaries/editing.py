"""What people change in a draft: what a topic is called, and which quotes stand under it."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.errors import RuleBroken
from engage.summaries.models import Quote, Summary, Topic


class Mark(StrEnum):
    """What is to become of a quote."""

    HIDE = "hide"
    PIN = "pin"
    CLEAR = "clear"


def rename(topic: Topic, title: str, *, by: Person) -> None:
    """Call a topic by a person's words; no words bring the engine's label back.

    :raises RuleBroken: if the summary is published
    """
    _demand_draft(topic.summary)
    topic.title = " ".join(title.split()) or None
    topic.edited_at = clock.now() if topic.title else None
    audit.record("summary.topic_renamed", topic, by=by)


def mark(quote: Quote, as_: Mark, *, by: Person) -> None:
    """Hide a quote, put it first, or leave it to its place again.

    :raises RuleBroken: if the summary is published
    """
    _demand_draft(quote.topic.summary)
    at = clock.now()
    quote.hidden_at = at if as_ is Mark.HIDE else None
    quote.pinned_at = at if as_ is Mark.PIN else None
    audit.record("summary.quote_marked", quote, by=by, mark=as_)


def _demand_draft(summary: Summary) -> None:
    if summary.published_at:
        raise RuleBroken(_l("This summary has been published. Compile a new one to change it"))
