"""Rows that the file itself marks as no proper responses: previews, spam, what was never finished."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.imports.mapping import Omission

PREVIEWS = {"survey preview", "survey test", "preview", "1", "2", "9"}
SPAM = {"spam", "8", "12"}
UNFINISHED = {"false", "0", "no"}

OMISSIONS: dict[Omission, Sentence] = {
    Omission.PREVIEW: _l("Previews and tests"),
    Omission.SPAM: _l("What was marked as spam"),
    Omission.UNFINISHED: _l("Responses that were never finished"),
}


def _said(cells: Mapping[str, str], column: str) -> str:
    return cells.get(column, "").strip().casefold()


MARKED: dict[Omission, Callable[[Mapping[str, str]], bool]] = {
    Omission.PREVIEW: lambda cells: (
        _said(cells, "Status") in PREVIEWS or _said(cells, "DistributionChannel") == "preview"
    ),
    Omission.SPAM: lambda cells: _said(cells, "Status") in SPAM,
    Omission.UNFINISHED: lambda cells: _said(cells, "Finished") in UNFINISHED,
}


def leaves_out(cells: Mapping[str, str], omitted: Sequence[Omission]) -> bool:
    """Say whether a row is marked as one of those that are to be left out."""
    return any(MARKED[one](cells) for one in omitted)


def marked(rows: Iterable[Mapping[str, str]]) -> dict[Omission, int]:
    """Count the rows that are marked as each."""
    found = dict.fromkeys(Omission, 0)
    for cells in rows:
        for one, is_marked in MARKED.items():
            found[one] += is_marked(cells)
    return found
