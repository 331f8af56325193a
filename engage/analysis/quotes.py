"""Which words to quote for a topic: typical ones first, then others that add something."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engage.analysis import texts as texts_
from engage.analysis import wording
from engage.analysis.texts import Text
from engage.analysis.vectors import Matrix

SHORTEST: Final = 40
LONGEST: Final = 350
_RELEVANCE: Final = 0.7
_TOO_ALIKE: Final = 0.9
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")
_UNQUOTABLE = re.compile(r"https?://|www\.|\S@\S+\.\S|(?:\d[ -]?){9,}|[A-Z]{2,}\s+[A-Z]{2,}\s+[A-Z]{2,}")


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of a text, in characters from its beginning."""

    id: str
    start: int
    end: int


def choose(
    texts: Sequence[Text], vectors: Matrix, how_many: int, telling: Mapping[str, float]
) -> list[Quote]:
    """Pick what to quote: the text nearest to the middle, then near ones that say something else.

    Texts stand in the order of their vectors. Nobody is quoted twice while others are left; links,
    addresses, numbers to ring and shouting are never quoted. `telling` weighs roots of words, and finds
    the sentences to quote from a text that is too long to quote whole.
    """
    spans = {i: span for i, text in enumerate(texts) if text.quotable and (span := _span(text, telling))}
    if not spans:
        return []
    told = {i: _weight(texts[i].words[span.start : span.end], telling) for i, span in spans.items()}
    candidates = [i for i in spans if told[i]] or list(spans)
    likeness = np.round(vectors[candidates] @ vectors[candidates].T, 6)
    near = vectors[candidates] @ vectors.mean(axis=0)
    # Near the middle, and in the words that make the topic what it is.
    words = np.array([told[i] for i in candidates])
    typical = np.round(near / max(near.max(), 1e-9) + words / max(words.max(), 1e-9), 6) / 2
    picked = _vary([texts[i] for i in candidates], likeness, typical, how_many)
    return [spans[candidates[i]] for i in picked]


def _vary(texts: Sequence[Text], likeness: Matrix, typical: Matrix, how_many: int) -> list[int]:
    """Take the most typical, then by maximal marginal relevance."""
    picked: list[int] = []
    left = sorted(range(len(texts)), key=lambda i: (-typical[i], i))
    while left and len(picked) < how_many:
        heard = {texts[i].person for i in picked}
        unheard = [i for i in left if texts[i].person not in heard] or left

        def worth(i: int) -> float:
            repeats = max((likeness[i, j] for j in picked), default=0.0)
            return float(_RELEVANCE * typical[i] - (1 - _RELEVANCE) * repeats)

        best = max(unheard, key=lambda i: (worth(i), -i))
        picked.append(best)
        left = [i for i in left if i != best and likeness[i, best] < _TOO_ALIKE]
    return picked


def _span(text: Text, telling: Mapping[str, float]) -> Quote | None:
    """Find the most telling run of whole sentences, or the whole text where it is short enough."""
    stripped = text.words.strip()
    start = text.words.find(stripped)
    if len(stripped) <= LONGEST:
        return Quote(text.id, start, start + len(stripped)) if _quotable(stripped) else None
    found = [
        (-_weight(text.words[start:end], telling), start, end)
        for start, end in _runs(text.words)
        if _quotable(text.words[start:end])
    ]
    return Quote(text.id, *min(found)[1:]) if found else None


def _runs(words: str) -> Iterator[tuple[int, int]]:
    """List the runs of whole sentences that are short enough to quote."""
    ends = [(match.start(), match.end()) for match in _SENTENCE_END.finditer(words)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(words)]
    for first, start in enumerate(starts):
        for stop in stops[first:]:
            if stop - start > LONGEST:
                break
            span = words[start:stop]
            yield start + len(span) - len(span.lstrip()), start + len(span.rstrip())


def _weight(span: str, telling: Mapping[str, float]) -> float:
    said = set(wording.roots(span))
    return round(sum(sorted(telling.get(root, 0.0) for root in said)), 6)


def _quotable(span: str) -> bool:
    letters = [c for c in span if c.isalpha()]
    return (
        SHORTEST <= len(span) <= LONGEST
        and not _UNQUOTABLE.search(span)
        and len(letters) > len(span) / 2
        and sum(c.isupper() for c in letters) <= len(letters) / 3
        and len(texts_.key(span).split()) >= 6
    )
