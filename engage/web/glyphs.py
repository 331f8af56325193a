"""Which characters the fonts of the printed report have: one that they lack, and no report could be made."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import Any, Final

from flask_babel import gettext

LACKING: Final = "[?]"
"""What stands in print for characters that the fonts lack."""
_UNKNOWN: Final = "\0"


def printable(told: Any, fonts: Path) -> Any:
    """Give the words of a report, however nested, with a mark where they cannot be printed."""
    if isinstance(told, dict):
        return {name: printable(value, fonts) for name, value in told.items()}
    if isinstance(told, list):
        return [printable(value, fonts) for value in told]
    return _set(told, covered(fonts)) if isinstance(told, str) else told


def lacking() -> str:
    """Say what the mark means, below a report that has a page on the web."""
    return str(
        gettext(
            "Where this document says %(mark)s, the original has characters that cannot be printed, such "
            "as those of another script. They stand on the web page of this summary.",
            mark=LACKING,
        )
    )


def _set(text: str, known: frozenset[int]) -> str:
    signs = "".join(_sign(sign, known) for sign in unicodedata.normalize("NFC", text))
    return re.sub(f"{_UNKNOWN}+", LACKING, signs)


def _sign(sign: str, known: frozenset[int]) -> str:
    if sign == "\n" or ord(sign) in known:
        return sign
    kind = unicodedata.category(sign)
    if kind.startswith("Z") or sign == "\t":
        return " "
    # What joins, directs or controls leaves no trace in print, and a mark goes the way of its letter.
    return "" if kind in ("Cc", "Cf", "Mn") else _UNKNOWN


@cache
def covered(fonts: Path) -> frozenset[int]:
    """List the code points that some font in a folder can show; the others step in for one that cannot."""
    return frozenset().union(*(_points(font.read_bytes()) for font in fonts.glob("*.ttf")))


def _points(font: bytes) -> list[int]:
    """Read which code points a TrueType font has a glyph for, from its table `cmap` (format 4)."""
    tables = {name: at for name, _, at, _ in iter_unpack(">4sIII", font[12 : 12 + 16 * _short(font, 4)])}
    cmap = tables[b"cmap"]
    subtables = iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * _short(font, cmap + 2)])
    at = next(cmap + offset for _, _, offset in subtables if _short(font, cmap + offset) == 4)
    count = _short(font, at + 6) // 2
    # Four columns of segments: where each ends (and two bytes that pad), where it begins, and two to find
    # its glyphs by: a number to add, and how far from its own place in the font their list begins.
    ends = unpack_from(f">{count}H", font, at + 14)
    starts = unpack_from(f">{count}H", font, at + 16 + 2 * count)
    shifts = unpack_from(f">{count}H", font, at + 16 + 4 * count)
    lists = [at + 16 + 6 * count + 2 * n for n in range(count)]
    found = []
    for start, end, shift, place in zip(starts, ends, shifts, lists, strict=True):
        distance = _short(font, place)
        for point in range(start, min(end, 0xFFFE) + 1):
            glyph = _short(font, place + distance + 2 * (point - start)) if distance else point
            if glyph and (glyph + shift) & 0xFFFF:
                found.append(point)
    return found


def _short(font: bytes, at: int) -> int:
    value: int = unpack_from(">H", font, at)[0]
    return value
