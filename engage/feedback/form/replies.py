"""What is replied where no free text is asked for: from what was typed to what is kept, and into words."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l

from engage.consultations.languages import options, said
from engage.consultations.models import Question, QuestionKind
from engage.consultations.wording import YES_NO
from engage.errors import RuleBroken, Sentence
from engage.web.fields import Option, Senseless, day_of, in_order
from engage.web.templating import day

LONGEST_LINE = 200
"""Characters of a name, an organisation, a place."""
REQUIRED: dict[QuestionKind, Sentence] = {
    QuestionKind.TEXT: _l("Write an answer: this question has to be answered"),
    QuestionKind.ONE: _l("Choose one of the answers"),
    QuestionKind.SEVERAL: _l("Choose at least one of the answers"),
    QuestionKind.SCALE: _l("Choose how far you agree"),
    QuestionKind.RANKING: _l("Give at least one of them a place"),
    QuestionKind.YES_NO: _l("Choose yes, no or don’t know"),
    QuestionKind.NUMBER: _l("Enter a number"),
    QuestionKind.DATE: _l("Enter a date"),
    QuestionKind.AREA: _l("Enter a place"),
    QuestionKind.FILES: _l("Choose a file"),
}


def choices(question: Question) -> list[Option]:
    """List what can be chosen or ranked."""
    if question.kind is QuestionKind.YES_NO:
        return [Option(key, words) for key, words in YES_NO.items()]
    return [Option(key, words) for key, words in options(question)]


def on_offer(question: Question) -> list[str]:
    """List the keys of what can be chosen or ranked."""
    if question.kind is QuestionKind.YES_NO:
        return list(YES_NO)
    return [one["key"] for one in question.options]


def read(question: Question, typed: Any) -> Any:
    """Read a reply as it is kept; None if there is none.

    :raises RuleBroken: if it makes no sense, or the question must be answered
    """
    try:
        value = _READERS[question.kind](question, typed)
    except Senseless as wrong:
        raise RuleBroken(wrong.args[0]) from wrong
    if value in (None, []) and question.required:
        raise RuleBroken(REQUIRED[question.kind])
    return None if value == [] else value


def in_words(question: Question, value: Any) -> list[str]:
    """Say a reply as people read it, a line for each choice."""
    match question.kind:
        case QuestionKind.RANKING:
            return [f"{place}. {_name(question, key)}" for place, key in enumerate(value, start=1)]
        case QuestionKind.SEVERAL:
            return [_name(question, key) for key in value]
        case QuestionKind.DATE:
            return [day(date.fromisoformat(value))]
        case QuestionKind.NUMBER:
            return [f"{value} {said(question, 'unit')}".strip()]
        case QuestionKind.AREA:
            return [str(value)]
    return [_name(question, value)]


def one_line(text: str | None) -> str | None:
    """Read a name of somebody or something; None if it is empty.

    :raises RuleBroken: if it is too long, or holds line breaks or other control characters
    """
    line = (text or "").strip()
    if len(line) > LONGEST_LINE:
        raise RuleBroken(_l("This must be %(most)s characters or fewer", most=LONGEST_LINE))
    if not line.isprintable():
        raise RuleBroken(_l("This must be on one line, and of letters that can be read"))
    return line or None


def _name(question: Question, key: str) -> str:
    return next((str(one.label) for one in choices(question) if one.value == key), key)


def _one(question: Question, typed: Any) -> str | None:
    return typed if typed in on_offer(question) else None


def _several(question: Question, typed: Any) -> list[str]:
    picked = [key for key in on_offer(question) if key in (typed or ())]
    if question.most is not None and len(picked) > question.most:
        raise RuleBroken(_l("Choose %(most)s at most", most=int(question.most)))
    if picked and question.least is not None and len(picked) < question.least:
        raise RuleBroken(_l("Choose at least %(least)s", least=int(question.least)))
    return picked


def _ranking(question: Question, typed: Any) -> list[str]:
    places: Mapping[str, str] = typed or {}
    return in_order({key: places.get(key, "") for key in on_offer(question)})


def _number(question: Question, typed: Any) -> str | None:
    text = str(typed or "").replace(",", "").replace(" ", "").strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(text) > 30:
        raise RuleBroken(_l("Enter a number in digits, like 12 or 3.5"))
    if question.least is not None and number < question.least:
        raise RuleBroken(_l("The number must be %(least)s or more", least=f"{question.least.normalize():f}"))
    if question.most is not None and number > question.most:
        raise RuleBroken(_l("The number must be %(most)s or less", most=f"{question.most.normalize():f}"))
    return f"{number:f}"


def _date(question: Question, typed: Any) -> str | None:
    parts: Mapping[str, str] = typed or {}
    return day_of(parts).isoformat() if any(parts.values()) else None


def _area(question: Question, typed: Any) -> str | None:
    return one_line(typed)


_READERS: dict[QuestionKind, Callable[[Question, Any], Any]] = {
    QuestionKind.ONE: _one,
    QuestionKind.SCALE: _one,
    QuestionKind.YES_NO: _one,
    QuestionKind.SEVERAL: _several,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.AREA: _area,
}
