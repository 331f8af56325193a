"""Gathering texts that are nearly the same into campaigns, so that they stand together in the queue."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Select, delete, exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engage import clock
from engage.analysis import duplicates
from engage.analysis.texts import Text
from engage.consultations.models import Consultation, Question
from engage.db import db, new_id
from engage.feedback.models import Contribution, Response
from engage.jobs import Job, QueuedJob, enqueue
from engage.moderation.models import Campaign, CampaignText, Gathering


def ask() -> int:
    """Have campaigns looked for wherever texts have come in since that was last done; count where."""
    due = db.session.scalars(_due()).all()
    for consultation_id in due:
        enqueue(Job.GATHER_CAMPAIGNS, consultation_id)
    return len(due)


def _due() -> Select[UUID]:
    came_in = Contribution.consultation_id == Consultation.id
    unseen = or_(Gathering.newest_id.is_(None), Contribution.id > Gathering.newest_id)
    asked = (QueuedJob.job == Job.GATHER_CAMPAIGNS) & (QueuedJob.subject_id == Consultation.id)
    return (
        select(Consultation.id)
        .outerjoin(Gathering, Gathering.consultation_id == Consultation.id)
        .where(exists().where(came_in, unseen), ~exists().where(asked, QueuedJob.failed_at.is_(None)))
        .order_by(Consultation.id)
    )


def gather(consultation_id: UUID) -> int:
    """Group a consultation's texts anew and count its campaigns; a group that goes on keeps its id."""
    gathering = _turn(consultation_id)
    keys, texts = _texts(consultation_id)
    asked = db.session.scalars(select(Question.text).where(Question.consultation_id == consultation_id)).all()
    groups = [
        {keys[id] for id in found.ids}
        for found in duplicates.campaigns(texts, asked=asked)
        if found.distinct_texts > 1
    ]
    _write(consultation_id, groups)
    gathering.newest_id = UUID(max(keys)) if keys else None
    return len(groups)


def _turn(consultation_id: UUID) -> Gathering:
    """Wait until nobody else gathers here."""
    first = upsert(Gathering).values(id=new_id(), consultation_id=consultation_id)
    db.session.execute(first.on_conflict_do_nothing(index_elements=[Gathering.consultation_id]))
    turn = select(Gathering).where(Gathering.consultation_id == consultation_id).with_for_update()
    return db.session.scalars(turn).one()


def _texts(consultation_id: UUID) -> tuple[Mapping[str, str], list[Text]]:
    rows = db.session.execute(
        select(Contribution.id, Contribution.response_id, Contribution.text, Contribution.text_key)
        .join(Response)
        .where(Contribution.consultation_id == consultation_id, Response.withdrawn_at.is_(None))
    ).all()
    keys = {str(id): key for id, _, _, key in rows}
    return keys, [Text(str(id), text, str(person)) for id, person, text, _ in rows]


def _write(consultation_id: UUID, groups: Iterable[set[str]]) -> None:
    here = CampaignText.consultation_id == consultation_id
    before: dict[str, UUID] = {
        row[0]: row[1]
        for row in db.session.execute(select(CampaignText.text_key, CampaignText.campaign_id).where(here))
    }
    db.session.execute(delete(CampaignText).where(here))
    kept: set[UUID] = set()
    for group in groups:
        campaign_id = _goes_on(group, before, kept) or _begun(consultation_id)
        kept.add(campaign_id)
        rows = [
            {"id": new_id(), "campaign_id": campaign_id, "consultation_id": consultation_id, "text_key": key}
            for key in sorted(group)
        ]
        db.session.execute(insert(CampaignText), rows)
    over = Campaign.consultation_id == consultation_id, Campaign.id.not_in(kept)
    db.session.execute(delete(Campaign).where(*over))


def _goes_on(group: set[str], before: Mapping[str, UUID], kept: set[UUID]) -> UUID | None:
    """Give the campaign that most of these texts were in, unless a larger group has gone on with it."""
    were_in = Counter(before[key] for key in sorted(group) if key in before and before[key] not in kept)
    return were_in.most_common(1)[0][0] if were_in else None


def _begun(consultation_id: UUID) -> UUID:
    campaign = Campaign(consultation_id=consultation_id, found_at=clock.now())
    db.session.add(campaign)
    db.session.flush()
    return campaign.id
