"""Guessing what the columns of a file are, by their headings and by what the consultation asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engage.consultations.models import Consultation, Question, QuestionKind
from engage.imports import closed
from engage.imports.layouts import REFUSED, Shape
from engage.imports.mapping import Aim, Answer, ColumnMap, Field, Omission

HEADINGS: dict[Field, re.Pattern[str]] = {
    Field.ID: re.compile(
        r"(response|respondent|comment|row|unique|submission)?[ _-]?(id|identifier|no|number|reference)\.?"
    ),
    Field.AUTHOR: re.compile(r"(author|user|participant|person)([ _-]?(id|key|number|name))?"),
    Field.RECEIVED: re.compile(
        r"(date|time|timestamp|datetime|received|submitted|recorded ?date|created( at)?)|"
        r"(date|time)?[ _-]?(submitted|received|completed|created)[ _-]?(at|on|date)?"
    ),
    Field.LANGUAGE: re.compile(r"(user ?)?language"),
    Field.ORGANISATION: re.compile(r"(name of (your )?)?organi[sz]ation( name)?|(company|employer)( name)?"),
    Field.SECTOR: re.compile(
        r"sector|(respondent|organi[sz]ation|type of) ?(type|respondent)|.*responding as.*"
    ),
    Field.AREA: re.compile(r"area|place|town|district|county|location|post ?code|where do you live.*"),
    Field.CONSENT: re.compile(r".*\b(consent|publish\w*|confidential\w*)\b.*"),
    Field.THEME: re.compile(r"themes?|topic|strand|category"),
    Field.DECISION: re.compile(r"moderated|decision|moderation( status)?"),
    Field.CHANNEL: re.compile(r"channel|how it came( in)?"),
    Field.TEXT: re.compile(
        r"(the |your )?(text|comments?([ -]?(body|text))?|response|answer|feedback|contribution|message|body)"
    ),
}
MARKS: dict[str, Field] = {
    "responseid": Field.ID,
    "recordeddate": Field.RECEIVED,
    "userlanguage": Field.LANGUAGE,
}
"""What is taken of the marks that Qualtrics sets beside the answers; nothing else of them is."""
BESIDE = re.compile(r"\b(other|please (specify|explain|say)|comments?|text|reasons?|why)\b", re.IGNORECASE)
FREE_TEXT = 40
"""From how many characters on, on average, a column looks like free text."""


@dataclass
class Guess:
    """What was guessed so far."""

    columns: dict[Field, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)


def suggested(
    consultation: Consultation,
    shape: Shape,
    names: Sequence[str],
    titles: Sequence[str],
    samples: Mapping[str, Sequence[str]],
) -> ColumnMap:
    """Guess what each column is; a person looks it over before anything is taken in."""
    guess = Guess()
    asked = {_plain(one.text): one for one in consultation.asked if one.kind is not QuestionKind.FILES}
    stems = {
        name: asked[_plain(title)]
        for name, title in zip(names, titles, strict=True)
        if _plain(title) in asked
    }
    for name, title in zip(names, titles, strict=True):
        answer = _answer(name, title or name, asked, stems) or _under_theme(consultation, name, title)
        if answer:
            guess.answers.append(answer)
        elif one := _heading(shape, name):
            guess.columns.setdefault(one, name)
    if not guess.answers and Field.TEXT not in guess.columns:
        _longest(guess, samples)
    if guess.answers:
        guess.columns.pop(Field.TEXT, None)
    omitted = list(Omission) if shape is Shape.QUALTRICS else []
    return ColumnMap(guess.columns, answers=guess.answers, omitted=omitted)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[^\w ]+", " ", re.sub(r"^\s*\d+[.)]\s*", "", words)).casefold().split())


def _heading(shape: Shape, name: str) -> Field | None:
    if shape is Shape.QUALTRICS:
        return MARKS.get(name.casefold())
    plain = name.strip().casefold()
    if name in REFUSED:
        return None
    return next((one for one, pattern in HEADINGS.items() if pattern.fullmatch(plain)), None)


def _answer(
    name: str, title: str, asked: Mapping[str, Question], stems: Mapping[str, Question]
) -> Answer | None:
    """See in a heading a question, a choice of it, or the words beside it."""
    if question := asked.get(_plain(title)):
        return Answer(name, Aim.QUESTION, question.id)
    if name.endswith("_TEXT") and (question := _stem(name, stems)):
        return Answer(name, Aim.BESIDE, question.id)
    text, _, part = title.rpartition(" - ")
    question = asked.get(_plain(text)) or asked.get(_plain(text.rpartition(" - ")[0])) or _stem(name, stems)
    return _part(name, part, question) if question and part else None


def _stem(name: str, stems: Mapping[str, Question]) -> Question | None:
    return stems.get(name.partition("_")[0])


def _part(name: str, part: str, question: Question) -> Answer | None:
    for key, text in closed.choices(question).items():
        if _plain(text) == _plain(part) and question.kind in closed.OF_SEVERAL:
            return Answer(name, Aim.OPTION, question.id, key)
    if question.kind is not QuestionKind.TEXT and BESIDE.search(part):
        return Answer(name, Aim.BESIDE, question.id)
    return Answer(name, Aim.QUESTION, question.id)


def _under_theme(consultation: Consultation, name: str, title: str) -> Answer | None:
    for theme in consultation.themes:
        if _plain(theme.title) in (_plain(name), _plain(title)):
            return Answer(name, Aim.THEME, theme.id)
    return None


def _longest(guess: Guess, samples: Mapping[str, Sequence[str]]) -> None:
    """Take for the text the column with the longest cells, if they are long."""
    taken = set(guess.columns.values())
    lengths = {
        name: sum(map(len, cells)) / len(cells)
        for name, cells in samples.items()
        if cells and name not in taken
    }
    best = max(lengths, key=lambda name: lengths[name], default=None)
    if best is not None and lengths[best] >= FREE_TEXT:
        guess.columns[Field.TEXT] = best
