"""The letters about consultations and accounts, as they were when somebody last looked at them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engage.accounts import Person
from engage.consultations import announcing
from engage.db import db
from engage.mail import render
from engage.mail.models import Message
from tests.factories import Manager, OpenConsultation, PartnerBody, Staff
from tests.snapshots import assert_as_before

SNAPSHOTS = Path(__file__).parent / "snapshots"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_the_letter_that_a_consultation_is_public(part: str) -> None:
    body = PartnerBody(name="Severn Vale Combined Authority")
    consultation = OpenConsultation(
        slug="growth",
        title="How should <we> & they grow?",
        body=body,
        opens_at=MONDAY,
        closes_at=datetime(2026, 4, 24, 16, tzinfo=UTC),
    )
    Manager(consultation, name="Ana O'Neill")
    announcing.announce(consultation.id)
    letter = db.session.query(Message).one()
    assert_as_before(getattr(letter, part), SNAPSHOTS / f"announced.{part}")


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_the_letter_that_invites_to_an_account(part: str) -> None:
    person: Person = Staff(name="Ana O'Neill")
    letter = render("accounts/emails/invited", person=person, token="TOKEN")
    assert_as_before(getattr(letter, part), SNAPSHOTS / f"invited.{part}")
