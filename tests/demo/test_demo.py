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
from engage.workshops.models import Workshop
from tests.browser import Browser
from tests.operators import ran


def test_it_loads_once_and_says_who_can_sign_in() -> None:
    told = ran(demo, "load")
    assert told["contributions"] > 150
    assert {person["email"] for person in told["people"]} == {officer.email for officer in region.OFFICERS}
    before = db.session.scalar(select(func.count()).select_from(Contribution))
    ran(demo, "load")
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == before


def test_it_shows_every_state_that_a_contribution_can_be_in() -> None:
    ran(demo, "load")
    made = Counter(db.session.scalars(select(Decision.outcome)))
    assert set(made) == set(Outcome)
    waiting = db.session.scalar(select(func.count()).select_from(Contribution))
    assert waiting
    assert 5 <= waiting - made.total() <= 40
    shown = [decision.shown_text for _, decision in db.session.execute(queries.public())]
    assert not [text for text in shown if text and "07700" in text]


def test_its_workshop_is_nearly_full_and_its_summary_published() -> None:
    ran(demo, "load")
    consultation = db.session.scalars(select(Consultation)).one()
    assert consultation.takes_responses(clock.now())
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "corn-exchange")).one()
    assert workshops.seats([workshop])[workshop.id].left == 3
    assert db.session.scalars(select(Summary)).one().published_at
    assert db.session.scalar(select(func.count()).select_from(Digest)) >= 4


def test_its_pages_open(client: Browser) -> None:
    ran(demo, "load")
    for path in (
        "/",
        "/consultations",
        f"/consultations/{region.SLUG}",
        "/workshops/corn-exchange",
        "/summaries",
    ):
        client.get(path)


def test_its_voices_are_all_different_but_for_the_campaign() -> None:
    texts = [said.text for voice in voices() for said in voice.said]
    assert len(set(texts)) == len(texts) > 130
    assert len(campaign()) == 24


def test_its_receipts_are_chained_and_agree() -> None:
    ran(demo, "load")
    assert ran(receipts, "chain")["chained"] > 100
    told = ran(receipts, "verify")
    assert told["verified"] == told["receipts"] > 100
