"""Campaigns: texts that are the same, or nearly the same, sent by several people."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engage.analysis import texts, wording
from engage.analysis.texts import Text

Shingles = frozenset[str]
Weights = dict[str, float]

_FEWEST_WORDS: Final = 8
_FEWEST_SHINGLES: Final = 6
_JACCARD: Final = 0.3
_CONTAINED: Final = 0.5
_BANDS: Final = 40
_ROWS: Final = 2
_COMMON: Final = 0.004
_COMMON_AT_LEAST: Final = 8
_PRIME: Final = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Campaign:
    """The same text from at least two senders, with the text that stands for it first."""

    ids: tuple[str, ...]
    typical: str
    """The id of the text that is most like all the others."""
    people: int
    distinct_texts: int


def campaigns(said: Iterable[Text], *, asked: Collection[str] = ()) -> list[Campaign]:
    """Gather texts that are the same or nearly so and came from two people or more; largest first.

    Nearly the same are texts of eight words or more that share six or more rare pairs of words, and by
    them at least half of the shorter text, or three tenths of both. Pairs of words in `asked`, the words
    of the question, do not count, nor do pairs that are common here. How common they are is counted over
    groups, not texts: a large campaign makes its own words common.
    """
    same = texts.distinct(said)
    same.pop("", None)
    keys = list(same)
    shingles = [_shingles(key, _all_shingles(asked)) for key in keys]
    rough = _gather(shingles, dict.fromkeys(frozenset().union(*shingles), 1.0), leniency=0.75)
    groups = _gather(shingles, _rarity(shingles, rough))
    found = [_campaign(group, keys, same) for group in groups]
    return sorted((c for c in found if c.people > 1), key=lambda c: (-len(c.ids), c.ids))


def _campaign(group: Sequence[int], keys: Sequence[str], same: dict[str, list[Text]]) -> Campaign:
    copies = [text for row in group for text in same[keys[row]]]
    return Campaign(
        ids=tuple(sorted(text.id for text in copies)),
        typical=same[keys[group[0]]][0].id,
        people=len({text.person for text in copies}),
        distinct_texts=len(group),
    )


def _all_shingles(asked: Collection[str]) -> Shingles:
    return frozenset(pair for text in asked for pair in _pairs(texts.key(text)))


def _shingles(key: str, asked: Shingles) -> Shingles:
    """Give the pairs of words of a text that may be rare; none for one too short to compare."""
    if key.count(" ") + 1 < _FEWEST_WORDS:
        return frozenset()
    return frozenset(_pairs(key)) - asked


def _pairs(key: str) -> Iterator[str]:
    """List neighbouring words, save for pairs of which neither word carries meaning."""
    words = key.split()
    for one, two in pairwise(words):
        if one not in wording.STOP_WORDS or two not in wording.STOP_WORDS:
            yield f"{one} {two}"


def _rarity(shingles: Sequence[Shingles], groups: Sequence[Sequence[int]]) -> Weights:
    """Weigh each pair of words by how few of the groups use it; common pairs get no weight."""
    used: Counter[str] = Counter()
    for group in groups:
        used.update(frozenset().union(*(shingles[row] for row in group)))
    common = max(_COMMON_AT_LEAST, _COMMON * len(groups))
    return {pair: 1 + log(len(groups) / count) for pair, count in used.items() if count <= common}


def _gather(shingles: Sequence[Shingles], weights: Weights, *, leniency: float = 1.0) -> list[list[int]]:
    """Put texts with the one that they are like, twice: the second time with the most typical of its group.

    The first of each group is the one that the others were compared with; so groups cannot chain.
    """
    sketches = [_Sketch.of(pairs, weights) for pairs in shingles]
    # The longest leads at first: what others took from a template is then found in it.
    order = sorted(range(len(sketches)), key=lambda row: (-len(sketches[row].rare), row))
    groups = sorted(_join(order, sketches, weights, leniency), key=lambda group: (-len(group), group[0]))
    leaders = [_most_typical(group, sketches, weights) for group in groups]
    rest = set(order) - set(leaders)
    return _join([*leaders, *(row for row in order if row in rest)], sketches, weights, leniency)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """What of a text is compared: its rare pairs, their weight, and the buckets of its MinHash."""

    rare: Shingles
    weight: float
    buckets: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, pairs: Shingles, weights: Weights) -> "_Sketch":
        rare = frozenset(pair for pair in pairs if pair in weights)
        if len(rare) < _FEWEST_SHINGLES:
            return cls(rare, 0.0, ())
        return cls(rare, _weight(rare, weights), _buckets(rare))


def _join(
    order: Sequence[int], sketches: Sequence[_Sketch], weights: Weights, leniency: float
) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    leaders: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for row in order:
        near = {leader for bucket in sketches[row].buckets for leader in leaders.get(bucket, ())}
        alike = {leader: _likeness(sketches[row], sketches[leader], weights, leniency) for leader in near}
        best = max(sorted(alike), key=lambda leader: alike[leader], default=None)
        if best is not None and alike[best] > 0:
            groups[best].append(row)
            continue
        groups[row] = [row]
        for bucket in sketches[row].buckets:
            leaders[bucket].append(row)
    return list(groups.values())


def _likeness(one: _Sketch, two: _Sketch, weights: Weights, leniency: float) -> float:
    """Give the weight of what two texts share beside all they say, or nothing if that is too little."""
    both = one.rare & two.rare
    if len(both) < _FEWEST_SHINGLES:
        return 0.0
    shared = _weight(both, weights)
    jaccard = shared / (one.weight + two.weight - shared)
    contained = shared / min(one.weight, two.weight)
    enough = jaccard >= leniency * _JACCARD or contained >= leniency * _CONTAINED
    return round(jaccard, 9) if enough else 0.0


def _most_typical(group: Sequence[int], sketches: Sequence[_Sketch], weights: Weights) -> int:
    """Find the text that is most like what at least half of the group share."""
    used = Counter(pair for row in group for pair in sketches[row].rare)
    core = frozenset(pair for pair, count in used.items() if count * 2 >= len(group))
    weight = _weight(core, weights)

    def likeness(row: int) -> float:
        shared = _weight(sketches[row].rare & core, weights)
        return round(shared / max(sketches[row].weight + weight - shared, 1e-9), 9)

    return max(sorted(group), key=likeness)


def _weight(pairs: Shingles, weights: Weights) -> float:
    return sum(sorted(weights[pair] for pair in pairs))


@lru_cache(maxsize=1)
def _multipliers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    drawn = np.random.default_rng(0).integers(1, _PRIME, (2, _BANDS * _ROWS, 1)).astype(np.uint64)
    return drawn[0], drawn[1]


def _buckets(pairs: Shingles) -> tuple[tuple[int, ...], ...]:
    """Give the bands of the MinHash; texts that share three tenths of their pairs nearly always share one."""
    times, plus = _multipliers()
    hashed = np.array([zlib.crc32(pair.encode()) for pair in pairs], dtype=np.uint64) % np.uint64(_PRIME)
    least = ((hashed * times + plus) % np.uint64(_PRIME)).min(axis=1).reshape(_BANDS, _ROWS)
    return tuple((band, *(int(value) for value in row)) for band, row in enumerate(least))
