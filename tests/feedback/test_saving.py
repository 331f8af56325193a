"""Saving what one types, and going on with it by a link, in any browser, until it is sent."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import keys
from engage.feedback.form import drafts, reminding, saving
from engage.feedback.models import Draft, DraftLink, Response
from engage.mail.models import Message
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import OpenConsultation, PartnerBody, ThemeOf
from tests.feedback.visitor import answered, begun, kept, sent
from tests.snapshots import assert_as_before

WORDS = "A word that must not travel: quinquereme"


def _letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.posted_at, Message.id)))


def _cause(letter: Message) -> str:
    return letter.key


def _link() -> DraftLink:
    return db.session.scalars(select(DraftLink)).one()


def _draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def _saved(browser: Browser, consultation: Consultation, **typed: str) -> str:
    """Write a text, save it by the quiet button, and give the path of the link that was sent."""
    begun(browser, consultation)
    theme = consultation.themes[0]
    fields = {f"text-{theme.id}": WORDS, f"kind-{theme.id}": "idea"}
    browser.submit(fields, button="Save and come back later")
    assert browser.at.endswith("/save")
    browser.submit({"email": "ann@example.com", **typed}, button="Send me the link")
    return f"/drafts/{keys.link_key(_link().id)}"


def test_what_was_typed_is_there_again_in_another_browser(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation()
    path = _saved(client, consultation)
    assert "We have written to ann@example.com" in client.text()
    other = Browser(app)
    other.get(path)
    other.submit(button="Go on with your response")
    other.get(f"/consultations/{consultation.slug}/respond/themes/{consultation.themes[0].slug}")
    assert other.answer
    assert WORDS in other.answer.text
    other.submit()
    answered(other)
    other.submit(button="Send my response")
    assert other.at.endswith("/receipt")
    assert db.session.scalars(select(Response)).one().contributions[0].text == WORDS


def test_the_letter_has_the_link_and_not_a_word_of_what_was_typed(client: Browser) -> None:
    path = _saved(client, OpenConsultation())
    (letter,) = _letters()
    for part in (letter.subject, letter.text, letter.html):
        assert "quinquereme" not in part
    assert path in letter.text
    assert path in letter.html
    assert "ann" not in path


def test_looking_at_the_link_changes_nothing_until_the_button_is_pressed(client: Browser, app: Flask) -> None:
    path = _saved(client, OpenConsultation())
    scanner = Browser(app)
    scanner.get(path)
    assert _link().opened_at is None
    assert "quinquereme" not in scanner.text()
    scanner.submit()
    assert _link().opened_at is not None


def test_the_same_address_gets_the_same_link_and_another_its_own(client: Browser) -> None:
    consultation = OpenConsultation()
    _saved(client, consultation)
    for address, links in (("ANN@example.com", 1), ("bob@example.com", 2)):
        client.get(f"/consultations/{consultation.slug}/respond/save")
        client.submit({"email": address}, button="Send me the link")
        assert len(db.session.scalars(select(DraftLink)).all()) == links


def test_only_the_hash_of_the_key_is_kept(client: Browser) -> None:
    path = _saved(client, OpenConsultation())
    assert _link().secret_hash == key_hash(path.rpartition("/")[2])


@pytest.mark.parametrize(
    ("email", "sentence"), [("", "Enter your e-mail address"), ("ann", "Enter an e-mail address like")]
)
def test_without_an_address_it_says_so_and_sends_nothing(client: Browser, email: str, sentence: str) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    client.get(f"/consultations/{consultation.slug}/respond/save")
    client.submit({"email": email}, button="Send me the link")
    assert sentence in client.text()
    assert not _letters()


def test_what_is_not_valid_yet_is_saved_all_the_same(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    client.submit({"area": "x" * 300}, button="Save and come back later")
    assert client.at.endswith("/save")
    assert _draft().answers["area"] == "x" * 300


def test_nobody_is_flooded_with_links() -> None:
    at = clock.now()
    for turn in range(saving.PATIENCE + 1):
        draft = kept(uuid4(), OpenConsultation(), {}, at=at)
        if turn == saving.PATIENCE:
            with pytest.raises(RuleBroken) as refusal:
                saving.save(draft, "ann@example.com", remind=False, at=at)
            assert refusal.value.field == "email"
        else:
            saving.save(draft, "ann@example.com", remind=False, at=at)
    assert len(_letters()) == saving.PATIENCE


def test_asked_twice_in_a_minute_one_letter_is_sent() -> None:
    draft = kept(uuid4(), OpenConsultation(), {}, at=clock.now())
    at = clock.now().replace(second=0)
    saving.save(draft, "ann@example.com", remind=False, at=at)
    saving.save(draft, "ann@example.com", remind=False, at=at + timedelta(seconds=1))
    assert len(_letters()) == 1


def test_once_it_was_sent_the_link_says_so_and_opens_nothing(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation()
    path = _saved(client, consultation)
    client.follow("Go on with it now")
    answered(client)
    client.submit(button="Send my response")
    reference = db.session.scalars(select(Response.reference)).one()
    other = Browser(app)
    other.get(path)
    assert "This response has been sent" in other.text()
    assert reference in other.text()
    assert not other.page or not other.page.query("main form")
    assert keys.private_key(db.session.scalars(select(Response.id)).one()) not in str(other.answer)
    client.get(path)
    assert "Go to your receipt" in client.text()


def test_a_browser_that_goes_on_by_link_is_told_that_it_was_sent_elsewhere(
    client: Browser, app: Flask
) -> None:
    consultation = OpenConsultation()
    path = _saved(client, consultation)
    other = Browser(app)
    other.get(path)
    other.submit()
    other.get(f"/consultations/{consultation.slug}/respond/themes/{consultation.themes[0].slug}")
    client.follow("Go on with it now")
    answered(client)
    client.submit(button="Send my response")
    other.submit({f"text-{consultation.themes[0].id}": "Written too late"}, form="#answer")
    assert "This response has been sent" in other.text()
    assert "Written too late" in other.text()
    assert len(db.session.scalars(select(Draft)).all()) == 1


def test_when_its_month_is_over_the_link_says_so_in_words(client: Browser) -> None:
    consultation = OpenConsultation()
    path = _saved(client, consultation)
    _draft().expires_at = clock.now()
    client.get(path)
    assert "This link has ended" in client.text()
    assert drafts.sweep(at=clock.now()) == 1
    client.get(path, expect=404)
    assert "This link has ended" in client.text()
    assert [(one.recipient, one.text) for one in _letters()] == [("", "")]


def test_in_the_half_hour_after_closing_the_link_still_sends(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation(closes_at=clock.now() + timedelta(hours=1))
    closes_at = consultation.closes_at
    path = _saved(client, consultation)
    other = Browser(app)
    with time_machine.travel(closes_at + timedelta(minutes=20), tick=False):
        other.get(path)
        assert "what was begun before can be sent until" in other.text()
        other.submit()
        answered(other)
        other.submit(button="Send my response")
        assert other.at.endswith("/receipt")


def test_after_it_the_link_gives_back_what_was_typed(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation(closes_at=clock.now() + timedelta(hours=1))
    closes_at = consultation.closes_at
    path = _saved(client, consultation)
    other = Browser(app)
    with time_machine.travel(closes_at + timedelta(minutes=30), tick=False):
        other.get(path)
        assert "it can no longer be sent" in other.text()
        other.submit(button="Read what you typed")
        assert WORDS in other.text()
        assert "This consultation has closed" in other.text()


def test_the_grace_is_stated_on_the_pages_of_the_form(client: Browser) -> None:
    consultation = OpenConsultation(closes_at=datetime(2030, 5, 1, 16, 0, tzinfo=UTC))
    begun(client, consultation)
    assert "can still be sent until 5.30pm" in client.text()


def _asked_to_be_reminded(consultation: Consultation, at: datetime) -> Draft:
    draft = kept(uuid4(), consultation, {}, at=at)
    saving.save(draft, "ann@example.com", remind=True, at=at)
    db.session.flush()
    return draft


def test_who_asked_is_reminded_three_days_before_closing_and_once() -> None:
    consultation = OpenConsultation()
    closes_at = consultation.closes_at
    _asked_to_be_reminded(consultation, clock.now())
    assert reminding.remind_due(at=closes_at - reminding.EARLY - timedelta(seconds=1)) == 0
    assert reminding.remind_due(at=closes_at - reminding.EARLY) == 1
    assert reminding.remind_due(at=closes_at - timedelta(hours=1)) == 0
    assert [letter.key.partition(":")[0] for letter in _letters()] == ["draft-link", "draft-reminder"]


def test_who_asked_later_than_that_is_reminded_a_day_before() -> None:
    consultation = OpenConsultation()
    closes_at = consultation.closes_at
    _asked_to_be_reminded(consultation, closes_at - timedelta(days=2))
    assert reminding.remind_due(at=closes_at - reminding.LATE - timedelta(seconds=1)) == 0
    assert reminding.remind_due(at=closes_at - reminding.LATE) == 1


def test_nobody_is_reminded_of_what_was_sent_stopped_over_or_not_asked_for() -> None:
    consultation, at = OpenConsultation(), clock.now()
    closes_at = consultation.closes_at
    gone = _asked_to_be_reminded(consultation, at)
    gone.expires_at = closes_at - reminding.EARLY
    reminding.stop(_asked_to_be_reminded(consultation, at))
    saving.save(kept(uuid4(), consultation, {}, at=at), "bob@example.com", remind=False, at=at)
    db.session.flush()
    assert reminding.remind_due(at=closes_at - timedelta(days=2)) == 0
    assert reminding.remind_due(at=closes_at) == 0


def test_nobody_is_reminded_of_what_they_sent(client: Browser) -> None:
    consultation = OpenConsultation()
    _saved(client, consultation, remind="y")
    assert _draft().remind_since
    client.follow("Go on with it now")
    answered(client)
    client.submit(button="Send my response")
    assert reminding.remind_due(at=consultation.closes_at - timedelta(days=1)) == 0


def test_the_reminder_stops_by_one_click_without_a_session(app: Flask) -> None:
    draft = _asked_to_be_reminded(OpenConsultation(), clock.now())
    path = f"/drafts/reminder/{keys.reminder(draft.id)}"
    browser = Browser(app)
    browser.get(path)
    assert draft.remind_since
    browser.post(path, {"List-Unsubscribe": "One-Click"})
    assert "You will not be reminded" in browser.text()
    db.session.expire(draft)
    assert draft.remind_since is None
    browser.get("/drafts/reminder/forged", expect=404)


def test_a_reminder_is_not_offered_where_it_would_come_too_late(client: Browser) -> None:
    consultation = OpenConsultation(closes_at=clock.now() + timedelta(hours=20))
    begun(client, consultation, text="Buses")
    client.get(f"/consultations/{consultation.slug}/respond/save")
    assert "Remind me" not in client.text()


def test_a_second_response_after_one_that_went_on_by_link_is_ones_own(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation()
    path = _saved(client, consultation)
    other = Browser(app)
    other.get(path)
    other.submit()
    answered(other)
    other.submit(button="Send my response")
    sent(other, consultation, text="A second one")
    assert len(db.session.scalars(select(Response)).all()) == 2


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_the_letters_look_as_they_did(part: str) -> None:
    body = PartnerBody(name="Severn Vale Combined Authority")
    consultation = OpenConsultation(
        title="How should Severn Vale grow?",
        body=body,
        themes=[ThemeOf.build(position=1)],
        opens_at=datetime(2030, 4, 1, 8, tzinfo=UTC),
        closes_at=datetime(2030, 4, 30, 16, tzinfo=UTC),
    )
    at = datetime(2030, 4, 10, 12, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        draft = _asked_to_be_reminded(consultation, at)
        reminding.remind_due(at=datetime(2030, 4, 28, tzinfo=UTC))
    link, token = keys.link_key(_link().id), keys.reminder(draft.id)
    for name, letter in zip(("saved", "reminder"), sorted(_letters(), key=_cause), strict=True):
        found = getattr(letter, part).replace(link, "KEY").replace(token, "TOKEN")
        assert_as_before(found, Path(__file__).parent / "snapshots" / f"{name}.{part}")
        if name == "reminder":
            assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
