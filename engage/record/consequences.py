"""What taking something back would change, said before it is done."""

from dataclasses import dataclass
from typing import Self

from engage.feedback.models import Consent
from engage.moderation.queries import SHOWN
from engage.record.response_record import Passage
from engage.summaries.models import Summary


@dataclass(frozen=True)
class Consequences:
    """How far some texts have gone, counted."""

    texts: int
    """Those that have not been taken back before."""
    shown: int
    """Those that the public can read now."""
    told: int
    """Those that leads of themes have had in a digest."""
    cited: int
    """Those that a published summary counts."""
    quoted: int
    summary: Summary | None

    @classmethod
    def of(cls, passages: list[Passage]) -> Self:
        """Count how far these texts have gone."""
        left = [one for one in passages if one.contribution.ended_at is None]
        cited = [one for one in left if one.topic]
        return cls(
            texts=len(left),
            shown=sum(_is_shown(one) for one in left),
            told=sum(one.told_at is not None for one in left),
            cited=len(cited),
            quoted=sum(one.quoted for one in cited),
            summary=next((one.topic.summary for one in cited if one.topic), None),
        )


def _is_shown(passage: Passage) -> bool:
    agreed = passage.contribution.response.consent is not Consent.NONE
    return agreed and passage.decision is not None and passage.decision.outcome in SHOWN
