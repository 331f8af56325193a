"""Finding what may be shown, and what waits for a decision."""

from sqlalchemy import Select, select

from engage.feedback.models import Consent, Contribution, Response
from engage.moderation.models import Decision, Outcome

SHOWN = (Outcome.SHOW, Outcome.REDACT)


def standing() -> Select[Contribution, Decision]:
    """Select contributions that were not withdrawn, each with the decision that stands."""
    return (
        select(Contribution, Decision)
        .join(Decision, Decision.contribution_id == Contribution.id)
        .join(Response, Response.id == Contribution.response_id)
        .where(Decision.superseded_at.is_(None), Response.withdrawn_at.is_(None))
    )


def shown() -> Select[Contribution, Decision]:
    """Select what moderators have shown; some of it only to staff, for want of consent."""
    return standing().where(Decision.outcome.in_(SHOWN))


def public() -> Select[Contribution, Decision]:
    """Select what the public may see: the one source for pages, feeds, exports and summaries.

    What may be seen of each is its decision's `shown_text`, never the contribution's own text.
    """
    return shown().where(Response.consent != Consent.NONE)
