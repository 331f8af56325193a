"""Finding what a table handed in, who is asked about it, and what they said."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from engage.db import db
from engage.feedback.models import Contribution
from engage.workshops.agreeing.models import Answer, NoteReply
from engage.workshops.models import Registration, Workshop
from engage.workshops.tables.models import Exercise, Note, Seat, Table

Said = TypeVar("Said")


def notes_to_hand_in(table: Table) -> Sequence[Note]:
    """List what a table wrote and left standing, exercise by exercise, as it was written."""
    return [note for note in _notes(table.id) if note.removed_at is None and note.text.strip()]


def handed_in(table: Table) -> Sequence[Note]:
    """List the notes of a table that became contributions, in the order of `notes_to_hand_in`."""
    return [note for note in _notes(table.id) if note.contribution_id]


def _notes(table_id: UUID) -> Sequence[Note]:
    of_it = (
        select(Note)
        .join(Exercise, Exercise.id == Note.exercise_id)
        .where(Note.table_id == table_id)
        .options(joinedload(Note.exercise).joinedload(Exercise.theme), joinedload(Note.contribution))
    )
    return db.session.scalars(of_it.order_by(Exercise.position, Note.written_at, Note.id)).all()


def table_of(registration: Registration) -> Table | None:
    """Give the table whose notes somebody is asked about: they came, and it has handed them in."""
    if registration.checked_in_at is None or registration.left_at:
        return None
    sat = select(Table).join(Seat, Seat.table_id == Table.id)
    theirs = sat.where(Seat.registration_id == registration.id, Table.response_id.is_not(None))
    return db.session.scalar(theirs)


def note_of(table: Table, note_id: UUID) -> Note:
    """Get a note that a table handed in.

    :raises NoResultFound: if there is none such
    """
    one = select(Note).where(Note.id == note_id, Note.table_id == table.id)
    whole = one.options(joinedload(Note.exercise), joinedload(Note.contribution))
    return db.session.scalars(whole.where(Note.contribution_id.is_not(None))).one()


def asked(table: Table) -> Sequence[Registration]:
    """List those who came and sat at a table."""
    sat = select(Registration).join(Seat, Seat.registration_id == Registration.id)
    came = sat.where(
        Seat.table_id == table.id,
        Registration.checked_in_at.is_not(None),
        Registration.left_at.is_(None),
    )
    with_names = came.options(joinedload(Registration.attendee), joinedload(Registration.workshop))
    return db.session.scalars(with_names.order_by(Registration.id)).all()


def silent(table: Table) -> Sequence[Registration]:
    """List those who came and sat at a table, and have said nothing about any of its notes."""
    spoke = set(
        db.session.scalars(
            select(NoteReply.registration_id)
            .join(Note, Note.id == NoteReply.note_id)
            .where(Note.table_id == table.id)
        )
    )
    return [registration for registration in asked(table) if registration.id not in spoke]


def to_remind(at: datetime, ahead: timedelta) -> Sequence[Table]:
    """List the tables about whose notes people can answer for no longer than a time, and lock them."""
    soon = select(Table).where(
        Table.response_id.is_not(None),
        Table.reminded_at.is_(None),
        Table.answers_until > at,
        Table.answers_until <= at + ahead,
    )
    return db.session.scalars(soon.order_by(Table.id).with_for_update(of=Table, skip_locked=True)).all()


def replies_of(registration: Registration) -> Mapping[UUID, NoteReply]:
    """Give what somebody said of each note, by the note's id."""
    theirs = select(NoteReply).where(NoteReply.registration_id == registration.id)
    with_dissent = theirs.options(joinedload(NoteReply.contribution))
    return {reply.note_id: reply for reply in db.session.scalars(with_dissent)}


def dissents_of(registration: Registration) -> Mapping[UUID, Contribution]:
    """Give the dissents of somebody that stand, in their latest words, by the note's id."""
    replies = replies_of(registration).values()
    made = {one.note_id: one.contribution for one in replies if one.contribution}
    latest = words(list(made.values()))
    found = {note_id: latest[one.id] for note_id, one in made.items()}
    return {note_id: one for note_id, one in found.items() if one.ended_at is None}


def words(contributions: Collection[Contribution]) -> Mapping[UUID, Contribution]:
    """Give the latest version of each of these texts, by the id of the one that was given."""
    first, latest = aliased(Contribution), aliased(Contribution)
    versions = (
        select(first.id, latest)
        .join(latest, (latest.response_id == first.response_id) & (latest.position == first.position))
        .where(first.id.in_([one.id for one in contributions]))
        .order_by(latest.version)
    )
    return {row[0]: row[1] for row in db.session.execute(versions)}


