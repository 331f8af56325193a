"""How a table is laid out: on which lines its columns are named, and where its rows begin."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence

Lines = Sequence[Sequence[str]]

REFUSED = ["line", "reason"]
"""The columns before all others in a file of rows that were refused."""
GLANCE = 40
"""How many lines are looked at to recognise a layout."""
OURS = {"id", "reference", "theme", "question", "kind", "channel", "received", "sector", "consent", "text"}
"""Columns by which an export of our own is known."""
IMPORT_ID = re.compile(r'\s*\{"ImportId":')
QUALTRICS = {
    "startdate",
    "enddate",
    "status",
    "ipaddress",
    "progress",
    "duration (in seconds)",
    "finished",
    "recordeddate",
    "responseid",
    "recipientlastname",
    "recipientfirstname",
    "recipientemail",
    "externalreference",
    "locationlatitude",
    "locationlongitude",
    "distributionchannel",
    "userlanguage",
}
"""What that system writes about each response, beside what was asked."""
RESPONSE_ID = re.compile(
    r"(response|respondent|unique|submission)[\s_-]*(id|number|reference)", re.IGNORECASE
)


class Shape(StrEnum):
    """What wrote the file."""

    FREE = "free"
    CITIZEN_SPACE = "citizen_space"
    QUALTRICS = "qualtrics"
    OURS = "ours"


SHAPES: dict[Shape, Sentence] = {
    Shape.FREE: _l("A table of your own"),
    Shape.CITIZEN_SPACE: _l("An export of Citizen Space"),
    Shape.QUALTRICS: _l("An export of Qualtrics"),
    Shape.OURS: _l("An export of this service"),
}


@dataclass(frozen=True)
class Layout:
    """Which lines of a table are what, counted from 0 as they are read."""

    shape: Shape = Shape.FREE
    named_at: tuple[int, ...] = (0,)
    """The lines whose cells, joined, name the columns."""
    titled_at: int | None = None
    """The line that says what is asked in each column."""
    rows_from: int = 1

    def told(self) -> dict[str, Any]:
        """Give it in the form that is kept with an import."""
        return asdict(self)

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """Make it of what was kept."""
        named_at = tuple(told.get("named_at", (0,)))
        shape = Shape(told.get("shape", Shape.FREE))
        return cls(shape, named_at, told.get("titled_at"), told.get("rows_from", 1))

    def names(self, top: Lines) -> list[str]:
        """Name the columns: what stands twice is numbered, so that each name means one column."""
        return distinct(_joined([top[at] for at in self.named_at if at < len(top)]))

    def titles(self, top: Lines) -> list[str]:
        """Say what is asked in each column; empty where that is no more than its name."""
        names = self.names(top)
        said = top[self.titled_at] if self.titled_at is not None and self.titled_at < len(top) else ()
        padded = [*said, *[""] * (len(names) - len(said))]
        pairs = zip(names, padded, strict=False)
        return ["" if title.strip() == name else title.strip() for name, title in pairs]


PLAIN = Layout()
"""Names on the first line, rows from the second."""


def recognise(top: Lines) -> Layout:
    """Tell from the first lines of a table how it is laid out."""
    return _ours(top) or _qualtrics(top) or _citizen_space(top) or Layout(*_free(top))


def distinct(names: Sequence[str]) -> list[str]:
    """Number names that stand more than once, from the second on."""
    found: list[str] = []
    taken = set(names)
    for name in names:
        number, called = 1, name
        while called in found or (number > 1 and called in taken):
            number += 1
            called = f"{name} ({number})"
        found.append(called)
    return found


def _joined(lines: Lines) -> list[str]:
    """Join headings over several lines; one that stands over several columns counts for each of them."""
    if len(lines) == 1:
        return list(lines[0])
    width = max(map(len, lines), default=0)
    names, over = [], ""
    for column in range(width):
        above, below = (line[column].strip() if column < len(line) else "" for line in lines[:2])
        over = above or over
        names.append(f"{over} - {below}" if over and below and over != below else over or below)
    return names


def _ours(top: Lines) -> Layout | None:
    return Layout(Shape.OURS) if top and set(top[0]) >= OURS else None


def _qualtrics(top: Lines) -> Layout | None:
    for at, line in enumerate(top[:6]):
        if sum(bool(IMPORT_ID.match(cell)) for cell in line) >= max(1, len(line) // 2):
            return Layout(Shape.QUALTRICS, (max(at - 2, 0),), at - 1 if at > 1 else None, at + 1)
    for at, line in enumerate(top[:4]):
        known = {cell.strip().casefold() for cell in line} & QUALTRICS
        if len(known) >= 5 and "responseid" in known:
            asked = at + 1 < len(top) and "response id" in {cell.strip().casefold() for cell in top[at + 1]}
            return Layout(Shape.QUALTRICS, (at,), at + 1 if asked else None, at + 2 if asked else at + 1)
    return None


def _citizen_space(top: Lines) -> Layout | None:
    """Know the export by its column of response ids, under whatever block says what was exported."""
    for at, line in enumerate(top[:GLANCE]):
        cells = [cell.strip() for cell in line]
        if sum(map(bool, cells)) >= 2 and any(RESPONSE_ID.fullmatch(cell) for cell in cells[:8]):
            return Layout(Shape.CITIZEN_SPACE, *_second_heading(top, at))
        if at + 1 < len(top) and _only_headings(line, top[at + 1]):
            return Layout(Shape.CITIZEN_SPACE, (at, at + 1), None, at + 2)
    return None


def _second_heading(top: Lines, at: int) -> tuple[tuple[int, ...], None, int]:
    """See whether the parts of questions stand on a line of their own, where the ids have nothing."""
    line, after = top[at], top[at + 1] if at + 1 < len(top) else ()
    ids = next(number for number, cell in enumerate(line) if RESPONSE_ID.fullmatch(cell.strip()))
    filled = [number for number, cell in enumerate(after) if cell.strip()]
    parts = bool(filled) and ids not in filled
    return ((at, at + 1), None, at + 2) if parts else ((at,), None, at + 1)


def _only_headings(line: Sequence[str], after: Sequence[str]) -> bool:
    """Say whether ids are headed on the second of two heading lines, the first holding questions."""
    headed = [number for number, cell in enumerate(after[:8]) if RESPONSE_ID.fullmatch(cell.strip())]
    if not headed or sum(1 for cell in line if cell.strip()) < 2:
        return False
    return not (headed[0] < len(line) and line[headed[0]].strip())


def _free(top: Lines) -> tuple[Shape, tuple[int, ...], None, int]:
    """Take for the heading the first line that fills nearly as many columns as any."""
    filled = [sum(1 for cell in line if cell.strip()) for line in top[:GLANCE]]
    widest = max(filled, default=0)
    at = next((at for at, many in enumerate(filled) if many and many >= 0.6 * widest), 0)
    return Shape.FREE, (at,), None, at + 1
