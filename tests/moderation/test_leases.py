"""A reader holds a contribution for ten minutes; then it is free."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation import leases
from engage.moderation.models import Lease
from tests.factories import ContributionTo, Facilitator, OpenConsultation

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def readers() -> tuple[Contribution, Contribution, Person, Person]:
    """Two contributions, and two who may read them."""
    consultation = OpenConsultation()
    one, two = (ContributionTo(theme=consultation.themes[0]) for _ in range(2))
    return one, two, Facilitator(consultation), Facilitator(consultation)


def test_what_one_person_reads_another_cannot_take(
    readers: tuple[Contribution, Contribution, Person, Person],
) -> None:
    one, _, rao, lee = readers
    assert leases.take(one, by=rao)
    assert not leases.take(one, by=lee)
    assert leases.running([one.id])[one.id].person_id == rao.id


def test_a_lease_that_ran_out_is_free(readers: tuple[Contribution, Contribution, Person, Person]) -> None:
    one, _, rao, lee = readers
    with time_machine.travel(clock.now(), tick=False) as time:
        assert leases.take(one, by=rao)
        time.shift(leases.LENGTH - timedelta(seconds=1))
        assert not leases.take(one, by=lee)
        time.shift(timedelta(seconds=1))
        assert leases.running([one.id]) == {}
        assert leases.take(one, by=lee)


def test_reading_on_holds_it_longer(readers: tuple[Contribution, Contribution, Person, Person]) -> None:
    one, _, rao, _ = readers
    with time_machine.travel(clock.now(), tick=False) as time:
        leases.take(one, by=rao)
        time.shift(timedelta(minutes=9))
        assert leases.take(one, by=rao)
        time.shift(timedelta(minutes=9))
        assert one.id in leases.running([one.id])


def test_opening_the_next_frees_the_last(readers: tuple[Contribution, Contribution, Person, Person]) -> None:
    one, two, rao, lee = readers
    leases.take(one, by=rao)
    leases.take(two, by=rao)
    assert leases.take(one, by=lee)
    assert set(db.session.scalars(select(Lease.person_id))) == {rao.id, lee.id}
