"""The queue: oldest first, only what one may moderate, the same text from several as one."""

from datetime import timedelta
from typing import Any

import pytest

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Channel, Contribution, text_key
from engage.moderation import leases, queries, queue
from engage.moderation.decisions import decide
from engage.moderation.models import Campaign, CampaignText, Outcome, Reason
from engage.moderation.queue import Kin, State, Wanted
from engage.organisations.models import Sector
from tests.factories import ContributionTo, Facilitator, Lead, Manager, OpenConsultation, ResponseTo

pytestmark = pytest.mark.usefixtures("session")


def _at(consultation: Consultation, hours: int, theme: int = 0, **values: Any) -> Contribution:
    received = clock.now() - timedelta(hours=hours)
    contribution: Contribution = ContributionTo(
        theme=consultation.themes[theme], received_at=received, **values
    )
    return contribution


def _listed(person: Any, wanted: Wanted | None = None) -> list[Contribution]:
    return [row[0] for row in db.session.execute(queue.listed(person, wanted or Wanted()))]


def test_what_waits_stands_oldest_first_and_is_counted() -> None:
    consultation = OpenConsultation()
    new, old = _at(consultation, 1), _at(consultation, 27)
    decide(_at(consultation, 99), Outcome.SHOW, by=None)
    _at(consultation, 98).response.withdrawn_at = clock.now()
    manager = Manager(consultation)
    assert _listed(manager) == [old, new]
    assert list(db.session.scalars(queries.waiting(manager))) == [old, new]
    assert queries.waiting_count(manager) == 2
    assert queries.oldest_waiting(manager) == old.received_at


def test_each_sees_what_they_may_moderate_and_nothing_else() -> None:
    consultation, other = OpenConsultation(), OpenConsultation()
    first, second, foreign = _at(consultation, 3), _at(consultation, 2, theme=1), _at(other, 1)
    assert _listed(Facilitator(consultation)) == [first, second]
    assert _listed(Facilitator(consultation, consultation.themes[1])) == [second]
    assert _listed(Facilitator(other)) == [foreign]
    assert _listed(Lead(consultation.themes[0])) == []
    assert queries.waiting_count(Lead(consultation.themes[0])) == 0
    assert queries.oldest_waiting(Lead(consultation.themes[0])) is None


def test_states_hold_what_was_held_and_what_was_decided() -> None:
    consultation = OpenConsultation()
    held, shown, withheld, waiting = (_at(consultation, hours) for hours in (4, 3, 2, 1))
    decide(held, Outcome.HOLD, by=None)
    decide(shown, Outcome.SHOW, by=None, at=clock.now() - timedelta(minutes=1))
    decide(withheld, Outcome.WITHHOLD, by=None, reason=Reason.ABUSE)
    manager = Manager(consultation)
    assert _listed(manager, Wanted(State.WAITING)) == [waiting]
    assert _listed(manager, Wanted(State.HELD)) == [held]
    assert _listed(manager, Wanted(State.DECIDED)) == [withheld, shown]


def test_the_queue_narrows_by_theme_sector_channel_and_words() -> None:
    consultation = OpenConsultation()
    one = _at(consultation, 2, text="100% of buses", sector=Sector.BUSINESS)
    two = _at(consultation, 1, theme=1, text="100 trees and 50% grants", channel=Channel.LETTER)
    manager = Manager(consultation)
    assert _listed(manager, Wanted(about=consultation.themes[1].id)) == [two]
    assert _listed(manager, Wanted(about=consultation.id)) == [one, two]
    assert _listed(manager, Wanted(sector=Sector.BUSINESS)) == [one]
    assert _listed(manager, Wanted(channel=Channel.LETTER)) == [two]
    assert _listed(manager, Wanted(words="BUSES 100%")) == [one]
    reference = two.response.reference.lower()
    assert _listed(manager, Wanted(words=reference)) == [two]
    assert _listed(manager, Wanted(words=reference.replace("-", " "))) == [two]
    assert _listed(manager, Wanted(words=f"{reference} grants")) == [two]
    assert _listed(manager, Wanted(words=f"{reference} buses")) == []


