"""Reading the demo's voices: who says what, and what moderators made of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from engage.feedback.models import Consent, Kind
from engage.moderation.models import Outcome, Reason
from engage.organisations.models import Sector

HERE = files("engage.demo") / "voices"
BRACKETS = re.compile(r"\[\[(.+?)\]\]")
IDEA = "(idea) "


@dataclass(frozen=True)
class Said:
    """One text under a theme; `cuts` are the characters from and to which a moderator takes out."""

    theme: str
    text: str
    kind: Kind
    cuts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Voice:
    """One respondent and their texts."""

    sector: Sector
    area: str
    said: tuple[Said, ...]
    organisation: str | None = None
    name: str | None = None
    consent: Consent = Consent.UNNAMED
    outcome: Outcome | None = None
    """What was decided, where it is not to show."""
    reason: Reason | None = None


def voices() -> list[Voice]:
    """Read all respondents but those of the campaign, in the order of the files."""
    return [voice for name in ("residents", "organisations", "postcards") for voice in _read(name)]


def campaign() -> list[str]:
    """Read the campaign: the letter, as each sender sent it, some with a sentence of their own."""
    letter, *own = (HERE / "campaign.txt").read_text(encoding="utf-8").split("--\n")
    _, _, words = letter.partition("\n\n")
    return [f"{words.strip()} {addition.strip()}".strip() for addition in own]


def _read(name: str) -> Iterator[Voice]:
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        head, *lines = block.strip().splitlines()
        sector, area, *marks = (part.strip() for part in head.split("|"))
        yield _voice(sector, area, dict(_mark(mark) for mark in marks), [_said(line) for line in lines])


def _mark(mark: str) -> tuple[str, str]:
    name, _, value = mark.partition("=")
    return name, value


def _voice(sector: str, area: str, marks: dict[str, str], said: list[Said]) -> Voice:
    outcome = Outcome.HOLD if "hold" in marks else Outcome.WITHHOLD if "withhold" in marks else None
    named = "named" in marks or "org" in marks
    return Voice(
        sector=Sector(sector),
        area=area,
        said=tuple(said),
        organisation=marks.get("org"),
        name=marks.get("named"),
        consent=Consent(marks["consent"])
        if "consent" in marks
        else Consent.NAMED
        if named
        else Consent.UNNAMED,
        outcome=outcome,
        reason=Reason(marks["withhold"]) if "withhold" in marks else None,
    )


def _said(line: str) -> Said:
    theme, text = line.split(maxsplit=1)
    idea = text.startswith(IDEA)
    marked = text.removeprefix(IDEA)
    cuts, taken = [], 0
    for found in BRACKETS.finditer(marked):
        start = found.start() - taken
        cuts.append((start, start + len(found.group(1))))
        taken += 4
    return Said(theme, BRACKETS.sub(r"\1", marked), Kind.IDEA if idea else Kind.COMMENT, tuple(cuts))
