"""What became of a response: each contribution in its sender's words, and the way it has gone."""

from dataclasses import dataclass
from datetime import date, datetime

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
    """One contribution, what was decided about it, and where it went."""

    contribution: Contribution
    decision: Decision | None
    told_at: datetime | None
    topic: Topic | None

    @property
    def state(self) -> str:
        """Name where it stands with the moderators: waiting, show, redact or withhold."""
        if self.decision is None or self.decision.outcome is Outcome.HOLD:
            return "waiting"
        return self.decision.outcome.value

    @property
    def shown_text(self) -> str | None:
        """What others can read of it, where that differs from its own words."""
        return self.decision.shown_text if self.decision and self.state == Outcome.REDACT else None

    def way(self) -> list[Step]:
        """List its steps, done and to come; the first to come is where it is now."""
        past = [Step("received", _day(self.contribution.received_at), "done")]
        if self.decision and self.state == Outcome.WITHHOLD:
            return [*past, Step("withhold", _day(self.decision.decided_at), "stopped")]
        return _with_now([*past, *self._ahead()])

    def _ahead(self) -> list[Step]:
        response = self.contribution.response
        consultation, agreed = response.consultation, response.consent is not Consent.NONE
        if self.decision is None or self.state == "waiting":
            decided = Step("waiting")
        else:
            decided = Step(self.state if agreed else "unpublished", _day(self.decision.decided_at), "done")
        steps = [decided]
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


def passages(response: Response) -> list[Passage]:
    """List the contributions of a response, each with the decision that stands and where it was told of."""
    ids = [one.id for one in response.contributions]
    decided, told, cited = moderation.current(ids), digests.first_told(ids), summaries.cited(ids)
    return [
        Passage(one, decided.get(one.id), told.get(one.id), cited.get(one.id))
        for one in response.contributions
    ]


def _day(at: datetime) -> date:
    return clock.london(at).date()


def _with_now(steps: list[Step]) -> list[Step]:
    here = next((place for place, step in enumerate(steps) if step.state != "done"), None)
    return [Step(step.what, step.on, "now") if place == here else step for place, step in enumerate(steps)]
