"""Responses and contributions, decided or not."""

from typing import Any

import factory

from engage import clock
from engage.db import db
from engage.feedback import references
from engage.feedback.models import Channel, Consent, Contribution, Kind, Response, text_key
from engage.moderation.models import Decision, Outcome, Reason
from engage.organisations.models import Sector
from tests.factories.base import Factory


class ResponseTo(Factory):
    """An empty response by a resident, who lets us publish it without a name."""

    class Meta:
        model = Response

    reference = factory.LazyFunction(references.draw)
    secret_hash = factory.Sequence(lambda n: f"hash-{n}")
    received_at = factory.LazyFunction(clock.now)
    sector = Sector.RESIDENT
    consent = Consent.UNNAMED


class ContributionTo(Factory):
    """A text under a theme (`theme=`), in a response of its own, that nobody has looked at."""

    class Meta:
        model = Contribution

    class Params:
        consent = Consent.UNNAMED
        sector = Sector.RESIDENT

    text = factory.Sequence(lambda n: f"The first bus on route {n} comes too late for the early shift.")
    text_key = factory.LazyAttribute(lambda made: text_key(made.text))
    consultation_id = factory.LazyAttribute(lambda made: made.theme.consultation_id)
    response = factory.LazyAttribute(
        lambda made: ResponseTo(
            consultation=made.theme.consultation, consent=made.consent, sector=made.sector
        )
    )
    position = 1
    kind = Kind.COMMENT
    channel = Channel.ONLINE
    received_at = factory.LazyFunction(clock.now)


def _decided(outcome: Outcome, values: dict[str, Any], **decision: Any) -> Contribution:
    contribution: Contribution = ContributionTo(**values)
    shown = contribution.text if outcome is Outcome.SHOW else None
    db.session.add(
        Decision(
            contribution_id=contribution.id,
            outcome=outcome,
            shown_text=shown,
            decided_at=clock.now(),
            **decision,
        )
    )
    db.session.flush()
    return contribution


def ShownContribution(**values: Any) -> Contribution:  # noqa: N802 - reads as the factories do
    """A contribution that a moderator has shown."""
    return _decided(Outcome.SHOW, values)


def WithheldContribution(**values: Any) -> Contribution:  # noqa: N802
    """A contribution that a moderator has withheld as abuse."""
    return _decided(Outcome.WITHHOLD, values, reason=Reason.ABUSE)
