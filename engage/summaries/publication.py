"""Publishing a summary, in place of the one that stood before it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.db import db
from engage.errors import RuleBroken
from engage.summaries import queries
from engage.summaries.models import Summary


def publish(summary: Summary, *, by: Person | None) -> None:
    """Put a compiled summary before the public; the one that stood before is superseded.

    :raises RuleBroken: if it is not compiled, has been published, or its consultation is not public
    """
    if summary.compiled_at is None:
        raise RuleBroken(_l("This summary is not compiled, so there is nothing to publish yet"))
    if summary.published_at:
        raise RuleBroken(_l("This summary has already been published"))
    if not summary.consultation.published_at:
        raise RuleBroken(_l("Publish the consultation before its summary"))
    at = clock.now()
    standing = select(Summary).where(Summary.consultation_id == summary.consultation_id, *queries.STANDS)
    for earlier in db.session.scalars(standing.with_for_update()):
        earlier.superseded_at = at
        audit.record("summary.superseded", earlier, by=by)
    db.session.flush()
    summary.published_at = at
    audit.record("summary.published", summary, by=by)