def reply(workshop_id: UUID, reply_id: UUID) -> NoteReply:
    """Get a correction of a note of a workshop.

    :raises NoResultFound: if there is none such
    """
    one = select(NoteReply).join(Note, Note.id == NoteReply.note_id)
    of_it = one.where(NoteReply.id == reply_id, Note.workshop_id == workshop_id)
    return db.session.scalars(of_it.where(NoteReply.kind == Answer.CORRECT)).one()


def corrections(workshop_id: UUID) -> Sequence[NoteReply]:
    """List the corrections that wait for a facilitator, by table and in the order in which they came."""
    waits = (
        select(NoteReply)
        .join(Note, Note.id == NoteReply.note_id)
        .join(Table, Table.id == Note.table_id)
        .where(Note.workshop_id == workshop_id, NoteReply.kind == Answer.CORRECT)
        .where(NoteReply.taken_over_at.is_(None), NoteReply.declined_at.is_(None))
        .options(joinedload(NoteReply.note).options(joinedload(Note.contribution), joinedload(Note.table)))
    )
    return db.session.scalars(waits.order_by(Table.number, NoteReply.answered_at, NoteReply.id)).all()


@dataclass(frozen=True)
class Agreement:
    """What those who sat at a table say of its notes, counted in people; each in one place only."""

    table: Table
    notes: int
    asked: int
    confirmed: int
    """Of those who answered, who found nothing to correct and did not dissent."""
    corrected: int
    dissented: int
    """Who dissented from a note at least, whatever else they said."""
    open: int
    """Corrections that nobody has taken over or declined."""

    @property
    def silent(self) -> int:
        """How many said nothing."""
        return self.asked - self.confirmed - self.corrected - self.dissented

    def stands(self, at: datetime) -> bool:
        """Say whether nobody can answer any more, and all corrections are settled."""
        until = self.table.answers_until
        return until is not None and (until <= at or not self.asked) and not self.open


def agreement(workshop: Workshop) -> Sequence[Agreement]:
    """Tell of each table how far its notes are agreed, by number."""
    tables = select(Table).where(Table.workshop_id == workshop.id).order_by(Table.number)
    notes, people, said = _notes_by_table(workshop), _asked_by_table(workshop), _said_by_table(workshop)
    return [
        _agreement(table, notes.get(table.id, []), people.get(table.id, set()), said.get(table.id, []))
        for table in db.session.scalars(tables)
    ]


def _agreement(
    table: Table, notes: Sequence[UUID], people: set[UUID], said: Sequence[NoteReply]
) -> Agreement:
    kinds: dict[UUID, set[Answer]] = defaultdict(set)
    for one in said:
        kinds[one.registration_id].add(one.kind)
    dissented = {who for who, given in kinds.items() if Answer.DISSENT in given}
    corrected = {who for who, given in kinds.items() if Answer.CORRECT in given} - dissented
    return Agreement(
        table=table,
        notes=len(notes),
        asked=len(people | set(kinds)),
        confirmed=len(set(kinds) - dissented - corrected),
        corrected=len(corrected),
        dissented=len(dissented),
        open=sum(one.is_open for one in said),
    )


def _notes_by_table(workshop: Workshop) -> Mapping[UUID, list[UUID]]:
    stands = and_(Note.removed_at.is_(None), Note.text != "")
    kept = select(Note.table_id, Note.id).where(
        Note.workshop_id == workshop.id, or_(Note.contribution_id.is_not(None), stands)
    )
    return _gathered(kept.order_by(Note.id))


def _asked_by_table(workshop: Workshop) -> Mapping[UUID, set[UUID]]:
    came = (
        select(Seat.table_id, Seat.registration_id)
        .join(Registration, Registration.id == Seat.registration_id)
        .where(Seat.workshop_id == workshop.id, Registration.checked_in_at.is_not(None))
        .where(Registration.left_at.is_(None))
    )
    return {table_id: set(those) for table_id, those in _gathered(came).items()}


def _said_by_table(workshop: Workshop) -> Mapping[UUID, list[NoteReply]]:
    said = select(Note.table_id, NoteReply).join(Note, Note.id == NoteReply.note_id)
    return _gathered(said.where(Note.workshop_id == workshop.id).order_by(NoteReply.id))


def _gathered(pairs: Select[UUID, Said]) -> Mapping[UUID, list[Said]]:
    found: dict[UUID, list[Said]] = defaultdict(list)
    for table_id, one in db.session.execute(pairs):
        found[table_id].append(one)
    return found
