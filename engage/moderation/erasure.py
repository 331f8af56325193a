"""Erasing what moderators wrote down of a text: what was decided stays, its words go."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation.models import CampaignText, Decision, Lease, Redaction


def text_keys(contribution_ids: Collection[UUID]) -> set[str]:
    """Give the keys of some texts, to be asked before those are erased."""
    keys = select(Contribution.text_key).where(Contribution.id.in_(contribution_ids))
    return set(db.session.scalars(keys))


def erase(contribution_ids: Collection[UUID], keys: Collection[str]) -> None:
    """Erase the shown texts, notes and redactions of some contributions, and their keys from campaigns.

    The caller has told the database that it erases. A key that others' texts have as well stays.
    """
    of_them = select(Decision.id).where(Decision.contribution_id.in_(contribution_ids))
    db.session.execute(delete(Redaction).where(Redaction.decision_id.in_(of_them)))
    decided = update(Decision).where(Decision.contribution_id.in_(contribution_ids))
    shown = decided.where(Decision.shown_text.is_not(None))
    db.session.execute(shown.values(shown_text=""), execution_options={"synchronize_session": False})
    db.session.execute(decided.values(note=""), execution_options={"synchronize_session": False})
    db.session.execute(delete(Lease).where(Lease.contribution_id.in_(contribution_ids)))
    still_said = exists().where(
        Contribution.text_key == CampaignText.text_key,
        Contribution.consultation_id == CampaignText.consultation_id,
    )
    db.session.execute(
        delete(CampaignText).where(CampaignText.text_key.in_(keys), ~still_said),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
