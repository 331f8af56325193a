"""How the service fares: work that is owed, letters, and the trail with the names of those who acted."""

from sqlalchemy import Row, Select, func, select

from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db
from engage.jobs import QueuedJob
from engage.mail.models import Message
from engage.mail.queries import STATES


def owed() -> Select[QueuedJob]:
    """Select the work that is owed: what failed first, then what has waited longest."""
    return select(QueuedJob).order_by(QueuedJob.failed_at.is_(None), QueuedJob.due_at, QueuedJob.id)


def failed_jobs() -> int:
    """Count the jobs that a person has to look at."""
    failed = select(func.count()).select_from(QueuedJob).where(QueuedJob.failed_at.is_not(None))
    return db.session.scalar(failed) or 0


def owed_jobs() -> int:
    """Count the jobs that are still to be done."""
    waiting = select(func.count()).select_from(QueuedJob).where(QueuedJob.failed_at.is_(None))
    return db.session.scalar(waiting) or 0


def letters() -> Row[int, int, int, int]:
    """Count letters by what became of them: sent, waiting, failed, unclear."""
    counts = select(
        func.count().filter(STATES["sent"]),
        func.count().filter(STATES["waiting"]),
        func.count().filter(STATES["failed"]),
        func.count().filter(STATES["unclear"]),
    ).select_from(Message)
    return db.session.execute(counts).one()


def trail(act: str = "", person: str = "") -> Select[AuditEntry, str | None]:
    """Select the audit trail with the name of who acted, the latest first.

    `act` is the beginning of an act's name, `person` a part of somebody's name or address.
    """
    named = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.actor_id)
    if act:
        named = named.where(AuditEntry.act.startswith(act, autoescape=True))
    if person:
        named = named.where(
            Person.name.icontains(person, autoescape=True) | Person.email.icontains(person, autoescape=True)
        )
    return named.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def acts() -> list[str]:
    """List the kinds of act there are in the trail, by name."""
    return list(db.session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)))
