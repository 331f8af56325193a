"""Deciding on the same text from many people in one go; each gets a decision of its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from engage.accounts import Person
from engage.feedback.models import Contribution
from engage.moderation import decisions
from engage.moderation.decisions import Ruling, Tally
from engage.moderation.models import Outcome, Reason
from engage.moderation.redaction import Span
from engage.moderation.suggestions import Suggestion, suggest


@dataclass(frozen=True)
class Variant:
    """One exact wording in a group, with everything that says it so."""

    name: str
    text: str
    contributions: list[Contribution]
    suggestions: list[Suggestion]

    @property
    def named(self) -> list[str]:
        """The names that will stand beside it, each of which has to be looked at like the words."""
        return sorted({name for one in self.contributions if (name := one.response.published_as)})

    @property
    def people(self) -> int:
        """How many responses say it so."""
        return len({contribution.response_id for contribution in self.contributions})


def variants(contributions: Iterable[Contribution]) -> list[Variant]:
    """Sort a group by exact wording, the most frequent first."""
    worded: dict[str, list[Contribution]] = {}
    for contribution in contributions:
        worded.setdefault(contribution.text, []).append(contribution)
    found = [Variant(name_of(text), text, same, suggest(text)) for text, same in worded.items()]
    return sorted(found, key=lambda one: -len(one.contributions))


def name_of(text: str) -> str:
    """Name an exact wording in a form."""
    return sha256(text.encode()).hexdigest()[:16]


def decide_all(
    chosen: Collection[Variant], outcome: Outcome, *, by: Person, reason: Reason | None = None, note: str = ""
) -> Tally:
    """Decide alike on everything that is worded so and that nobody has decided yet.

    With redactions each is shown without what is suggested in it, or as it is if nothing is.
    """
    rulings = {
        contribution.id: _ruling(variant, outcome, reason, note)
        for variant in chosen
        for contribution in variant.contributions
    }
    return decisions.decide_each(rulings, by=by, seen={})


def _ruling(variant: Variant, outcome: Outcome, reason: Reason | None, note: str) -> Ruling:
    if outcome is Outcome.REDACT:
        spans = [Span(one.start, one.end) for one in variant.suggestions]
        return Ruling(Outcome.REDACT if spans else Outcome.SHOW, note=note, redactions=spans)
    return Ruling(outcome, reason, note)
