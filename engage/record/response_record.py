"""What became of a response: each contribution in its sender's words, and the way it has gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from engage import clock
from engage.digests import queries as digests
from engage.feedback.models import Consent, Contribution, Response
from engage.moderation import queries as moderation
from engage.moderation.models import Decision, Outcome
from engage.summaries import queries as summaries
from engage.summaries.models import Topic


@dataclass(frozen=True)
class Step:
    """A step on the way of a contribution: what it is, when it was or is due, and how far it is."""

    what: str
    on: date | None = None
    state: str = "next"
    """As the thread draws it: done, now, next or stopped."""


@dataclass(frozen=True)
class Passage:
    """One contribution as it counts now, what was decided about it, and where it went."""

    contribution: Contribution
    decision: Decision | None
    told_at: datetime | None
    topic: Topic | None
    quoted: bool = False
    """Whether that summary quotes it."""
    newer: Contribution | None = None
    """A version that its sender made since and that moderators have still to decide on."""
    earlier: Sequence[Contribution] = ()
    """The versions that it took the place of, the latest first."""

    @property
    def state(self) -> str:
        """Name where it stands: waiting, held, show, redact, withhold, or taken_back."""
        if self.contribution.ended_at:
            return "taken_back"
        if self.decision is None:
            return "waiting"
        return "held" if self.decision.outcome is Outcome.HOLD else self.decision.outcome.value

    @property
    def shown_text(self) -> str | None:
        """What others can read of it, where that differs from its own words."""
        return self.decision.shown_text if self.decision and self.state == Outcome.REDACT else None

    def way(self) -> list[Step]:
        """List its steps, done and to come; the first to come is where it is now."""
        first = self.earlier[-1] if self.earlier else self.contribution
        past = [Step("received", _day(first.received_at), "done")]
        if self.earlier:
            past.append(Step("changed", _day(self.contribution.received_at), "done"))
        if self.contribution.ended_at:
            return [*past, Step("taken_back", _day(self.contribution.ended_at), "stopped")]
        if self.decision and self.state == Outcome.WITHHOLD:
            return [*past, Step("withhold", _day(self.decision.decided_at), "stopped")]
        return _with_now([*past, *self._ahead()])

    def _ahead(self) -> list[Step]:
        response = self.contribution.response
        consultation, agreed = response.consultation, response.consent is not Consent.NONE
        steps = [self._decided(agreed)]
        if self.contribution.theme_id:
            steps.append(Step("lead", _day(self.told_at), "done") if self.told_at else Step("lead"))
        if agreed:
            published = self.topic and self.topic.summary.published_at
            steps.append(
                Step("topic", _day(published), "done")
                if published
                else Step("summary", consultation.summary_due)
            )
            steps.append(Step("answer", consultation.answers_due))
        return steps

    def _decided(self, agreed: bool) -> Step:
        if self.decision is None:
            return Step("waiting")
        if self.state == "held":
            return Step("held", _day(self.decision.decided_at))
        return Step(self.state if agreed else "unpublished", _day(self.decision.decided_at), "done")


def passages(response: Response) -> list[Passage]:
    """List what was said in a response, each with the decision that stands and where it was told of."""
    ids = [one.id for one in response.contributions]
    decided, told, cited = moderation.current(ids), digests.first_told(ids), summaries.cited(ids)
    quoted = summaries.quoted(cited) if cited else set()
    in_order = sorted(response.contributions, key=lambda one: (one.position, one.version))
    found = []
    for _, group in groupby(in_order, key=lambda one: one.position):
        versions = list(group)
        now, newer = _in_force(
            versions, {id for id, one in decided.items() if one.outcome is not Outcome.HOLD}
        )
        earlier = tuple(one for one in reversed(versions) if one.version < now.version)
        told_of, topic = told.get(now.id), cited.get(now.id)
        found.append(Passage(now, decided.get(now.id), told_of, topic, now.id in quoted, newer, earlier))
    return found


def _in_force(
    versions: Sequence[Contribution], settled: Collection[UUID]
) -> tuple[Contribution, Contribution | None]:
    """Give the version that counts now, and one that waits to take its place."""
    left = [one for one in versions if one.ended_at is None]
    if not left:
        return versions[-1], None
    force = next((one for one in left if one.id in settled), left[-1])
    return force, left[-1] if left[-1] is not force else None


def _day(at: datetime) -> date:
    return clock.london(at).date()


def _with_now(steps: list[Step]) -> list[Step]:
    here = next((place for place, step in enumerate(steps) if step.state != "done"), None)
    return [Step(step.what, step.on, "now") if place == here else step for place, step in enumerate(steps)]
