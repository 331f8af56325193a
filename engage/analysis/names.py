"""Names: of places that are given, and those that so many texts use that they tell nothing apart."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from engage.analysis import wording
from engage.analysis.wording import Roots, Word

_SHARE: Final = 0.03
_TEXTS: Final = 5
_LONGEST: Final = 3


def known(places: Iterable[str], texts: Collection[str]) -> Collection[Roots]:
    """Give the names that say where and not what, and what they are shortened to, as roots of words.

    Besides those given, a name is two or three words in capitals that one text in thirty uses.
    """
    given = {tuple(word.root for word in wording.words(place)) for place in places} - {()}
    full = given | _frequent(texts)
    return frozenset(full | {(_initials(name),) for name in full if len(name) > 1})


def _frequent(texts: Collection[str]) -> set[Roots]:
    used: Counter[Roots] = Counter()
    for text in texts:
        if not text.isupper():
            used.update(set(_in_capitals(wording.words(text))))
    return {name for name, count in used.items() if count >= max(_TEXTS, _SHARE * len(texts))}


def _in_capitals(words: Sequence[Word]) -> Iterator[Roots]:
    """List runs of two or three words in capitals; a word that opens a sentence may be no name."""
    run: list[str] = []
    for word in words:
        if not word.joined:
            run = []
        if word.joined and word.written[0].isupper() and word.meaningful:
            run.append(word.root)
            yield from (tuple(run[-length:]) for length in range(2, min(len(run), _LONGEST) + 1))
        else:
            run = []


def _initials(name: Roots) -> str:
    return "".join(word[0] for word in name)
