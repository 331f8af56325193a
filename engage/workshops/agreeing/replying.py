"""What those who sat at a table say of its notes: they confirm, correct or dissent, until a day."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import clock
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback import intake, rewording, withdrawal
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Contribution, Response
from engage.workshops.agreeing import queries
from engage.workshops.agreeing.models import Answer, NoteReply
from engage.workshops.models import Registration
from engage.workshops.tables.models import Note, Table

LONGEST = 2000
"""Characters that a correction or a dissent may have."""


def confirm(note: Note, registration: Registration) -> None:
    """Say that a note is what the table said.

    :raises RuleBroken: if it is too late
    """
    _say(note, registration, Answer.CONFIRM)


def confirm_rest(table: Table, registration: Registration) -> int:
    """Confirm all notes of a table that somebody has said nothing about yet, and count them.

    :raises RuleBroken: if it is too late
    """
    said = queries.replies_of(registration)
    left = [note for note in queries.handed_in(table) if note.id not in said and _stands(note)]
    for note in left:
        confirm(note, registration)
    return len(left)


def correct(note: Note, registration: Registration, words: str) -> None:
    """Propose other words for a note, which its facilitator takes over or declines.

    :raises RuleBroken: if it is too late, or it says what the note says
    """
    latest = queries.words([contribution_of(note)])[contribution_of(note).id]
    if words.strip() == latest.text.strip():
        raise RuleBroken(_l("These are the words that stand there now"), field="words")
    reply = _say(note, registration, Answer.CORRECT)
    reply.text = intake.storable(words).strip()


def dissent(note: Note, registration: Registration, words: str) -> None:
    """Say what somebody sees differently from their table: a contribution, which stands beside the note.

    :raises RuleBroken: if it is too late
    """
    at = clock.now()
    _demand_open(note.table, at)
    said = _locked(note, registration)
    if said and said.contribution and not said.contribution.response.withdrawn_at:
        rewording.reword(said.contribution, intake.storable(words), at=at)
        said.answered_at = at
        return
    reply = _say(note, registration, Answer.CONFIRM)
    reply.contribution_id = _dissenting(note, registration, words).contributions[0].id
    reply.kind = Answer.DISSENT


def _dissenting(note: Note, registration: Registration, words: str) -> Response:
    """Take the dissent in as a response of its own, of somebody whose name stands nowhere in it."""
    about = contribution_of(note)
    response = intake.accept(
        registration.workshop.consultation,
        sector=registration.sector,
        consent=Consent.UNNAMED,
        channel=Channel.TABLE,
        contributions=[
            NewContribution(
                intake.storable(words).strip(), theme_id=about.theme_id, dissents_from_id=about.id
            )
        ],
        received_at=clock.now(),
        submission_key=new_id(),
    )
    db.session.flush()
    return response


def _say(note: Note, registration: Registration, kind: Answer) -> NoteReply:
    """Note what somebody says of a note now, in place of what they said before."""
    at = clock.now()
    _demand_open(note.table, at)
    reply = _locked(note, registration)
    if reply is None:
        reply = NoteReply(note_id=note.id, registration_id=registration.id)
        db.session.add(reply)
    _take_back(reply, at)
    reply.kind, reply.text, reply.answered_at, reply.contribution_id = kind, "", at, None
    reply.taken_over_at, reply.declined_at, reply.because = None, None, ""
    return reply


def _take_back(reply: NoteReply, at: datetime) -> None:
    """Withdraw a dissent that is replaced by something else."""
    if reply.contribution:
        withdrawal.withdraw(reply.contribution.response, at=at)
        reply.contribution = None


def _locked(note: Note, registration: Registration) -> NoteReply | None:
    """Find what somebody said of a note; two windows of theirs go one after the other."""
    db.session.execute(select(Registration.id).where(Registration.id == registration.id).with_for_update())
    theirs = select(NoteReply).where(
        NoteReply.note_id == note.id, NoteReply.registration_id == registration.id
    )
    return db.session.scalar(theirs.execution_options(populate_existing=True))


def is_open(table: Table, at: datetime) -> bool:
    """Say whether those who sat at a table can still answer."""
    return table.answers_until is not None and at < table.answers_until


def _demand_open(table: Table, at: datetime) -> None:
    if not is_open(table, at):
        raise RuleBroken(_l("The time to answer is over. The record stands as it is."))


def contribution_of(note: Note) -> Contribution:
    """Give what a note became."""
    assert note.contribution, "only what was handed in is asked about"
    return note.contribution


def _stands(note: Note) -> bool:
    return contribution_of(note).erased_at is None
