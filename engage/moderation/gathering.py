"""Gathering texts that are nearly the same into campaigns, so that they stand together in the queue."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Select, String, and_, cast, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engage import clock
from engage.analysis import duplicates
from engage.analysis.texts import Text
from engage.consultations.models import Question
from engage.db import db, new_id
from engage.feedback.models import Contribution, Response, text_key
from engage.jobs import Job, QueuedJob, enqueue
from engage.moderation.models import Campaign, CampaignText, Gathering, Waiting

NO_WORDS = text_key("")
"""The key of texts without a letter or digit: they are not the same for that."""


def ask() -> int:
    """Have campaigns looked for wherever texts have come in since that was last done; count where."""
    due = db.session.scalars(_due()).all()
    for consultation_id in due:
        enqueue(Job.GATHER_CAMPAIGNS, consultation_id)
    return len(due)


def _due() -> Select[UUID]:
    counted = select(Contribution.consultation_id, func.count().label("texts"))
    there = counted.group_by(Contribution.consultation_id).subquery()
    asked = (QueuedJob.job == Job.GATHER_CAMPAIGNS) & (QueuedJob.subject_id == there.c.consultation_id)
    return (
        select(there.c.consultation_id)
        .outerjoin(Gathering, Gathering.consultation_id == there.c.consultation_id)
        .where(or_(Gathering.id.is_(None), Gathering.texts != there.c.texts))
        .where(~exists().where(asked, QueuedJob.failed_at.is_(None)))
        .order_by(there.c.consultation_id)
    )


def gather(consultation_id: UUID) -> int:
    """Group a consultation's texts anew and count its campaigns; a group that goes on keeps its id."""
    gathering, there = _turn(consultation_id), _count(consultation_id)
    keys, texts = _texts(consultation_id)
    asked = db.session.scalars(select(Question.text).where(Question.consultation_id == consultation_id)).all()
    groups = [
        {keys[id] for id in found.ids}
        for found in duplicates.campaigns(texts, asked=asked)
        if found.distinct_texts > 1
    ]
    _write(consultation_id, groups)
    gathering.texts = there
    return len(groups)


def _turn(consultation_id: UUID) -> Gathering:
    """Wait until nobody else gathers here."""
    first = upsert(Gathering).values(id=new_id(), consultation_id=consultation_id, texts=0)
    db.session.execute(first.on_conflict_do_nothing(index_elements=[Gathering.consultation_id]))
    turn = select(Gathering).where(Gathering.consultation_id == consultation_id).with_for_update()
    return db.session.scalars(turn).one()


def _count(consultation_id: UUID) -> int:
    there = select(func.count()).where(Contribution.consultation_id == consultation_id)
    return db.session.scalar(there) or 0


def _texts(consultation_id: UUID) -> tuple[Mapping[str, str], list[Text]]:
    rows = db.session.execute(
        select(Contribution.id, Contribution.response_id, Contribution.text, Contribution.text_key)
        .join(Response)
        .where(Contribution.consultation_id == consultation_id, Contribution.ended_at.is_(None))
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
    _stand_together(consultation_id)


def _stand_together(consultation_id: UUID) -> None:
    """Have what waits stand with its campaign, or with its own text where that is over."""
    alike = and_(
        CampaignText.consultation_id == Contribution.consultation_id,
        CampaignText.text_key == Contribution.text_key,
    )
    named = (
        select(Contribution.id, func.coalesce(cast(CampaignText.campaign_id, String), Contribution.text_key))
        .outerjoin(CampaignText, alike)
        .where(Contribution.consultation_id == consultation_id, Contribution.text_key != NO_WORDS)
        .subquery()
    )
    id, kin = named.c
    changed = update(Waiting).where(Waiting.id == id, Waiting.kin != kin).values(kin=kin)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def _goes_on(group: set[str], before: Mapping[str, UUID], kept: set[UUID]) -> UUID | None:
    """Give the campaign that most of these texts were in, unless a larger group has gone on with it."""
    were_in = Counter(before[key] for key in sorted(group) if key in before and before[key] not in kept)
    return were_in.most_common(1)[0][0] if were_in else None


def _begun(consultation_id: UUID) -> UUID:
    campaign = Campaign(consultation_id=consultation_id, found_at=clock.now())
    db.session.add(campaign)
    db.session.flush()
    return campaign.id
