"""The page of one question as a form, whatever kind of question it is."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField

from engage.consultations.languages import OPTION, spoken
from engage.consultations.models import Question, QuestionKind
from engage.errors import RuleBroken
from engage.feedback.form import filled, replies
from engage.feedback.form.forms import Fits, PageForm, newlines, plainly
from engage.feedback.form.strands import Box
from engage.feedback.labels import KINDS
from engage.feedback.models import Kind
from engage.web.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    FilesField,
    Option,
    PartsField,
    RankingField,
)


class BoxForm(PageForm):
    """What is answered in one box; `asking` makes one with the fields of its kind."""

    box: Box
    answers: Mapping[str, Any]
    seen = HiddenField()
    """What stood in the box when the page was opened, so that nobody overwrites what they did not see."""

    @property
    def text(self) -> Field | None:
        """The field for free text, if there is one."""
        return self._of(f"text-{self.box.key}")

    @property
    def of_what_kind(self) -> Field | None:
        """The field by which the sender says what the text is."""
        return self._of(f"kind-{self.box.key}")

    @property
    def reply(self) -> Field | None:
        """The field for what is chosen or filled in."""
        return self._of(f"reply-{self.box.key}")

    @property
    def files(self) -> Field | None:
        """The field for files."""
        return self._of(f"files-{self.box.key}")

    def _of(self, name: str) -> Field | None:
        return cast(Field | None, self._fields.get(name))

    def cleared(self) -> bool:
        """Say whether what was chosen is to be taken back: a radio button alone cannot be."""
        return self.is_submitted() and "clear" in request.form

    def typed(self) -> dict[str, Any]:
        """Give what was typed in the box, by the names of the draft."""
        typed: dict[str, Any] = {}
        if self.text is not None:
            kind = plainly(self.of_what_kind) if self.of_what_kind else None
            typed["texts"] = {
                self.box.key: {"text": self.text.data or "", "kind": kind or Kind.COMMENT.value}
            }
        if self.reply is not None:
            typed["replies"] = {self.box.key: None if self.cleared() else _raw(self.reply)}
        return typed

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check what was typed, next to the field at fault."""
        sound: bool = super().validate(*args, **kwargs)
        at = self.reply or self.files or self.text
        assert at is not None
        try:
            filled.check(self.box, dict(self.answers) | self.typed())
        except RuleBroken as wrong:
            at.errors = at.errors or [str(wrong)]
            return False
        return sound


def asking(box: Box, answers: Mapping[str, Any]) -> BoxForm:
    """Make the form of one box, filled with what was answered before."""
    members: dict[str, Any] = {"box": box, "answers": answers}
    saved: dict[str, Any] = {"seen": seal(box, answers)}
    question = box.question
    if question and question.kind is not QuestionKind.TEXT:
        name = "files" if question.kind is QuestionKind.FILES else "reply"
        members[f"{name}-{box.key}"] = _field(question)
        saved[f"reply-{box.key}"] = answers.get("replies", {}).get(box.key)
    if box.takes_text:
        members |= _text_fields(box)
        typed = answers.get("texts", {}).get(box.key, {})
        saved[f"text-{box.key}"] = _both(typed.get("text", ""), answers.get("clashes", {}).get(box.key))
        saved[f"kind-{box.key}"] = typed.get("kind", Kind.COMMENT.value)
    form: BoxForm = type("Asking", (BoxForm,), members)(data=_for_fields(saved, question))
    if isinstance(form.reply, PartsField) and not form.is_submitted():
        form.reply.typed |= saved.get(f"reply-{box.key}") or {}
    return form


def seal(box: Box, answers: Mapping[str, Any]) -> str:
    """Give a short hash of what stands in a box."""
    stands = [answers.get(name, {}).get(box.key) for name in ("texts", "replies", "clashes")]
    return sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()[:16]


def _both(stands: str, other: str | None) -> str:
    """Put the text of somebody who wrote at the same time under the one that stands."""
    return f"{stands}\n\n{other}" if other else stands


def _text_fields(box: Box) -> dict[str, Any]:
    question = box.question
    follow_up = question is not None and question.kind is not QuestionKind.TEXT
    label = _l("What would you like to say?")
    if question:
        label = spoken(question, "follow_up" if follow_up else "text")
    return {
        f"text-{box.key}": TextAreaField(
            label,
            description=spoken(question, "hint") if question and not follow_up else "",
            filters=[newlines],
            validators=[Fits(max=filled.LONGEST)],
        ),
        f"kind-{box.key}": ChoiceField(_l("Which of these is it most?"), choices=KINDS),
    }


def _for_fields(saved: dict[str, Any], question: Question | None) -> dict[str, Any]:
    """Leave to the boxes of a day or a ranking what was typed in each: no value need come of it."""
    if question and question.kind in (QuestionKind.DATE, QuestionKind.RANKING):
        return {name: value for name, value in saved.items() if not name.startswith("reply-")}
    return saved


def _raw(field: Field) -> Any:
    return dict(field.typed) if isinstance(field, PartsField) else plainly(field)


def _field(question: Question) -> Field:
    """Make the field that a kind of question is answered in, without free text."""
    made, more = _FIELDS[question.kind]
    if made in (ChoiceField, ChoicesField, RankingField):
        more = {"choices": _offered(question)}
    return made(spoken(question, "text"), description=spoken(question, "hint"), **more)


def _offered(question: Question) -> list[Option]:
    """List what can be chosen, in words that say their language where it is not the page's."""
    told = {choice["key"]: spoken(question, OPTION + choice["key"]) for choice in question.options}
    return [Option(one.value, told.get(one.value, one.label)) for one in replies.choices(question)]


_IN_DIGITS = {"inputmode": "decimal", "spellcheck": "false", "autocomplete": "off"}
_FIELDS: dict[QuestionKind, tuple[type[Field], dict[str, Any]]] = {
    QuestionKind.ONE: (ChoiceField, {}),
    QuestionKind.SCALE: (ChoiceField, {}),
    QuestionKind.YES_NO: (ChoiceField, {}),
    QuestionKind.SEVERAL: (ChoicesField, {}),
    QuestionKind.RANKING: (RankingField, {}),
    QuestionKind.NUMBER: (StringField, {"render_kw": _IN_DIGITS}),
    QuestionKind.DATE: (DateField, {}),
    QuestionKind.AREA: (StringField, {"render_kw": {"autocomplete": "address-level2"}}),
    QuestionKind.FILES: (FilesField, {}),
}
