"""Loading the demo, all of it or nothing, through the use cases that people go through."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.demo import gathering, region, responding, setting_up, wording
from engage.digests import compiling, scheduling
from engage.digests.models import Digest, Frequency
from engage.feedback.models import Contribution
from engage.jobs import Job, QueuedJob
from engage.mail.models import Message
from engage.moderation.models import Decision
from engage.summaries import compilation, publication, requesting

OPEN_SINCE = 22
"""Days since the consultation opened."""


def loaded() -> bool:
    """Say whether the demo is there."""
    return bool(db.session.scalar(select(Consultation.id).where(Consultation.slug == region.SLUG)))


def load() -> dict[str, int]:
    """Make the region and its consultation in full life; give what there is of it, counted."""
    opened = setting_up.morning(days_ago=OPEN_SINCE)
    staff = setting_up.officers()
    consultation = setting_up.consultation(setting_up.bodies(), staff, opened)
    sent = responding.respond(consultation, opened)
    _moderate_and_tell(consultation, sent, staff)
    _summarise(consultation, staff["manager@merrowvale.example"])
    gathering.workshops(consultation, staff)
    _deliver_what_is_past()
    return _counted(consultation)


def _moderate_and_tell(
    consultation: Consultation, sent: list[responding.Sent], staff: dict[str, Person]
) -> None:
    """Decide in two waves, each followed by the leads' digests, as weeks would have it."""
    now = clock.now()
    moderators = [person for email, person in staff.items() if email.startswith("facilitator")]
    week_ago, recently = now - timedelta(days=7), now - responding.UNDECIDED
    earlier = [one for one in sent if one.response.received_at < week_ago]
    later = [one for one in sent if one.response.received_at >= week_ago]
    responding.moderate(earlier, moderators, before=recently)
    _digest(consultation, staff, at=setting_up.morning(days_ago=6))
    responding.moderate(later, moderators, before=recently)
    _digest(consultation, staff, at=setting_up.morning(days_ago=1))


def _digest(consultation: Consultation, staff: dict[str, Person], *, at: datetime) -> None:
    themes = setting_up.themes_of(consultation)
    for officer in region.OFFICERS:
        for slug in officer.themes:
            _digest_of(staff[officer.email], themes[slug], at)


def _digest_of(lead: Person, theme: Theme, at: datetime) -> None:
    scheduling.choose(lead, theme, Frequency.WEEKLY, hour=9, weekday=0)
    digest = compiling.compile_due(scheduling.kept(lead, theme).id)
    if digest:
        digest.compiled_at = at
        told = update(Message).where(Message.key == f"digest:{digest.id}")
        db.session.execute(told.values(posted_at=at))


def _summarise(consultation: Consultation, manager: Person) -> None:
    summary = requesting.request(consultation, by=manager)
    compilation.compile_summary(summary.id)
    db.session.refresh(summary)
    wording.word(summary, by=manager)
    publication.publish(summary, by=manager)


def _deliver_what_is_past() -> None:
    """Count letters of the demo's past as sent then: nobody wants a hundred of them on the first day."""
    past = select(Message.id).where(Message.sent_at.is_(None), Message.key.not_like("digest:%"))
    ids = db.session.scalars(past).all()
    db.session.execute(update(Message).where(Message.id.in_(ids)).values(sent_at=Message.posted_at))
    db.session.execute(delete(QueuedJob).where(QueuedJob.job == Job.SEND_MAIL, QueuedJob.subject_id.in_(ids)))


def _counted(consultation: Consultation) -> dict[str, int]:
    mine = Contribution.consultation_id == consultation.id
    decided = select(func.count()).select_from(Decision).join(Contribution).where(mine)
    return {
        "contributions": db.session.scalar(select(func.count()).select_from(Contribution).where(mine)) or 0,
        "decisions": db.session.scalar(decided) or 0,
        "digests": db.session.scalar(select(func.count()).select_from(Digest)) or 0,
    }
