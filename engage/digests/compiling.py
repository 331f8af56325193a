"""Making digests: what is new, written down with its letter in one transaction."""

from uuid import UUID

from sqlalchemy import select

from engage.db import db
from engage.digests import contents, letters, queries
from engage.digests.contents import Contents, Group
from engage.digests.models import Digest, DigestItem, Frequency, Schedule
from engage.logging import logger
from engage.mail import post

log = logger(__name__)


def compile_due(schedule_id: UUID) -> Digest | None:
    """Write a lead's digest and owe its letter; if nothing is new, or nobody waits for it, do nothing.

    The lock on the schedule puts two who compile at once one after the other, so that the second
    finds nothing new.
    """
    locked = select(Schedule).where(Schedule.id == schedule_id).with_for_update()
    schedule = db.session.scalar(locked)
    if schedule is None or not _awaited(schedule):
        return None
    schedule.asked_at = None
    told = contents.upcoming(schedule.person, schedule.theme)
    if not told.groups:
        return None
    digest = _written(schedule, told)
    letter = letters.of(digest, told, schedule)
    post(to=schedule.person.email, letter=letter, key=f"digest:{digest.id}")
    log.info("digest_compiled", digest_id=str(digest.id), contributions=told.contributions)
    return digest


def _awaited(schedule: Schedule) -> bool:
    wanted = schedule.frequency is not Frequency.PAUSED or schedule.asked_at is not None
    return wanted and queries.leads(schedule.person_id, schedule.theme_id)


def _written(schedule: Schedule, told: Contents) -> Digest:
    digest = Digest(
        person_id=schedule.person_id,
        theme_id=schedule.theme_id,
        compiled_at=told.compiled_at,
        since=told.since,
        figures=told.figures.row(),
    )
    db.session.add(digest)
    db.session.flush()
    db.session.add_all(item for group in told.groups for item in _items(digest, group))
    db.session.flush()
    return digest


def _items(digest: Digest, group: Group) -> list[DigestItem]:
    return [
        DigestItem(
            digest_id=digest.id,
            person_id=digest.person_id,
            theme_id=digest.theme_id,
            contribution_id=piece.contribution.id,
            typical_id=group.typical_id,
            heard_before=group.heard_before,
        )
        for piece in group.pieces
    ]
