"""Handing in the notes of a table: they become contributions, once, and change no more at the table."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import intake
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Kind, Response
from engage.jobs import Job, enqueue
from engage.logging import logger
from engage.organisations.models import Sector
from engage.workshops.agreeing import letters, queries, wording
from engage.workshops.models import Workshop
from engage.workshops.tables.models import Note, Table

log = logger(__name__)

LONGEST_DAYS = 60


def order(workshop: Workshop, tables: Sequence[Table], days: int, *, by: Person) -> int:
    """Have the notes of some tables handed in, each by a job of its own; count those that were not yet.

    For so many days people may answer; tables that were handed in before keep theirs.

    :raises RuleBroken: if there is nothing left to hand in
    """
    left = [table for table in tables if not table.answers_until]
    if not left:
        raise RuleBroken(_l("The notes of all tables have been handed in"))
    at, workshop.answer_days = clock.now(), days
    for table in left:
        table.closed_at = table.closed_at or at
        enqueue(Job.HAND_IN_NOTES, table.id)
        audit.record("table.handed_in", table, by=by)
    return len(left)


def hand_in(table_id: UUID) -> None:
    """Make contributions of a table's notes, and ask those who sat there; done again, it does nothing."""
    lock = select(Table).where(Table.id == table_id).with_for_update(of=Table)
    table = db.session.scalars(lock.execution_options(populate_existing=True)).one()
    if table.answers_until:
        return
    at = clock.now()
    table.closed_at = table.closed_at or at
    table.answers_until = at + timedelta(days=table.workshop.answer_days)
    _forget_removed(table)
    notes = queries.notes_to_hand_in(table)
    if notes:
        table.response_id = _taken_in(table, notes, at).id
        db.session.flush()
        letters.ask(table)
    log.info("table_handed_in", table_id=str(table.id), notes=len(notes))


def _forget_removed(table: Table) -> None:
    """Empty what the table took back: nobody is to read it again."""
    gone = update(Note).where(Note.table_id == table.id, Note.removed_at.is_not(None))
    db.session.execute(gone.values(text="", detail={}))


def _taken_in(table: Table, notes: Sequence[Note], at: datetime) -> Response:
    response = intake.accept(
        table.workshop.consultation,
        sector=Sector.UNKNOWN,
        consent=Consent.UNNAMED,
        channel=Channel.TABLE,
        contributions=[_contribution(table, note) for note in notes],
        received_at=at,
        submission_key=table.id,
    )
    db.session.flush()
    for note, contribution in zip(notes, response.contributions, strict=True):
        note.contribution_id = contribution.id
    return response


def _contribution(table: Table, note: Note) -> NewContribution:
    return NewContribution(
        text=wording.whole(note, note.exercise),
        theme_id=note.exercise.theme_id or table.theme_id,
        kind=wording.KINDS.get(note.exercise.kind, Kind.COMMENT),
    )
