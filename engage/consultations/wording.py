"""What a question says: its words and choices, and which of them its kind has a use for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage.consultations.models import Choice, Question, QuestionKind
from engage.errors import RuleBroken

LONGEST = 300
"""Characters of a question, a hint, a follow-up."""
LONGEST_OPTION = 200
MOST_OPTIONS = 100
MOST_RANKED = 20
MOST_POINTS = 11
LARGEST = Decimal(10) ** 12

CHOOSING = (QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.SCALE, QuestionKind.RANKING)
USES: dict[QuestionKind, frozenset[str]] = {
    QuestionKind.SEVERAL: frozenset({"options", "least", "most"}),
    QuestionKind.YES_NO: frozenset({"follow_up"}),
    QuestionKind.NUMBER: frozenset({"least", "most", "unit"}),
} | dict.fromkeys((QuestionKind.ONE, QuestionKind.SCALE, QuestionKind.RANKING), frozenset({"options"}))
"""What some kinds have beside what all have."""
POINTS = (
    _l("Strongly disagree"),
    _l("Disagree"),
    _l("Neither agree nor disagree"),
    _l("Agree"),
    _l("Strongly agree"),
)
"""The points of a scale, unless a manager writes others."""
YES_NO = {"yes": _l("Yes"), "no": _l("No"), "unsure": _l("Don’t know")}
"""What a yes or no is answered with: the keys that stand in replies and conditions."""


@dataclass(frozen=True)
class Wording:
    """What a question says, as somebody typed it."""

    text: str
    kind: QuestionKind = QuestionKind.TEXT
    hint: str = ""
    required: bool = False
    options: Sequence[str] = ()
    follow_up: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    evidence_id: UUID | None = None


def of(question: Question) -> Wording:
    """Give the wording of a question as it stands."""
    same = {one.name: getattr(question, one.name) for one in fields(Wording) if one.name != "options"}
    return Wording(options=[choice["text"] for choice in question.options], **same)


def fitted(wording: Wording) -> Wording:
    """Tidy a wording, and leave out what its kind has no use for.

    :raises RuleBroken: if it asks nothing, or its choices or bounds make no sense
    """
    uses = USES.get(wording.kind, frozenset())
    options = [" ".join(one.split()) for one in wording.options if one.strip()]
    tidy = Wording(
        text=_line(wording.text, "text"),
        kind=wording.kind,
        hint=_line(wording.hint, "hint"),
        required=wording.required,
        options=(options or _usual(wording.kind)) if "options" in uses else (),
        follow_up=_line(wording.follow_up, "follow_up") if "follow_up" in uses else "",
        least=wording.least if "least" in uses else None,
        most=wording.most if "most" in uses else None,
        unit=_line(wording.unit, "unit") if "unit" in uses else "",
        evidence_id=wording.evidence_id,
    )
    if not tidy.text:
        raise RuleBroken(_l("Enter a question"), field="text")
    _demand_choices(tidy)
    _demand_bounds(tidy)
    return tidy


def _line(text: str, field: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST:
        raise RuleBroken(_l("This must have at most %(most)s characters", most=LONGEST), field=field)
    return line


def _usual(kind: QuestionKind) -> list[str]:
    return [str(point) for point in POINTS] if kind is QuestionKind.SCALE else []


def _demand_choices(wording: Wording) -> None:
    if wording.kind not in CHOOSING:
        return
    seen = [option.casefold() for option in wording.options]
    most = {QuestionKind.RANKING: MOST_RANKED, QuestionKind.SCALE: MOST_POINTS}.get(
        wording.kind, MOST_OPTIONS
    )
    twice = next((option for option in wording.options if seen.count(option.casefold()) > 1), None)
    wrong = None
    if len(seen) < 2:
        wrong = _l("Give at least two to choose from, each on a line of its own")
    elif len(seen) > most:
        wrong = _l("Give at most %(most)s", most=most)
    elif twice:
        wrong = _l("“%(option)s” stands there twice", option=twice)
    elif any(len(option) > LONGEST_OPTION for option in wording.options):
        wrong = _l("Each must have at most %(most)s characters", most=LONGEST_OPTION)
    if wrong:
        raise RuleBroken(wrong, field="options")


def _demand_bounds(wording: Wording) -> None:
    least, most = wording.least, wording.most
    if any(bound is not None and not abs(bound) < LARGEST for bound in (least, most)):
        raise RuleBroken(_l("This number is too large"), field="most")
    if least is not None and most is not None and least > most:
        raise RuleBroken(_l("The most must not be less than the least"), field="most")
    if wording.kind is not QuestionKind.SEVERAL:
        return
    there = len(wording.options)
    for field, bound in (("least", least), ("most", most)):
        if bound is not None and not (bound == int(bound) and 1 <= bound <= there):
            told = _l("Enter a whole number from 1 to %(there)s, as many as can be chosen", there=there)
            raise RuleBroken(told, field=field)


def keyed(options: Sequence[str], before: Sequence[Choice] = (), *, corrected: bool = True) -> list[Choice]:
    """Give each of the options a key: the one that it had before, wherever it stands now.

    With `corrected`, words that stand in the place of others keep their key too: a slip was mended.
    """
    keys: dict[int, str] = {}
    known = {choice["text"].casefold(): choice["key"] for choice in before}
    for place, option in enumerate(options):
        if option.casefold() in known:
            keys[place] = known[option.casefold()]
    if corrected:
        for place in range(min(len(options), len(before))):
            if place not in keys and before[place]["key"] not in keys.values():
                keys[place] = before[place]["key"]
    number = max((int(found[0]) for one in before if (found := re.findall(r"\d+", one["key"]))), default=0)
    for place in range(len(options)):
        if place not in keys:
            number += 1
            keys[place] = f"c{number}"
    return [Choice(key=keys[place], text=option) for place, option in enumerate(options)]


def write(question: Question, wording: Wording, *, corrected: bool = True) -> None:
    """Put a wording into a question; translations of words that changed go.

    :raises RuleBroken: if it asks nothing, or its choices or bounds make no sense
    """
    tidy = fitted(wording)
    before = of(question) if question.text else replace(tidy, text="", hint="", follow_up="", unit="")
    old = {choice["key"]: choice["text"] for choice in question.options or ()}
    question.options = keyed(tidy.options, question.options or (), corrected=corrected)
    for one in fields(Wording):
        if one.name != "options":
            setattr(question, one.name, getattr(tidy, one.name))
    told = ("text", "hint", "follow_up", "unit")
    same = {name for name in told if getattr(before, name) == getattr(tidy, name)}
    same |= {f"option:{one['key']}" for one in question.options if old.get(one["key"]) == one["text"]}
    question.translations = {
        language: {name: text for name, text in words.items() if name in same}
        for language, words in (question.translations or {}).items()
    }
