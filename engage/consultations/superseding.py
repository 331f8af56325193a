"""Putting another question in the place of one that people have answered."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from engage import audit
from engage.accounts import Person
from engage.consultations import sequence
from engage.consultations.models import Question
from engage.consultations.questions import copy_of, demand_own_evidence, still_asked, still_asking
from engage.consultations.wording import Wording, write
from engage.db import db
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue


def supersede(question: Question, wording: Wording, *, by: Person | None, at: datetime) -> Question:
    """Ask another question in the place of one; what was answered is kept, and who answered it is told.

    :raises RuleBroken: if that has been done, the consultation is not public or has closed
    """
    consultation = question.consultation
    still_asking(consultation)
    still_asked(question)
    if not consultation.published_at:
        raise RuleBroken(_l("This is a draft: change the question itself"))
    successor = copy_of(question)
    write(successor, wording, corrected=False)
    demand_own_evidence(consultation, successor)
    successor.theme, successor.position = question.theme, question.position
    successor.shown_after_id, successor.shown_for = question.shown_after_id, list(question.shown_for)
    successor.supersedes_id, successor.consultation = question.id, consultation
    db.session.add(successor)
    waiting = sequence.dependents(question)
    question.superseded_at = at
    db.session.flush()
    for one in waiting:
        _point_anew(one, successor)
    audit.record("question.superseded", question, by=by, successor_id=successor.id)
    enqueue(Job.TELL_OF_SUPERSEDED_QUESTION, question.id)
    return successor


def _point_anew(question: Question, successor: Question) -> None:
    """Have a question depend on the successor of the one it did; where the choices are gone, on none."""
    known = sequence.choices(successor) if successor.kind in sequence.TELLING else {}
    left = [key for key in question.shown_for if key in known]
    question.shown_after_id, question.shown_for = successor.id if left else None, left
