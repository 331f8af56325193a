"""What became of a response: each contribution in its sender's words, and the way it has gone."""

from dataclasses import dataclass
from datetime import datetime

from engage.feedback.models import Contribution, Response
from engage.moderation import queries as moderation
from engage.moderation.models import Decision, Outcome


@dataclass(frozen=True)
class Passage:
    """One contribution and what was decided about it."""

    contribution: Contribution
    decision: Decision | None

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

    @property
    def decided_at(self) -> datetime | None:
        """When that was decided; a hold is not told, for it decides nothing."""
        return self.decision.decided_at if self.decision and self.state != "waiting" else None


def passages(response: Response) -> list[Passage]:
    """List the contributions of a response, each with the decision that stands."""
    current = moderation.current(one.id for one in response.contributions)
    return [Passage(one, current.get(one.id)) for one in response.contributions]
