"""A questionnaire as a file: JSON that a person can write, read into questions and written from them."""

import json
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, ValidationError

from engage.consultations import sequence
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.consultations.questionnaire import Item
from engage.consultations.wording import Wording
from engage.errors import RuleBroken


class Entry(BaseModel):
    """One question in the file; all but its text can be left out."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str
    kind: QuestionKind = QuestionKind.TEXT
    theme: str = ""
    """The slug of its theme; without one it asks about the whole."""
    name: str = ""
    """What later questions call it by in `after`."""
    hint: str = ""
    required: bool = False
    options: list[str] = []
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    follow_up: str = ""
    evidence: str = ""
    """The title of the evidence beside it."""
    after: str = ""
    answers: list[str] = []
    """The choices, or `yes`, `no`, `unsure`, of the question called `after`."""


class Questionnaire(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    questions: list[Entry]


def read(content: str, consultation: Consultation) -> list[Item]:
    """Read the questions of a file, ready to be added to a consultation.

    :raises RuleBroken: naming the place in the file that makes no sense
    """
    try:
        found = Questionnaire.model_validate_json(content)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "1"
        raise RuleBroken(
            _l("The file cannot be read at %(place)s: %(why)s", place=place, why=first["msg"])
        ) from wrong
    return [_item(entry, consultation) for entry in found.questions]


def _item(entry: Entry, consultation: Consultation) -> Item:
    beside = {one.title: one.id for one in consultation.evidence}
    if entry.evidence and entry.evidence not in beside:
        raise RuleBroken(
            _l("The consultation has no evidence called “%(title)s”", title=entry.evidence), field="file"
        )
    words = {name: getattr(entry, name) for name in ("text", "kind", "hint", "required", "options")}
    words |= {name: getattr(entry, name) for name in ("least", "most", "unit", "follow_up")}
    wording = Wording(evidence_id=beside.get(entry.evidence), **words)
    return Item(wording, entry.theme, entry.name, entry.after, entry.answers)


def written(consultation: Consultation) -> dict[str, Any]:
    """Give the questionnaire of a consultation as the file has it."""
    order = sequence.in_order(consultation)
    names = {one.id: f"q{place}" for place, one in enumerate(order, start=1)}
    deciding = {one.shown_after_id for one in order}
    beside = {one.id: one.title for one in consultation.evidence}
    entries = []
    for question in order:
        entry = Entry(
            text=question.text,
            kind=question.kind,
            theme=question.theme.slug if question.theme else "",
            name=names[question.id] if question.id in deciding else "",
            hint=question.hint,
            required=question.required,
            options=[choice["text"] for choice in question.options],
            least=question.least,
            most=question.most,
            unit=question.unit,
            follow_up=question.follow_up,
            evidence=beside.get(question.evidence_id, "") if question.evidence_id else "",
            **_condition(question, names),
        )
        entries.append(json.loads(entry.model_dump_json(exclude_defaults=True)))
    return {"questions": entries}


def _condition(question: Question, names: dict[Any, str]) -> dict[str, Any]:
    on = sequence.depended_on(question)
    if on is None or on.id not in names:
        return {}
    known = sequence.choices(on)
    telling = on.kind is not QuestionKind.YES_NO
    return {
        "after": names[on.id],
        "answers": [str(known[key]) if telling else key for key in question.shown_for if key in known],
    }
