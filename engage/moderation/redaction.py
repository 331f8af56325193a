"""Taking words out of what is shown: the text as given stays, what is seen is made from it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import lazy_gettext as _l

from engage.errors import RuleBroken, Sentence
from engage.moderation.models import Reason

MARK = "[words removed]"
"""What stands in a shown text where words were taken out; pages draw it as a block."""

BRACKETS = (("[[", "]]"), ("{{", "}}"), ("<<", ">>"), ("⟦", "⟧"), ("⟪", "⟫"), ("〘", "〙"))
_UNIT = re.compile(r"\r\n?|.", re.DOTALL)
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (not included) of a text as given, and why they are taken out."""

    start: int
    end: int
    reason: Reason = Reason.PERSONAL_DATA


def brackets_for(text: str) -> tuple[str, str]:
    """Choose the pair that marks words to take out: the first that the text has nothing of itself."""
    free = (pair for pair in BRACKETS if not set(pair[0] + pair[1]) & set(text))
    return next(free, BRACKETS[-1])


def marked(text: str, spans: Iterable[Span] = ()) -> str:
    """Write a text with its brackets, line breaks as browsers send them."""
    opening, closing = brackets_for(text)
    written, at = "", 0
    for span in sorted(spans):
        written += text[at : span.start] + opening + text[span.start : span.end] + closing
        at = span.end
    return _plain_lines(written + text[at:])


def read(submitted: str, text: str, reason: Reason = Reason.PERSONAL_DATA) -> list[Span]:
    """Find what was put in brackets in a copy of a text.

    :raises RuleBroken: if brackets do not pair up, or the copy differs in anything else
    """
    opening, closing = brackets_for(text)
    parts = re.split(f"({re.escape(opening)}|{re.escape(closing)})", _plain_lines(submitted))
    words, marks = parts[::2], parts[1::2]
    if marks != [opening, closing] * (len(marks) // 2):
        raise _refused(
            _l(
                "Close each %(opening)s with %(closing)s before you open the next",
                opening=opening,
                closing=closing,
            )
        )
    if "".join(words) != _plain_lines(text):
        raise _refused(
            _l(
                "Change nothing but the brackets: these are not the words as they were given. "
                "They differ at “%(place)s”",
                place=_first_difference("".join(words), _plain_lines(text)),
            )
        )
    if any(not taken.strip() for taken in words[1::2]):
        raise _refused(_l("There is nothing between two of the brackets"))
    return _spans(words, text, reason)


def _refused(sentence: Sentence) -> RuleBroken:
    return RuleBroken(sentence, field="marked")


def _plain_lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)


def _first_difference(one: str, other: str) -> str:
    pairs = enumerate(zip(one, other, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    return (other[max(0, at - 15) : at + 15] or one[-30:]).strip()


def _spans(words: Sequence[str], text: str, reason: Reason) -> list[Span]:
    """Turn pieces of the copy into places in the original, where a line break may be two characters."""
    starts = [unit.start() for unit in _UNIT.finditer(text)] + [len(text)]
    spans, at = [], 0
    for number, piece in enumerate(words):
        if number % 2:
            spans.append(Span(starts[at], starts[at + len(piece)], reason))
        at += len(piece)
    return spans


def whole(text: str, span: Span) -> Span:
    """Widen a span so that no letter loses its accent and no emoji a part of itself."""
    start, end = span.start, span.end
    while start > 0 and (_hangs_on(text[start]) or text[start - 1] == _JOINER):
        start -= 1
    while end < len(text) and (_hangs_on(text[end]) or text[end - 1] == _JOINER):
        end += 1
    return Span(start, end, span.reason)


def _hangs_on(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character).startswith("M")
        or ord(character) in _SKIN_TONES
    )


def tidy(text: str, spans: Iterable[Span]) -> list[Span]:
    """Put spans in order, whole, and joined where they overlap; the first one's reason stands.

    :raises RuleBroken: if one lies outside the text, or nothing would be left to show
    """
    joined: list[Span] = []
    for span in sorted(whole(text, span) for span in spans):
        if not 0 <= span.start < span.end <= len(text):
            raise RuleBroken(_l("The words to take out are not in this text"))
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end), joined[-1].reason)
        else:
            joined.append(span)
    if joined and not any(c.isalnum() for piece in _kept(text, joined) for c in piece):
        raise _refused(_l("Nothing would be left to show. Withhold it instead"))
    return joined


def _kept(text: str, spans: Sequence[Span]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [text[start:end] for start, end in list(pairwise(edges))[::2]]


def apply(text: str, spans: Sequence[Span]) -> str:
    """Write a text as it may be seen, with a mark for each of its tidy spans."""
    return MARK.join(_kept(text, spans))


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut a text at places that do not overlap, saying of each piece whether it lies in one."""
    edges = [0, *(edge for mark in sorted(marks) for edge in mark), len(text)]
    cut = [(text[start:end], bool(number % 2)) for number, (start, end) in enumerate(pairwise(edges))]
    return [(words, lies_in) for words, lies_in in cut if words]
