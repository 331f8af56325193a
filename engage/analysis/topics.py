"""What many texts are about: the one function that turns texts into topics."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from engage.analysis import clusters, names, phrases, quotes, texts, vectors, wording
from engage.analysis.clusters import Labels
from engage.analysis.kinds import Kind
from engage.analysis.phrases import Phrase
from engage.analysis.quotes import Quote
from engage.analysis.texts import Text
from engage.analysis.vectors import Matrix, Told

_LEARNT_FROM: Final = 4000
"""Groups are found among so many distinct texts; any others join the group they stand nearest to."""
_QUOTES: Final = 6


@dataclass(frozen=True, slots=True)
class Topic:
    """Texts that are about the same, most people first."""

    kind: Kind
    label: str
    """A heading in the words of the texts; empty unless the topic was found."""
    members: tuple[str, ...]
    people: int
    distinct_texts: int
    phrases: tuple[Phrase, ...]
    quotes: tuple[Quote, ...]


def group(
    said: Iterable[Text],
    *,
    asked: Collection[str] = (),
    places: Collection[str] = (),
    how_many: int | None = None,
) -> list[Topic]:
    """Group texts into topics, with phrases, a label and quotes for each; largest first, "other" last.

    The same texts give the same topics, in whatever order they come and however many threads there are.
    Texts that are the same count as one distinct text. `asked` holds the words of the question and
    `places` names of places: neither makes a label.
    """
    same = texts.distinct(said)
    copies = list(same.values())
    shown = [_to_show(texts_) for texts_ in copies]
    ignored = wording.roots_of(asked)
    known = names.known(places, [text.words for text in shown])
    with threadpool_limits(1):
        placed, told = vectors.embed([text.words for text in shown], ignored=ignored, names=known)
        parts = _part(list(same), placed, told, how_many)
        telling = phrases.distinctive(
            [[shown[i] for i in part.rows] for part in parts if part.kind is Kind.FOUND],
            ignored=ignored,
            names=known,
        )
        said_under = iter(telling)
        topics = [
            _topic(part, copies, shown, placed, next(said_under) if part.kind is Kind.FOUND else [])
            for part in parts
        ]
    return sorted(topics, key=_rank)


@dataclass(frozen=True, slots=True)
class _Part:
    kind: Kind
    rows: list[int]


def _part(keys: Sequence[str], placed: Matrix, told: Told, how_many: int | None) -> list[_Part]:
    """Find the groups among the texts that the vectors tell something about; the rest is "other"."""
    rows = np.flatnonzero(told)
    found: dict[int, list[int]] = defaultdict(list)
    for row, label in zip(rows, _labels([keys[int(i)] for i in rows], placed[rows], how_many), strict=True):
        found[int(label)].append(int(row))
    groups = [rows for label, rows in found.items() if label != clusters.STRAY and len(rows) > 1]
    if len(groups) < 2:
        return [_Part(Kind.EVERYTHING, list(range(len(keys))))] if keys else []
    other = sorted(set(range(len(keys))) - {row for rows in groups for row in rows})
    parts = [_Part(Kind.FOUND, rows) for rows in groups]
    return [*parts, _Part(Kind.OTHER, other)] if other else parts


def _labels(keys: Sequence[str], placed: Matrix, how_many: int | None) -> Labels:
    """Say which group each text is in, learning the groups from a sample where there are very many."""
    if not keys:
        return np.zeros(0, dtype=np.int64)
    drawn = sorted(range(len(keys)), key=lambda i: blake2b(keys[i].encode()).digest())
    sample = np.array(sorted(drawn[:_LEARNT_FROM]))
    learnt = clusters.part(vectors.smooth(placed[sample]), how_many)
    return clusters.join(placed, sample, learnt)


def _topic(
    part: _Part, copies: Sequence[list[Text]], shown: Sequence[Text], placed: Matrix, told: Sequence[Phrase]
) -> Topic:
    members = [text for row in part.rows for text in copies[row]]
    telling = {root: phrase.strength for phrase in reversed(told) for root in phrase.roots}
    return Topic(
        kind=part.kind,
        label=phrases.label(told),
        members=tuple(sorted(text.id for text in members)),
        people=len({text.person for text in members}),
        distinct_texts=len(part.rows),
        phrases=tuple(told),
        quotes=()
        if part.kind is Kind.OTHER
        else tuple(quotes.choose([shown[row] for row in part.rows], placed[part.rows], _QUOTES, telling)),
    )


def _to_show(copies: Sequence[Text]) -> Text:
    """Let the first copy that may be quoted stand for all."""
    return next((text for text in copies if text.quotable), copies[0])


def _rank(topic: Topic) -> tuple[bool, int, tuple[str, ...]]:
    return topic.kind is Kind.OTHER, -topic.people, topic.members
