"""Equality questions after sending: answers become counts at once, and what is shown hides small ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engage import audit
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import policy
from engage.feedback.equality.models import EqualityCount
from engage.feedback.equality.questions import QUESTIONS, About
from engage.feedback.models import Draft

FEWEST: Final = 5
"""Numbers smaller than this are not shown."""
TIME: Final = timedelta(hours=2)
"""How long after the last response can have been sent its sender may still answer."""


@dataclass(frozen=True)
class Figures:
    """What is shown of the answers to one question: None stands for fewer than `FEWEST`."""

    about: About
    people: dict[str, int | None]
    total: int | None
    """None where a number is hidden: it could be worked out from the total."""


def asked(consultation: Consultation) -> list[About]:
    """List what is asked in a consultation: all, unless its managers chose."""
    chosen = consultation.equality
    return [one for one in QUESTIONS if chosen is None or one.value in chosen]


def choose(consultation: Consultation, about: Sequence[About], *, by: Person) -> None:
    """Set what is asked; nothing, and nobody is asked anything."""
    consultation.equality = [one.value for one in QUESTIONS if one in about]
    audit.record("equality.chosen", consultation, by=by, asked=consultation.equality)


def may_answer(consultation: Consultation, draft: Draft | None, *, at: datetime) -> bool:
    """Say whether whoever sent a draft is asked: they spoke for themselves, and were not counted yet."""
    return bool(
        draft
        and draft.response
        and not draft.amends_id
        and not draft.response.organisation
        and not draft.counted
        and asked(consultation)
        and not is_over(consultation, at)
    )


def is_over(consultation: Consultation, at: datetime) -> bool:
    """Say whether nobody can be counted any more, so that the figures stand still."""
    until = policy.sent_until(consultation)
    return until is not None and at >= until + TIME


def count(consultation: Consultation, draft: Draft, answers: Mapping[About, str], *, at: datetime) -> None:
    """Count the answers of whoever sent a draft, which the caller has locked; sent again, they count once.

    :raises RuleBroken: if nothing was answered, or it is too late
    """
    if draft.counted:
        return
    if not may_answer(consultation, draft, at=at):
        raise RuleBroken(_l("These questions can no longer be answered"))
    sound = {one: answers[one] for one in asked(consultation) if answers.get(one) in QUESTIONS[one].options}
    if not sound:
        raise RuleBroken(_l("Answer at least one question, or go back to your receipt"))
    for about, answer in sorted(sound.items()):  # in one order, so that two who send at once do not block
        _add_one(consultation, about, answer)
    draft.counted = True


def figures(consultation: Consultation, *, at: datetime) -> list[Figures] | None:
    """Give what may be shown; None while somebody can still be counted.

    Whoever sees a number before and after a response came in knows what its sender answered.
    """
    if not is_over(consultation, at):
        return None
    held = select(EqualityCount).where(EqualityCount.consultation_id == consultation.id)
    found = {(one.about, one.answer): one.people for one in db.session.scalars(held)}
    counted = [one for one in QUESTIONS if any(about is one for about, _ in found)]
    return [
        shown(about, {answer: found.get((about, answer), 0) for answer in QUESTIONS[about].options})
        for about in counted
    ]


def shown(about: About, people: Mapping[str, int]) -> Figures:
    """Hide small numbers, none among them, and the total from which one could be worked out."""
    kept = {answer: number if number >= FEWEST else None for answer, number in people.items()}
    return Figures(about, kept, None if None in kept.values() else sum(people.values()))


def _add_one(consultation: Consultation, about: About, answer: str) -> None:
    one = insert(EqualityCount).values(
        id=uuid4(), consultation_id=consultation.id, about=about, answer=answer, people=1
    )
    db.session.execute(
        one.on_conflict_do_update(
            index_elements=[EqualityCount.consultation_id, EqualityCount.about, EqualityCount.answer],
            set_={"people": EqualityCount.people + 1},
        )
    )
