"""From cells to the answer of a closed question: choices, ranks, numbers, days and places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _l

from engage.consultations.models import Question, QuestionKind
from engage.errors import RuleBroken
from engage.imports.mapping import Answer
from engage.imports.moments import moment

Cells = Sequence[tuple[Answer, str]]
"""The columns of one question, each with what stands in the row; empty cells are left out."""

CHOSEN_BY_KEY = (QuestionKind.ONE, QuestionKind.SCALE, QuestionKind.YES_NO)
OF_SEVERAL = (QuestionKind.SEVERAL, QuestionKind.RANKING)
YES_NO = {
    "yes": {"yes", "y", "true", "1", "agree"},
    "no": {"no", "n", "false", "0", "2", "disagree"},
    "unsure": {"unsure", "don't know", "don’t know", "dont know", "not sure", "3"},
}
NOT_CHOSEN = {"0", "no", "false", "n", "not selected", "unchecked", "-"}
BETWEEN = re.compile(r"[\s,;|/]*(and)?[\s,;|/]*", re.IGNORECASE)


def choices(question: Question) -> dict[str, str]:
    """Give the keys that can be chosen in a question, each with its text."""
    if question.kind is QuestionKind.YES_NO:
        return {"yes": str(_l("Yes")), "no": str(_l("No")), "unsure": str(_l("Don’t know"))}
    return {one["key"]: one["text"] for one in question.options}


def value_of(question: Question, cells: Cells) -> str | list[str] | None:
    """Read what a row answers to a question, as `Reply.value` keeps it; None if it says nothing.

    :raises RuleBroken: if it makes no answer to it
    """
    if question.kind in OF_SEVERAL:
        return _several(question, cells)
    told = [(answer, cell) for answer, cell in cells if answer.values.get(cell, cell)]
    if not told:
        return None
    if len(told) > 1:
        raise RuleBroken(_l("There are two answers to “%(question)s”", question=question.text))
    answer, cell = told[0]
    return _single(question, answer.values.get(cell, cell))


def _single(question: Question, told: str) -> str:
    if question.kind in CHOSEN_BY_KEY:
        return _chosen(question, told)
    if question.kind is QuestionKind.NUMBER:
        return _number(question, told)
    if question.kind is QuestionKind.DATE:
        at = moment(told)
        return at.date().isoformat() if at else ""
    return told


def _chosen(question: Question, told: str) -> str:
    known = choices(question)
    for key, text in known.items():
        if told == key or told.casefold() == text.casefold():
            return key
    if question.kind is QuestionKind.YES_NO:
        for key, words in YES_NO.items():
            if told.casefold() in words:
                return key
    raise _no_choice(question, told)


def _number(question: Question, told: str) -> str:
    try:
        number = Decimal(told.replace(",", "").replace(" ", "").lstrip("£$€"))
    except InvalidOperation as error:
        raise RuleBroken(
            _l(
                "“%(told)s” is no number, which “%(question)s” asks for",
                told=told,
                question=question.text,
            )
        ) from error
    low, high = question.least, question.most
    if not number.is_finite() or (low is not None and number < low) or (high is not None and number > high):
        raise RuleBroken(
            _l("%(told)s is not a number that “%(question)s” allows", told=told, question=question.text)
        )
    return format(number, "f")


def _several(question: Question, cells: Cells) -> list[str] | None:
    by_option = [(answer, cell) for answer, cell in cells if answer.option]
    found = _ranked(question, by_option) if question.kind is QuestionKind.RANKING else _ticked(by_option)
    for answer, cell in cells:
        if not answer.option:
            found += _listed(question, answer.values, cell)
    unique = list(dict.fromkeys(found))
    return unique or None


def _ticked(cells: Cells) -> list[str]:
    return [answer.option for answer, cell in cells if cell.casefold() not in NOT_CHOSEN]


def _ranked(question: Question, cells: Cells) -> list[str]:
    ranks: list[tuple[Decimal, str]] = []
    for answer, cell in cells:
        try:
            ranks.append((Decimal(cell), answer.option))
        except InvalidOperation as error:
            raise RuleBroken(
                _l("“%(told)s” is no rank in “%(question)s”", told=cell, question=question.text)
            ) from error
    return [option for _, option in sorted(ranks, key=lambda one: one[0])]


def _listed(question: Question, values: Mapping[str, str], cell: str) -> list[str]:
    """Read choices that stand in one cell behind each other; the texts may hold commas themselves."""
    if cell in values:
        return [values[cell]] if values[cell] else []
    known = choices(question)
    places: dict[int, tuple[int, str]] = {}
    rest = cell.casefold()
    for key, text in sorted(_names(known), key=lambda one: -len(one[1])):
        at = _found(rest, text.casefold())
        while at is not None:
            places[at] = (len(text), key)
            rest = rest[:at] + "\0" * len(text) + rest[at + len(text) :]
            at = _found(rest, text.casefold())
    left = [part for part in re.split("\0+", rest) if not BETWEEN.fullmatch(part)]
    if left:
        told = left[0].strip(" ,;|/")
        raise _no_choice(question, values.get(told, told))
    return [key for _, (_, key) in sorted(places.items())]


def _names(known: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for key, text in known.items():
        yield key, text
        yield key, key


def _found(text: str, wanted: str) -> int | None:
    """Find where words stand by themselves, not as a part of longer ones."""
    if not wanted:
        return None
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text)
    return found.start() if found else None


def _no_choice(question: Question, told: str) -> RuleBroken:
    return RuleBroken(
        _l(
            "“%(told)s” is none of the choices of “%(question)s”: say what it means",
            told=told[:80],
            question=question.text,
        )
    )
