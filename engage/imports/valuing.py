"""What stands in coded columns, and what each value can mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation, Question, QuestionKind
from engage.errors import RuleBroken, Sentence
from engage.feedback.labels import CHANNELS, CONSENTS, KINDS
from engage.imports import closed
from engage.imports.checking import WAIT
from engage.imports.mapping import Aim, Answer, ColumnMap, Field
from engage.imports.reading import Row
from engage.moderation.models import Outcome
from engage.organisations.labels import SECTORS

MOST = 40
"""How many values of one column a person is asked about."""
NOTHING = "-"
"""Stands for a value that means nothing."""
CODED: dict[Field, Mapping[str, Sentence]] = {
    Field.SECTOR: {one.value: words for one, words in SECTORS.items()},
    Field.CONSENT: {one.value: words for one, words in CONSENTS.items()},
    Field.CHANNEL: {one.value: words for one, words in CHANNELS.items()},
    Field.KIND: {one.value: words for one, words in KINDS.items()},
    Field.DECISION: {
        Outcome.SHOW.value: _l("Show"),
        Outcome.HOLD.value: _l("Hold"),
        Outcome.WITHHOLD.value: _l("Withhold"),
        WAIT: _l("Not decided"),
    },
}


@dataclass(frozen=True)
class Coded:
    """A column of codes: what its values can mean, what stands in it, and what that was said to mean."""

    column: str
    meanings: Mapping[str, Sentence]
    found: list[str]
    said: Mapping[str, str]


def coded(consultation: Consultation, mapping: ColumnMap, rows: Iterable[Row]) -> list[Coded]:
    """Give the columns of a file that hold codes, each with the values that stand in it."""
    about = _columns(consultation, mapping)
    found: dict[str, dict[str, None]] = {column: {} for column in about}
    for row in rows:
        for column, values in found.items():
            cell = row.cells.get(column, "").strip()
            if cell and len(values) < MOST and _asks(about[column][2], cell):
                values[cell] = None
    return [
        Coded(column, meanings, list(found[column]), said)
        for column, (meanings, said, _) in about.items()
        if found[column]
    ]


def explained(mapping: ColumnMap, said: Mapping[str, Mapping[str, str]]) -> ColumnMap:
    """Add to a mapping what the values of its columns were said to mean."""
    meant = {
        column: {cell: "" if code == NOTHING else code for cell, code in values.items() if code}
        for column, values in said.items()
    }
    fields = {one: meant[column] for one, column in mapping.columns.items() if column in meant}
    answers = [replace(one, values=meant.get(one.column, one.values)) for one in mapping.answers]
    return replace(mapping, values={**mapping.values, **fields}, answers=answers)


About = tuple[Mapping[str, Sentence], Mapping[str, str], Question | None]


def _columns(consultation: Consultation, mapping: ColumnMap) -> dict[str, About]:
    asked = {question.id: question for question in consultation.questions}
    found: dict[str, About] = {}
    for one, column in mapping.columns.items():
        if one in CODED:
            found[column] = (CODED[one], mapping.values.get(one, {}), None)
    for answer in mapping.answers:
        question = asked.get(answer.of) if answer.of else None
        if question and _is_coded(answer, question):
            found[answer.column] = (dict(closed.choices(question)), answer.values, question)
    return found


def _is_coded(answer: Answer, question: Question) -> bool:
    kinds = (*closed.CHOSEN_BY_KEY, QuestionKind.SEVERAL)
    return answer.aim is Aim.QUESTION and question.kind in kinds


def _asks(question: Question | None, cell: str) -> bool:
    """Say whether somebody has to be asked what a cell means: not where it is a choice's own text."""
    if question is None:
        return True
    try:
        closed.value_of(question, [(Answer("", Aim.QUESTION, question.id), cell)])
    except RuleBroken:
        return True
    return False


def understood(meanings: Mapping[str, Sentence], cell: str) -> str | None:
    """Give the code that a cell names by itself."""
    for code, words in meanings.items():
        if cell.casefold() in (code, str(words).casefold()):
            return code
    return None
