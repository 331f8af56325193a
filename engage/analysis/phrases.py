"""Phrases that people under one topic use and others do not, in the form in which they wrote them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from engage.analysis import wording
from engage.analysis.texts import Text
from engage.analysis.wording import Roots, Word

Used = dict[Roots, Counter[str]]
"""In how many texts each person used a phrase."""

_LONGEST: Final = 3
_MOST: Final = 8
_IN_LABEL: Final = 3
_WEAKEST_IN_LABEL: Final = 0.45
"""A phrase joins a label if it is at least this part as telling as the first one."""
_OFTEN: Final = 3
"""Somebody who says the same in many texts counts at most so often; who says it once counts once."""
_SHARED: Final = 0.1
"""A phrase stands for a topic if this part of its people use it, where there is any such."""
_NESTED: Final = 0.5
"""A longer phrase stands for the shorter one in it, if at least this part of those who use one use both."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, how many people under the topic used it, and how far it tells the topic from the rest."""

    words: str
    people: int
    strength: float
    roots: Roots


def distinctive(
    topics: Sequence[Sequence[Text]], *, ignored: Collection[str] = (), names: Collection[Roots] = ()
) -> list[list[Phrase]]:
    """List for each topic its most telling phrases, best first.

    Phrases are weighed by the log-odds of being used under the topic and elsewhere, with a Dirichlet prior
    of their use in all topics, counted in people, so that nobody makes a phrase by repeating it. `names`,
    and phrases of nothing but words whose root is `ignored`, tell where or what was asked, not what was
    said.
    """
    used, forms = _count(topics, names)
    everywhere: Counter[Roots] = Counter()
    for counts in used:
        everywhere.update({roots: _uses(people) for roots, people in counts.items()})
    ranked = []
    for counts in used:
        told = {roots: people for roots, people in counts.items() if not set(roots) <= set(ignored)}
        ranked.append(_best(told, sum(map(_uses, counts.values())), everywhere, forms))
    return ranked


def label(phrases: Sequence[Phrase]) -> str:
    """Join the best one to three phrases that share no word into a heading, in the language of the texts."""
    chosen: list[Phrase] = []
    for phrase in phrases:
        seen = {root for other in chosen for root in other.roots}
        strong = not chosen or phrase.strength >= _WEAKEST_IN_LABEL * chosen[0].strength
        if strong and not seen & set(phrase.roots) and len(chosen) < _IN_LABEL:
            chosen.append(phrase)
    *most, last = [phrase.words for phrase in chosen] or [""]
    comma = any(" and " in phrase.words for phrase in chosen)
    joined = f"{', '.join(most)}{', ' if comma else ' and '}{last}" if most else last
    return joined[:1].upper() + joined[1:]


def _count(
    topics: Sequence[Sequence[Text]], names: Collection[Roots]
) -> tuple[list[Used], dict[Roots, Counter[str]]]:
    """Find who used which phrase under each topic, and in which forms."""
    used: list[Used] = []
    forms: dict[Roots, Counter[str]] = defaultdict(Counter)
    for texts in topics:
        people: Used = defaultdict(Counter)
        for text in texts:
            shouted = text.words.isupper()
            said = list(_phrases(wording.runs(text.words, names)))
            for phrase in said:
                forms[_roots(phrase)][_form(phrase, shouted)] += 1
            for roots in {_roots(phrase) for phrase in said}:
                people[roots][text.person] += 1
        used.append(people)
    return used, forms


def _roots(phrase: Sequence[Word]) -> Roots:
    return tuple(word.root for word in phrase)


def _uses(people: Counter[str]) -> int:
    return sum(min(times, _OFTEN) for times in people.values())


def _phrases(runs: Iterator[list[Word]]) -> Iterator[list[Word]]:
    for run in runs:
        for start, first in enumerate(run):
            if not first.meaningful:
                continue
            for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
                phrase = run[start:end]
                if phrase[-1].meaningful and _holds(phrase):
                    yield phrase


def _holds(phrase: Sequence[Word]) -> bool:
    """Say whether every word belongs in a phrase, and one of them means something on its own."""
    if not all(word.meaningful or word.plain in wording.CONNECTING for word in phrase):
        return False
    if any(not word.meaningful for word in phrase):
        return not (phrase[0].weak or phrase[-1].weak)
    return any(not word.weak for word in phrase)


def _form(phrase: Sequence[Word], shouted: bool) -> str:
    """Write a phrase as it was written, save for capitals that only open a sentence or shout."""
    written = " ".join(word.written for word in phrase)
    if shouted:
        return written.lower()
    opens = not phrase[0].joined and not phrase[0].written.isupper()
    return written[0].lower() + written[1:] if opens else written


def _best(
    counts: Used, uttered: int, everywhere: Counter[Roots], forms: dict[Roots, Counter[str]]
) -> list[Phrase]:
    total = everywhere.total()
    enough = max(2, _SHARED * len({person for people in counts.values() for person in people}))
    shared = {roots: people for roots, people in counts.items() if _uses(people) >= enough}
    repeated = shared or {roots: people for roots, people in counts.items() if _uses(people) > 1}
    # Of phrases that say as much the longer one says it better: those of a letter that many sent tie.
    ranked = sorted(
        (
            (-_strength(_uses(people), uttered, everywhere[roots], total), roots)
            for roots, people in (repeated or counts).items()
        ),
        key=lambda ranked: (ranked[0], -len(ranked[1]), ranked[1]),
    )
    chosen: list[tuple[float, Roots]] = []
    for weight, roots in ranked[: _MOST * 8]:
        if weight < 0 and not any(_repeats(roots, other, counts) for _, other in chosen):
            chosen.append((weight, _widest(roots, ranked, counts)))
    unique = {roots: weight for weight, roots in reversed(chosen)}
    best = sorted(
        ((weight, roots) for roots, weight in unique.items()),
        key=lambda ranked: (ranked[0], -len(ranked[1]), ranked[1]),
    )[:_MOST]
    return [Phrase(_common(forms[roots]), len(counts[roots]), -weight, roots) for weight, roots in best]


def _strength(here: int, uttered_here: int, everywhere: int, total: int) -> float:
    """Give the z-score of the log-odds between this topic and the rest."""
    prior = everywhere / total * min(total, 1000)
    weight = float(min(total, 1000))
    there, uttered_there = everywhere - here, total - uttered_here
    odds = log((here + prior) / (uttered_here + weight - here - prior + 1e-9))
    against = log((there + prior) / (uttered_there + weight - there - prior + 1e-9))
    return round((odds - against) / sqrt(1 / (here + prior) + 1 / (there + prior)), 6)


def _widest(roots: Roots, ranked: Sequence[tuple[float, Roots]], counts: Used) -> Roots:
    """Give the longer phrase that most of those mean who use this one, or the phrase itself."""
    for weight, other in ranked:
        longer = weight < 0 and len(other) > len(roots) and _within(roots, other)
        if longer and _uses(counts[other]) >= _NESTED * _uses(counts[roots]):
            return other
    return roots


def _repeats(roots: Roots, other: Roots, counts: Used) -> bool:
    """Say whether the same people say the same with one phrase as with the other."""
    return _within(roots, other) or (
        _within(other, roots) and _uses(counts[roots]) < _NESTED * _uses(counts[other])
    )


def _within(inner: Roots, outer: Roots) -> bool:
    return any(outer[i : i + len(inner)] == inner for i in range(len(outer) - len(inner) + 1))


def _common(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))
