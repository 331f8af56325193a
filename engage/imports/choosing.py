"""What a column can be chosen to be, as a page offers it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engage.consultations import sequence
from engage.consultations.models import Consultation, QuestionKind
from engage.errors import Sentence
from engage.imports import closed
from engage.imports.mapping import Aim, Answer, ColumnMap, Field

FIELDS: dict[Field, Sentence] = {
    Field.ID: _l("Id of the row"),
    Field.AUTHOR: _l("Id of the author"),
    Field.RECEIVED: _l("When it came in"),
    Field.SECTOR: _l("Sector"),
    Field.ORGANISATION: _l("Organisation"),
    Field.AREA: _l("Place"),
    Field.CONSENT: _l("May it be published?"),
    Field.CHANNEL: _l("How it came in"),
    Field.LANGUAGE: _l("Language"),
    Field.DECISION: _l("Decision made before"),
    Field.KIND: _l("Idea, comment or evidence"),
    Field.THEME: _l("Name of the theme of the text"),
    Field.QUESTION: _l("Question that the text answers"),
    Field.TEXT: _l("The text"),
}
"""What a column can be beside an answer."""


def offered(consultation: Consultation) -> dict[str, Sentence]:
    """Give what each column can be, by the code that the page sends."""
    choices: dict[str, Sentence] = {f"field:{one.value}": words for one, words in FIELDS.items()}
    for theme in consultation.themes:
        choices[f"theme:{theme.id}"] = _("Text under “%(theme)s”", theme=theme.title)
    choices["whole"] = _l("Text about the whole")
    for question in sequence.in_order(consultation):
        if question.kind is QuestionKind.FILES:
            continue
        about = _short(question.text)
        choices[f"question:{question.id}"] = _("Answer to “%(question)s”", question=about)
        if question.kind is QuestionKind.TEXT:
            continue
        if question.kind in closed.OF_SEVERAL:
            for key, text in closed.choices(question).items():
                said = {"choice": _short(text), "question": about}
                choices[f"option:{question.id}:{key}"] = _("Choice “%(choice)s” of “%(question)s”", **said)
        choices[f"beside:{question.id}"] = _("Text beside “%(question)s”: other, reasons", question=about)
    return choices


def codes(mapping: ColumnMap) -> dict[str, str]:
    """Give the code of what each mapped column is."""
    told = {column: f"field:{one.value}" for one, column in mapping.columns.items()}
    return told | {one.column: _code(one) for one in mapping.answers}


def mapped(mapping: ColumnMap, chosen: Mapping[str, str | None]) -> tuple[dict[Field, str], list[Answer]]:
    """Read what some columns were chosen to be; what was chosen of all others stays."""
    columns = {one: column for one, column in mapping.columns.items() if column not in chosen}
    kept = {one.column: one for one in mapping.answers}
    answers = [one for one in mapping.answers if one.column not in chosen]
    for column, code in chosen.items():
        aim, _, rest = (code or "").partition(":")
        if aim == "field":
            columns[Field(rest)] = column
        elif aim:
            made = _read(column, Aim(aim), rest)
            before = kept.get(column)
            same = before and (before.aim, before.of, before.option) == (made.aim, made.of, made.option)
            answers.append(before if before and same else made)
    return columns, answers


def twice(chosen: Iterable[str | None]) -> set[str]:
    """Name the codes that only one column can have and several have."""
    seen: set[str] = set()
    found: set[str] = set()
    for code in chosen:
        if code and code.startswith("field:"):
            (found if code in seen else seen).add(code)
    return found


def _code(one: Answer) -> str:
    return ":".join(part for part in (one.aim.value, str(one.of) if one.of else "", one.option) if part)


def _read(column: str, aim: Aim, rest: str) -> Answer:
    of, _, option = rest.partition(":")
    return Answer(column, aim, UUID(of) if of else None, option)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:58].rstrip()}…"
