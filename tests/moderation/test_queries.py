"""What the public may see, theme by theme."""

from datetime import timedelta

import pytest

from engage import clock
from engage.db import db
from engage.feedback.models import Consent
from engage.moderation import queries
from tests.factories import ContributionTo, OpenConsultation, ShownContribution, WithheldContribution

pytestmark = pytest.mark.usefixtures("session")


def test_what_the_public_sees_is_listed_and_counted_theme_by_theme() -> None:
    one, two = OpenConsultation().themes
    old = ShownContribution(theme=one, received_at=clock.now() - timedelta(days=1))
    new = ShownContribution(theme=one)
    ShownContribution(theme=two)
    ShownContribution(theme=one, consent=Consent.NONE)
    WithheldContribution(theme=one)
    ContributionTo(theme=one)
    ShownContribution(theme=OpenConsultation().themes[0])
    listed = db.session.execute(queries.public_under(one.id)).all()
    assert [contribution for contribution, _ in listed] == [new, old]
    assert queries.public_counts(one.consultation_id) == {one.id: 2, two.id: 1}
