"""Reading what became of a workshop's notes: what of them may be shown, how many dots they got, who came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.moderation import queries as moderation
from engage.moderation.models import Decision, Outcome
from engage.organisations.models import Sector
from engage.workshops.models import Registration, Workshop
from engage.workshops.tables.models import Dot, Exercise, Heading, Note, Table

_First = aliased(Contribution)


@dataclass(frozen=True, slots=True)
class Shown:
    """A note whose words may be shown, with where it stands."""

    note: Note
    exercise: Exercise
    table: int
    heading: str | None
    text: str
    """As moderators show it today."""
    first_id: UUID
    """The contribution that it became, in its first version."""
    version: int
    theme: Theme | None


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the notes that were handed in; each stands in one place only."""

    handed_in: int
    shown: int
    waiting: int
    held: int
    withheld: int
    gone: int
    """Taken back or erased."""


def shown(workshop: Workshop) -> Sequence[Shown]:
    """List the notes of a workshop whose words the public may read, in the order of its exercises."""
    rows = db.session.execute(
        _of_notes(moderation.public(), workshop)
        .join(Exercise, Exercise.id == Note.exercise_id)
        .join(Table, Table.id == Note.table_id)
        .outerjoin(Heading, Heading.id == Note.heading_id)
        .add_columns(Note, Exercise, Table.number, Heading.title, _First.id)
        .options(joinedload(Contribution.theme))
        .order_by(Exercise.position, Note.written_at, Note.id)
    )
    return [
        Shown(
            note=note,
            exercise=exercise,
            table=number,
            heading=heading,
            text=decision.shown_text or "",
            first_id=first_id,
            version=contribution.version,
            theme=contribution.theme,
        )
        for contribution, decision, note, exercise, number, heading, first_id in rows
    ]


def _of_notes(
    contributions: Select[Contribution, Decision], workshop: Workshop
) -> Select[Contribution, Decision]:
    """Narrow contributions down to the versions, that stand, of the notes of a workshop."""
    versions = (_First.response_id == Contribution.response_id) & (_First.position == Contribution.position)
    return (
        contributions.join(_First, versions)
        .join(Note, Note.contribution_id == _First.id)
        .where(Note.workshop_id == workshop.id)
    )


def references(workshop: Workshop) -> Mapping[int, str]:
    """Give the reference of what each table handed in, by the table's number."""
    handed_in = select(Table.number, Response.reference).join(Response, Response.id == Table.response_id)
    rows = db.session.execute(handed_in.where(Table.workshop_id == workshop.id).order_by(Table.number))
    return {row[0]: row[1] for row in rows}


def summarised(consultation: Consultation) -> Sequence[Workshop]:
    """List the workshops of a consultation whose summaries are published, the latest first."""
    told = select(Workshop).where(
        Workshop.consultation_id == consultation.id,
        Workshop.published_at.is_not(None),
        Workshop.summarised_at.is_not(None),
    )
    return db.session.scalars(told.order_by(Workshop.starts_at.desc(), Workshop.id)).all()


def exercises(workshop: Workshop) -> Sequence[Exercise]:
    """List the exercises of a workshop in order."""
    of_it = select(Exercise).where(Exercise.workshop_id == workshop.id).options(joinedload(Exercise.theme))
    return db.session.scalars(of_it.order_by(Exercise.position)).all()


def dissents(workshop: Workshop) -> Mapping[UUID, list[str]]:
    """Give what people see differently, as far as it may be shown, by the contribution of the note."""
    about = select(Note.contribution_id).where(Note.workshop_id == workshop.id)
    found: dict[UUID, list[str]] = defaultdict(list)
    beside = moderation.public().where(Contribution.dissents_from_id.in_(about))
    for contribution, decision in db.session.execute(
        beside.order_by(Contribution.received_at, Contribution.id)
    ):
        if contribution.dissents_from_id:
            found[contribution.dissents_from_id].append(decision.shown_text or "")
    return found


def dots(workshop: Workshop) -> Mapping[UUID, int]:
    """Count the dots of each note whose vote is over."""
    return _counts(
        select(Dot.note_id, func.count())
        .join(Exercise, Exercise.id == Dot.exercise_id)
        .where(Dot.workshop_id == workshop.id, _counted())
        .group_by(Dot.note_id)
    )


def voters(workshop: Workshop) -> Mapping[UUID, int]:
    """Count from how many phones dots were given in each exercise whose vote is over."""
    return _counts(
        select(Dot.exercise_id, func.count(Dot.voter_key.distinct()))
        .join(Exercise, Exercise.id == Dot.exercise_id)
        .where(Dot.workshop_id == workshop.id, _counted())
        .group_by(Dot.exercise_id)
    )


def _counted() -> ColumnElement[bool]:
    return or_(Exercise.voting_closed_at.is_not(None), Exercise.closed_at.is_not(None))


def fates(workshop: Workshop, shown: int) -> Fates:
    """Say what became of all notes that were handed in; `shown` is how many the public may read."""
    of_it = select(func.count()).where(Note.workshop_id == workshop.id, Note.contribution_id.is_not(None))
    handed_in = db.session.scalar(of_it) or 0
    decided = _of_notes(moderation.standing(), workshop).with_only_columns(Decision.outcome, func.count())
    stands = _counts(decided.group_by(Decision.outcome).order_by(None))
    versions = select(Contribution.id).where(
        Contribution.response_id == _First.response_id, Contribution.position == _First.position
    )
    left = select(func.count()).select_from(Note).join(_First, _First.id == Note.contribution_id)
    over = left.where(
        Note.workshop_id == workshop.id, ~versions.where(Contribution.ended_at.is_(None)).exists()
    )
    gone = db.session.scalar(over) or 0
    held, withheld = stands.get(Outcome.HOLD, 0), stands.get(Outcome.WITHHOLD, 0)
    return Fates(
        handed_in=handed_in,
        shown=shown,
        waiting=handed_in - shown - held - withheld - gone,
        held=held,
        withheld=withheld,
        gone=gone,
    )


def came_by_sector(workshop: Workshop) -> Mapping[Sector, int]:
    """Count those who came."""
    here = (Registration.checked_in_at.is_not(None), Registration.left_at.is_(None))
    return _counts(_by_sector(workshop).where(*here))


def held_by_sector(workshop: Workshop) -> Mapping[Sector, int]:
    """Count those who had registered and kept their place until the day; who walked in had none."""
    held = (
        Registration.left_at.is_(None),
        Registration.approved_at.is_not(None),
        Registration.waiting_since.is_(None),
        Registration.walked_in.is_(False),
    )
    return _counts(_by_sector(workshop).where(*held))


def _by_sector(workshop: Workshop) -> Select[Sector, int]:
    counted = select(Registration.sector, func.count()).where(Registration.workshop_id == workshop.id)
    return counted.group_by(Registration.sector)


def _counts(pairs: Select[Any, int]) -> dict[Any, int]:
    return {row[0]: row[1] for row in db.session.execute(pairs)}
