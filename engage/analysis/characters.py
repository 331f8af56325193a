"""The single characters of a text: which of them cannot be kept, and which of them cannot be seen."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL holds in no text: U+0000, and halves of characters."""
_PICTURES = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f")
"""The flags of England, Scotland and Wales: a black flag, and letters that nobody sees by themselves."""
_SEEN_BLANK = "\r\n\t \u00a0\u202f\u3000"
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_JOINING = "\u200c\u200d"
_EMPTY_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


class Unseen(StrEnum):
    """Why nobody sees a character."""

    TURNING = "turning"
    """It turns the direction of what is written."""
    BLANK = "blank"
    """It is an unusual space or line break, or takes no room at all."""
    CONTROL = "control"
    """It was meant for machines, or means nothing."""


def storable(text: str) -> str:
    """Take out of a text what cannot be kept, and nothing else."""
    return UNKEEPABLE.sub("", whole(text))


def unkeepable(text: str) -> int:
    """Count the characters of a text that cannot be kept."""
    return len(UNKEEPABLE.findall(whole(text)))


def whole(text: str) -> str:
    """Put characters together that came in two halves, as JavaScript counts them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if _halved(text) else text


def _halved(text: str) -> bool:
    return re.search("[\ud800-\udbff][\udc00-\udfff]", text) is not None


def pieces(text: str) -> Iterator[tuple[str, Unseen | None]]:
    """Cut a text into stretches that can be seen, and single characters that cannot, with why."""
    kinds = _kinds(text)
    for unseen, stretch in groupby(zip(text, kinds, strict=True), key=lambda one: one[1]):
        if unseen is None:
            yield "".join(character for character, _ in stretch), None
        else:
            yield from ((character, unseen) for character, _ in stretch)


def _kinds(text: str) -> list[Unseen | None]:
    kinds = [_unseen(text, place) for place in range(len(text))]
    for found in _PICTURES.finditer(text):
        kinds[found.start() : found.end()] = [None] * (found.end() - found.start())
    return kinds


def _unseen(text: str, place: int) -> Unseen | None:
    character = text[place]
    if " " <= character <= "~" or character in _SEEN_BLANK:
        return None
    if character in _JOINING and _joins(text, place):
        return None
    if character in _TURNING:
        return Unseen.TURNING
    match unicodedata.category(character):
        case "Zs" | "Zl" | "Zp" | "Cf":
            return Unseen.BLANK
        case "Cc" | "Co" | "Cs":
            return Unseen.CONTROL
        case "Cn" if _means_nothing(ord(character)):
            return Unseen.CONTROL
    return Unseen.BLANK if character in _EMPTY_LETTERS else None


def _means_nothing(code: int) -> bool:
    """Say whether Unicode keeps a place empty for ever; letters of tomorrow are unknown only to us."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _joins(text: str, place: int) -> bool:
    """Say whether a joiner does what it is for: in emoji, and in scripts whose letters change by it."""
    beside = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    return all(one > "\u0500" and unicodedata.category(one)[0] in "LMS" for one in beside if one) and all(
        beside
    )