def test_the_same_text_from_several_stands_once_where_the_oldest_stands() -> None:
    consultation = OpenConsultation()
    first = _at(consultation, 5, text="Save our library!")
    alone = _at(consultation, 4, text="Save our pool")
    _at(consultation, 3, text="save our LIBRARY", theme=1, sector=Sector.BUSINESS)
    twice = ResponseTo(consultation=consultation)
    for position in (1, 2):
        _at(consultation, 2, text="Save our library", response=twice, position=position)
    _at(OpenConsultation(), 9, text="Save our library")
    manager = Manager(consultation)
    assert _listed(manager) == [first, alone]
    assert queue.kin(manager, [first, alone]) == {first.id: Kin(4, 3), alone.id: Kin(1, 1)}
    assert len(queue.group(manager, first)) == 4


def test_a_group_never_hides_a_text_from_who_may_see_only_that() -> None:
    consultation = OpenConsultation()
    elsewhere = _at(consultation, 3, text="Save our library")
    theirs = _at(consultation, 2, theme=1, text="Save our library", sector=Sector.BUSINESS)
    assert _listed(Facilitator(consultation, consultation.themes[1])) == [theirs]
    assert _listed(Manager(consultation), Wanted(sector=Sector.BUSINESS)) == [theirs]
    decide(elsewhere, Outcome.SHOW, by=None)
    assert _listed(Manager(consultation)) == [theirs]


def test_texts_without_words_are_not_the_same_for_that() -> None:
    consultation = OpenConsultation()
    up, down = _at(consultation, 2, text="👍"), _at(consultation, 1, text="👎")
    manager = Manager(consultation)
    assert _listed(manager) == [up, down]
    assert queue.kin(manager, [up, down]) == {up.id: Kin(1, 1), down.id: Kin(1, 1)}
    assert queue.group(manager, up) == [up]


def test_nearly_the_same_texts_of_a_campaign_stand_once_too() -> None:
    consultation = OpenConsultation()
    campaign = Campaign(consultation_id=consultation.id, found_at=clock.now())
    said = "Save our library", "Please save our library"
    campaign.texts = [CampaignText(consultation_id=consultation.id, text_key=text_key(one)) for one in said]
    db.session.add(campaign)
    db.session.flush()
    first, near, again = (
        _at(consultation, hours, text=text) for hours, text in ((3, said[0]), (2, said[1]), (1, said[0]))
    )
    manager = Manager(consultation)
    assert _listed(manager) == [first]
    assert queue.kin(manager, [first]) == {first.id: Kin(3, 3)}
    assert queue.group(manager, near) == [first, near, again]


def test_what_was_moved_to_another_theme_waits_there() -> None:
    consultation = OpenConsultation()
    moved = _at(consultation, 1)
    moved.theme_id = consultation.themes[1].id
    db.session.flush()
    assert _listed(Facilitator(consultation, consultation.themes[0])) == []
    assert _listed(Facilitator(consultation, consultation.themes[1])) == [moved]


def test_pages_are_counted_a_few_ahead_and_past_the_end_stands_the_last() -> None:
    consultation = OpenConsultation()
    for hours in range(60):
        _at(consultation, hours)
    manager = Manager(consultation)
    pages = [queue.page_of(manager, Wanted(), number) for number in (1, 3, 99)]
    assert [(page.number, page.pages, len(page.items)) for page in pages] == [
        (1, 3, 25),
        (3, 3, 10),
        (3, 3, 10),
    ]


def test_the_next_is_the_oldest_behind_it_that_nobody_reads() -> None:
    consultation = OpenConsultation()
    one, two, three = (_at(consultation, hours) for hours in (3, 2, 1))
    rao, lee = Facilitator(consultation), Facilitator(consultation)
    leases.take(two, by=lee)
    assert leases.take_next(rao, Wanted()) == one
    assert leases.take_next(rao, Wanted(), one) == three
    assert leases.take_next(rao, Wanted(), three) is None
