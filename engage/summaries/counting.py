"""Counting who said something: people, organisations and tables, contributions and distinct texts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engage.analysis.texts import key
from engage.feedback.models import Channel, Contribution, Response
from engage.summaries.models import Counts, Figures, Item

ERASED: Final = "\N{EM DASH}"
"""Stands for places whose names were erased with what was said there; no place is called that."""
FEWEST: Final = 5
"""Groups of fewer voices than this are not told apart in what is published."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One contribution of the evidence with what is counted about it."""

    contribution_id: UUID
    theme_id: UUID | None
    text: str
    voice: str
    """Stands for whoever said it: a person, an organisation or a table."""
    sector: str
    area: str
    channel: str

    @classmethod
    def of(cls, item: Item, contribution: Contribution, text: str, response: Response) -> "Heard":
        """Note what is counted about a contribution that was shown in these words."""
        return cls(
            contribution_id=contribution.id,
            theme_id=item.theme_id,
            text=text,
            voice=_voice(contribution, response),
            sector=response.sector.value,
            area=(response.area or "").strip(),
            channel=contribution.channel.value,
        )


def _voice(contribution: Contribution, response: Response) -> str:
    """Name the voice: responses of one organisation are one; anybody else's response is one person.

    Whoever sat at a table and dissents from what it said is a person.
    """
    if contribution.channel is Channel.TABLE and contribution.dissents_from_id is None:
        return f"table:{response.id}"
    if response.organisation_id:
        return f"organisation:{response.organisation_id}"
    if response.organisation and (name := key(response.organisation)):
        return f"organisation:{name}"
    return f"person:{response.id}"


def count(heard: Sequence[Heard]) -> Counts:
    """Count voices by kind, contributions, and texts that differ in more than case and punctuation."""
    kinds = Counter(voice.partition(":")[0] for voice in {one.voice for one in heard})
    return Counts(
        people=kinds["person"],
        organisations=kinds["organisation"],
        tables=kinds["table"],
        contributions=len(heard),
        distinct_texts=len({key(one.text) for one in heard}),
    )


def figures(heard: Sequence[Heard]) -> Figures:
    """Count all that a summary states about its evidence."""
    themes = sorted({str(one.theme_id or "") for one in heard})
    return Figures(
        whole=count(heard),
        themes={t: count([one for one in heard if str(one.theme_id or "") == t]) for t in themes},
        sectors=_voices((one.sector, one.voice) for one in heard),
        areas=_voices((one.area, one.voice) for one in heard if one.area),
        channels=dict(sorted(Counter(one.channel for one in heard).items())),
    )


def _voices(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Count the voices in each group; a voice that names two groups counts in both."""
    return dict(sorted(Counter(group for group, _ in set(pairs)).items()))


def publishable(groups: dict[str, int]) -> dict[str, int | None]:
    """Leave out the numbers of small groups, largest group first.

    Where one small group alone is left out, it could be had from the total; so the next one goes too.
    """
    ranked = sorted(groups.items(), key=lambda group: (-group[1], group[0]))
    shown = [group for group in ranked if group[1] >= FEWEST]
    if len(ranked) - len(shown) == 1 and len(shown) > 1:
        shown.pop()
    kept = {name for name, _ in shown}
    return {name: number if name in kept else None for name, number in ranked}
