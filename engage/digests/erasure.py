"""Erasing words from the letters that digests were sent as."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engage.db import db
from engage.digests.models import DigestItem
from engage.mail.erasure import erase_keyed


def erase(contribution_ids: Collection[UUID], *, at: datetime) -> int:
    """Erase the kept letters of all digests that told of some contributions, and count them.

    The digest itself stays: it is put together anew whenever it is read, without what is gone.
    """
    told = select(DigestItem.digest_id).where(DigestItem.contribution_id.in_(contribution_ids)).distinct()
    return erase_keyed([f"digest:{digest_id}" for digest_id in db.session.scalars(told)], at=at)
