"""What a consultation asks, of one theme or of the whole, and how that may still change."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from engage import audit, clock
from engage.accounts import Person
from engage.consultations import sequence
from engage.consultations.drafting import reordered
from engage.consultations.models import Consultation, Question, Stage, Theme
from engage.consultations.queries import answered, hold
from engage.consultations.wording import Wording, write
from engage.db import db
from engage.errors import RuleBroken

MOST = 200
"""Questions in one consultation."""
KEPT = "question_keeps_its_meaning"
"""What the database says when it keeps a question from being changed."""
ANSWERED = _l(
    "People have answered this question, so what it asks stays as it is. You can replace it by another"
)


def ask(
    consultation: Consultation,
    wording: Wording | str,
    *,
    hint: str = "",
    theme: Theme | None = None,
    by: Person | None,
) -> Question:
    """Add a question after those there are; a text alone asks for an answer in people's own words.

    :raises RuleBroken: once the consultation has closed, or if the wording will not do
    """
    still_asking(consultation)
    if len(consultation.questions) >= MOST:
        raise RuleBroken(_l("A consultation can have at most %(most)s questions", most=MOST))
    question = Question(
        theme=theme, position=max((one.position for one in consultation.questions), default=0) + 1, text=""
    )
    write(question, Wording(wording, hint=hint) if isinstance(wording, str) else wording)
    demand_own_evidence(consultation, question)
    question.consultation = consultation
    db.session.add(question)
    db.session.flush()
    audit.record("question.added", question, by=by, **_seen(consultation))
    return question


def reword(question: Question, wording: Wording, *, theme: Theme | None, by: Person | None) -> None:
    """Change a question that nobody has answered.

    :raises RuleBroken: if somebody has, the consultation has closed, or the wording will not do
    """
    consultation = question.consultation
    still_asking(consultation)
    still_asked(question)
    before = {**_seen(consultation), "before": question.text}
    with answers_kept():
        write(question, wording)
        demand_own_evidence(consultation, question)
        question.theme = theme
        db.session.flush()
    _demand_choices_kept(question)
    sequence.demand_order(consultation)
    audit.record("question.changed", question, by=by, **before)


def depend(question: Question, on: Question | None, answers: Sequence[str], *, by: Person | None) -> None:
    """Ask a question only of those who gave certain answers to an earlier one; of everybody with None.

    :raises RuleBroken: if it has been answered, or the other comes later or has no such choices
    """
    still_asking(question.consultation)
    still_asked(question)
    if on is not None and on not in sequence.earlier(question):
        raise RuleBroken(_l("Choose a question that comes before this one"), field="after")
    known = sequence.choices(on) if on else {}
    if on is not None and (not answers or not set(answers) <= set(known)):
        raise RuleBroken(_l("Choose the answers after which it is asked"), field="after")
    demand_unanswered(question)
    question.shown_after_id = on.id if on else None
    question.shown_for = [key for key in known if key in answers]
    audit.record("question.condition_set", question, by=by, after=on.id if on else "")


def move(question: Question, places: int, *, by: Person | None) -> None:
    """Move a question up (-1) or down (+1) among those of its theme.

    :raises RuleBroken: once the consultation has closed, or if it would come before one it depends on
    """
    consultation = question.consultation
    still_asking(consultation)
    still_asked(question)
    beside = sequence.under(consultation, question.theme)
    taken = sorted(one.position for one in beside)
    for position, one in zip(taken, reordered(beside, question, places), strict=True):
        one.position = position
    sequence.demand_order(consultation)
    consultation.questions.sort(key=lambda one: one.position)
    audit.record("question.moved", question, by=by)


def duplicate(question: Question, *, by: Person | None) -> Question:
    """Ask the same once more, right after a question, to be reworded; its condition is the same.

    :raises RuleBroken: once the consultation has closed
    """
    consultation = question.consultation
    still_asking(consultation)
    still_asked(question)
    for one in consultation.questions:
        if one.position > question.position:
            one.position += 1
    copied = copy_of(question)
    copied.theme, copied.position = question.theme, question.position + 1
    copied.evidence_id, copied.shown_after_id = question.evidence_id, question.shown_after_id
    copied.shown_for = list(question.shown_for)
    copied.consultation = consultation
    db.session.add(copied)
    db.session.flush()
    consultation.questions.sort(key=lambda one: one.position)
    audit.record("question.added", copied, by=by, copied_from=question.id, **_seen(consultation))
    return copied


def remove(question: Question, *, by: Person | None) -> None:
    """Take a question that nobody has answered out of a consultation.

    :raises RuleBroken: if somebody has, another depends on it, or the consultation has closed
    """
    consultation = question.consultation
    still_asking(consultation)
    sequence.demand_independence([question])
    audit.record("question.removed", question, by=by, consultation_id=consultation.id, before=question.text)
    with answers_kept():
        consultation.questions.remove(question)
        db.session.flush()


def copy_of(question: Question) -> Question:
    """Make a question of the same words, choices and translations that stands nowhere yet."""
    same = ("kind", "text", "hint", "required", "follow_up", "least", "most", "unit")
    return Question(
        options=[dict(one) for one in question.options],
        translations={language: dict(words) for language, words in question.translations.items()},
        shown_for=[],
        **{name: getattr(question, name) for name in same},
    )


def still_asking(consultation: Consultation) -> None:
    """Hold on to a consultation that has not closed, until the transaction ends.

    :raises RuleBroken: if it has
    """
    hold(consultation)
    if consultation.stage(clock.now()) is Stage.CLOSED:
        raise RuleBroken(_l("This consultation has closed, so its questions no longer change"))


def still_asked(question: Question) -> None:
    """Make sure that a question has not been superseded.

    :raises RuleBroken: if another has taken its place
    """
    if question.superseded_at:
        raise RuleBroken(_l("Another question has taken the place of this one"))


@contextmanager
def answers_kept() -> Iterator[None]:
    """Change a question inside: the database refuses it where somebody has answered.

    :raises RuleBroken: if somebody has
    """
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as refused:
        if getattr(getattr(refused.orig, "diag", None), "constraint_name", None) != KEPT:
            raise
        raise RuleBroken(ANSWERED) from refused


def demand_unanswered(question: Question) -> None:
    """Make sure that nobody has answered a question.

    :raises RuleBroken: if somebody has
    """
    if question.id in answered([question]):
        raise RuleBroken(ANSWERED)


def demand_own_evidence(consultation: Consultation, question: Question) -> None:
    """Make sure that what people can read beside a question is evidence of its consultation.

    :raises RuleBroken: if it is not
    """
    if question.evidence_id and question.evidence_id not in {one.id for one in consultation.evidence}:
        raise RuleBroken(_l("Choose from the evidence of this consultation"), field="evidence_id")


def _demand_choices_kept(question: Question) -> None:
    known = set(sequence.choices(question)) if question.kind in sequence.TELLING else set()
    for one in sequence.dependents(question):
        if not set(one.shown_for) <= known:
            told = _l(
                "“%(question)s” depends on a choice that you took out: change that first", question=one.text
            )
            raise RuleBroken(told, field="options")


def _seen(consultation: Consultation) -> dict[str, bool]:
    """Say in the trail that the public could see what changed."""
    return {"public": True} if consultation.published_at else {}
