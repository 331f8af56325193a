"""Many questions at once: from a ready-made set, another consultation, or a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from engage import audit
from engage.accounts import Person
from engage.consultations import questions, sequence
from engage.consultations.models import Consultation, Question, Theme
from engage.consultations.wording import Wording
from engage.db import db
from engage.errors import RuleBroken


@dataclass(frozen=True)
class Item:
    """One question of several that are added together."""

    wording: Wording
    theme: str = ""
    """The slug of its theme; empty: where all of them go."""
    name: str = ""
    """What later ones call it."""
    after: str = ""
    """The name of the one that it depends on; empty: it is asked of everybody."""
    answers: Sequence[str] = ()
    """The words of the choices, or `yes`, `no`, `unsure`, after which it is asked."""


def add(
    consultation: Consultation, items: Sequence[Item], *, theme: Theme | None = None, by: Person | None
) -> list[Question]:
    """Add questions after those there are, under their own themes or all under one.

    :raises RuleBroken: naming the question that will not do
    """
    named: dict[str, Question] = {}
    added = []
    for item in items:
        try:
            question = _ask(consultation, item, named, theme, by)
        except RuleBroken as refusal:
            told = _l("“%(question)s”: %(sentence)s", question=item.wording.text, sentence=refusal.sentence)
            raise RuleBroken(told) from refusal
        if item.name:
            named[item.name] = question
        added.append(question)
    return added


def _ask(
    consultation: Consultation,
    item: Item,
    named: dict[str, Question],
    theme: Theme | None,
    by: Person | None,
) -> Question:
    under = theme if not item.theme else _theme(consultation, item.theme)
    question = questions.ask(consultation, item.wording, theme=under, by=by)
    if item.after:
        if item.after not in named:
            raise RuleBroken(_l("no question before it is called %(name)s", name=item.after))
        on = named[item.after]
        keys = {str(words): key for key, words in sequence.choices(on).items()}
        answers = [keys.get(answer, answer) for answer in item.answers]
        questions.depend(question, on, answers, by=by)
    return question


def _theme(consultation: Consultation, slug: str) -> Theme:
    for theme in consultation.themes:
        if theme.slug == slug:
            return theme
    raise RuleBroken(_l("the consultation has no theme %(slug)s", slug=slug))


def copy(source: Consultation, consultation: Consultation, *, by: Person | None) -> list[Question]:
    """Ask in a consultation what another one asks: under themes of the same name, else of the whole.

    :raises RuleBroken: if it asks nothing, or the consultation has closed
    """
    if not source.asked:
        raise RuleBroken(_l("That consultation has no questions of its own"), field="consultation_id")
    questions.still_asking(consultation)
    if len(consultation.questions) + len(source.asked) > questions.MOST:
        raise RuleBroken(_l("A consultation can have at most %(most)s questions", most=questions.MOST))
    themes = {theme.slug: theme for theme in consultation.themes}
    last = max((one.position for one in consultation.questions), default=0)
    made: dict[object, Question] = {}
    for place, one in enumerate(sequence.in_order(source), start=1):
        copied = questions.copy_of(one)
        copied.theme = themes.get(one.theme.slug) if one.theme else None
        copied.position = last + place
        copied.consultation = consultation
        if one.shown_after_id in made:
            copied.shown_after_id, copied.shown_for = made[one.shown_after_id].id, list(one.shown_for)
        made[one.id] = copied
        db.session.add(copied)
    db.session.flush()
    _settle(list(made.values()))
    audit.record("question.copied", consultation, by=by, source_id=source.id, count=len(made))
    return list(made.values())


def _settle(copied: Sequence[Question]) -> None:
    """Ask of everybody what would now come before the question that it depends on."""
    for question in copied:
        if question.shown_after_id and question.shown_after_id not in {
            one.id for one in sequence.earlier(question)
        }:
            question.shown_after_id, question.shown_for = None, []
