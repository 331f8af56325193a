"""A respondent's private page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.digests.models import Digest, DigestItem
from engage.feedback import keys, withdrawal
from engage.feedback.models import Consent, Contribution, Response
from engage.moderation import queries as moderation
from engage.moderation.models import Decision, Outcome
from engage.record.response_record import passages
from engage.summaries import publication
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import ContributionTo, Lead, OpenConsultation, ShownContribution, WithheldContribution
from tests.factories.summaries import CompiledSummary


def _link(contribution: Contribution) -> str:
    key = keys.private_key(contribution.response.id)
    contribution.response.secret_hash = key_hash(key)
    db.session.flush()
    return f"/responses/{key}"


def test_the_link_shows_the_sender_their_own_words_and_where_they_stand(client: Browser) -> None:
    contribution = ContributionTo(theme=OpenConsultation().themes[0], text="Buses, please")
    client.get(_link(contribution))
    for words in ("What became of what you said", "Buses, please", "With a facilitator"):
        assert words in client.text()


def test_the_page_tells_no_other_site_and_no_search_engine(client: Browser) -> None:
    answer = client.get(_link(ContributionTo(theme=OpenConsultation().themes[0])))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_database_holds_the_key_of_no_link() -> None:
    contribution = ContributionTo(theme=OpenConsultation().themes[0])
    key = _link(contribution).rpartition("/")[2]
    row = db.session.execute(select(Response.__table__)).one()
    assert key not in [str(value) for value in row]


@pytest.mark.parametrize("key", ["x", "hash-1", "%00", "é"])
def test_a_link_that_opens_nothing_is_not_found(client: Browser, key: str) -> None:
    client.get(f"/responses/{key}", expect=404)


def test_a_withheld_text_says_so_to_its_sender(client: Browser) -> None:
    client.get(_link(WithheldContribution(theme=OpenConsultation().themes[0])))
    assert "Withheld" in client.text()
    assert "It is abusive or threatening" in client.text()
    assert "Answer due" not in client.text()


def test_a_text_that_the_sender_keeps_from_the_public_is_told_as_read_and_not_as_shown(
    client: Browser,
) -> None:
    theme = OpenConsultation().themes[0]
    client.get(_link(ShownContribution(theme=theme, consent=Consent.NONE)))
    assert "not published, as you asked" in client.text()
    assert "In the summary" not in client.text()


def test_the_first_digest_that_told_of_it_is_named() -> None:
    theme = OpenConsultation().themes[0]
    contribution, lead = ShownContribution(theme=theme), Lead(theme)
    first = clock.now() - timedelta(days=2)
    for at, person in ((first, lead), (first + timedelta(days=1), Lead(theme))):
        digest = Digest(person_id=person.id, theme_id=theme.id, compiled_at=at, figures={})
        db.session.add_all([digest, _item(digest, contribution)])
    db.session.flush()
    (passage,) = passages(contribution.response)
    assert passage.told_at == first
    assert [(step.what, step.state) for step in passage.way()] == [
        ("received", "done"),
        ("show", "done"),
        ("lead", "done"),
        ("summary", "now"),
        ("answer", "next"),
    ]


def _item(digest: Digest, contribution: Contribution) -> DigestItem:
    return DigestItem(
        digest_id=digest.id,
        person_id=digest.person_id,
        theme_id=digest.theme_id,
        contribution_id=contribution.id,
        typical_id=contribution.id,
        heard_before=False,
    )


def test_a_published_summary_is_linked_by_the_topic_that_it_stands_in(client: Browser) -> None:
    summary = CompiledSummary()
    contribution = db.session.scalars(select(Contribution).limit(1)).one()
    link = _link(contribution)
    client.get(link)
    assert "/topics/" not in client.get(link).text
    publication.publish(summary, by=None)
    db.session.flush()
    client.get(link)
    client.follow("In the summary")
    assert "/topics/" in client.at


def test_a_hold_is_told_as_waiting(client: Browser) -> None:
    contribution = ContributionTo(theme=OpenConsultation().themes[0])
    held = Decision(contribution_id=contribution.id, outcome=Outcome.HOLD, decided_at=clock.now())
    db.session.add(held)
    client.get(_link(contribution))
    assert "With a facilitator" in client.text()


def test_a_redacted_text_stands_beside_the_senders_own(client: Browser) -> None:
    contribution = ContributionTo(theme=OpenConsultation().themes[0], text="Ask Bob about buses")
    db.session.add(
        Decision(
            contribution_id=contribution.id,
            outcome=Outcome.REDACT,
            shown_text="Ask [words removed] about buses",
            decided_at=clock.now(),
        )
    )
    client.get(_link(contribution))
    assert "with words taken out" in client.text()
    assert "Ask Bob about buses" in client.text()


def test_withdrawing_asks_first_and_then_takes_it_from_the_public(client: Browser) -> None:
    contribution = ShownContribution(theme=OpenConsultation().themes[0])
    client.get(_link(contribution))
    client.follow("Withdraw it")
    assert contribution.response.withdrawn_at is None
    assert db.session.execute(moderation.public()).all()
    client.submit(button="Withdraw my response")
    assert "You have withdrawn your response" in client.text()
    assert not db.session.execute(moderation.public()).all()


def test_withdrawing_again_keeps_the_first_moment() -> None:
    response = ContributionTo(theme=OpenConsultation().themes[0], consent=Consent.NAMED).response
    first = clock.now()
    withdrawal.withdraw(response, at=first)
    withdrawal.withdraw(response, at=first + timedelta(days=1))
    assert response.withdrawn_at == first


def test_a_lost_link_has_a_page_that_says_what_to_do(client: Browser) -> None:
    client.get("/responses/lost")
    assert "If you lost your private link" in client.text()
