"""The demo is a consultation in full life, and loads once."""

from collections import Counter

from sqlalchemy import func, select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.demo import region
from engage.demo.commands import demo
from engage.demo.voices import campaign, voices
from engage.digests.models import Digest
from engage.feedback.models import Contribution
from engage.feedback.receipts.commands import receipts
from engage.moderation import queries
from engage.moderation.models import Decision, Outcome
from engage.summaries.models import Summary
from engage.workshops import queries as workshops
from engage.workshops.allocation import replaying
from engage.workshops.models import Workshop
from tests.browser import Browser
from tests.operators import ran


def test_it_is_a_consultation_in_full_life_and_loads_once(client: Browser) -> None:
    told = ran(demo, "load")
    assert told["contributions"] > 150
    assert {person["email"] for person in told["people"]} == {officer.email for officer in region.OFFICERS}
    before = db.session.scalar(select(func.count()).select_from(Contribution))
    ran(demo, "load")
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == before
    _every_state_of_a_contribution_is_there()
    _workshops_are_in_each_state()
    _pages_open(client)
    _receipts_are_chained_and_agree()


def _every_state_of_a_contribution_is_there() -> None:
    made = Counter(db.session.scalars(select(Decision.outcome)))
    assert set(made) == set(Outcome)
    waiting = db.session.scalar(select(func.count()).select_from(Contribution))
    assert waiting
    assert 5 <= waiting - made.total() <= 40
    shown = [decision.shown_text for _, decision in db.session.execute(queries.public())]
    assert not [text for text in shown if text and "07700" in text]


def _workshops_are_in_each_state() -> None:
    consultation = db.session.scalars(select(Consultation).where(Consultation.slug == region.SLUG)).one()
    assert consultation.takes_responses(clock.now())
    there = {one.slug: one for one in db.session.scalars(select(Workshop))}
    seats = {slug: workshops.seats([one])[one.id] for slug, one in there.items()}
    assert (seats["corn-exchange"].left, seats["corn-exchange"].waiting) == (3, 0)
    assert (seats["breakfast"].offered, seats["breakfast"].left) == (1, 0)
    assert seats["breakfast"].waiting > 1
    assert workshops.came(there["evening-at-the-mill"].id) == 9
    assert all(replaying.replay(one).agrees for one in there.values())
    assert db.session.scalars(select(Summary)).one().published_at
    assert db.session.scalar(select(func.count()).select_from(Digest)) >= 4


def _pages_open(client: Browser) -> None:
    for path in (
        "/",
        "/consultations",
        f"/consultations/{region.SLUG}",
        "/workshops/corn-exchange",
        "/summaries",
    ):
        client.get(path)


def _receipts_are_chained_and_agree() -> None:
    assert ran(receipts, "chain")["chained"] > 100
    told = ran(receipts, "verify")
    assert told["verified"] == told["receipts"] > 100


def test_its_voices_are_all_different_but_for_the_campaign() -> None:
    texts = [said.text for voice in voices() for said in voice.said]
    assert len(set(texts)) == len(texts) > 130
    assert len(campaign()) == 24
