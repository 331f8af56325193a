"""An address gets a question first, and what was written only once it was confirmed; each once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import confirmation, keys, mailing
from engage.feedback.models import Contact, Response
from engage.mail.models import Message
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import ContributionTo, OpenConsultation, PartnerBody, ThemeOf
from tests.feedback.visitor import addresses_asked, sent
from tests.snapshots import assert_as_before

WORDS = "A word that must not travel: quinquereme"


def _letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.posted_at, Message.id)))


def _sent_with_address(client: Browser) -> Response:
    sent(client, OpenConsultation(), text=WORDS, email="ann@example.com", name="Ann Other")
    addresses_asked()
    return db.session.scalars(select(Response)).one()


def test_an_address_that_is_not_confirmed_gets_one_letter_without_a_word_of_it(client: Browser) -> None:
    response = _sent_with_address(client)
    (letter,) = _letters()
    assert letter.recipient == "ann@example.com"
    for part in (letter.subject, letter.text, letter.html):
        assert not [one for one in ("quinquereme", "Ann Other", response.reference) if one in part]
        assert keys.private_key(response.id) not in part


def test_following_the_link_sends_nothing_until_the_button_is_pressed(client: Browser) -> None:
    response = _sent_with_address(client)
    client.get(f"/responses/confirm/{keys.confirmation(response.id, 'ann@example.com')}")
    assert len(_letters()) == 1
    client.submit(button="Yes, send me a copy")
    assert "Your e-mail address is confirmed" in client.text()
    copy = _letters()[1]
    for part in (copy.text, copy.html):
        assert "quinquereme" in part
        assert response.reference in part
        assert keys.private_key(response.id) in part


def test_the_link_in_the_letter_is_that_of_the_settings(client: Browser) -> None:
    response = _sent_with_address(client)
    link = f"/responses/confirm/{keys.confirmation(response.id, 'ann@example.com')}"
    assert f"{client.app.config['SETTINGS'].public_url}".rstrip("/") + link in _letters()[0].text


def test_confirming_twice_sends_one_copy(client: Browser) -> None:
    response = _sent_with_address(client)
    confirmation.confirm(response, at=clock.now())
    confirmed_at = response.contact.confirmed_at if response.contact else None
    confirmation.confirm(response, at=clock.now() + timedelta(days=1))
    assert len(_letters()) == 2
    assert response.contact
    assert response.contact.confirmed_at == confirmed_at


@pytest.mark.parametrize("token", ["x", "", "00000000000000000000000000000000.forged"])
def test_a_forged_link_confirms_nothing(client: Browser, token: str) -> None:
    _sent_with_address(client)
    client.get(f"/responses/confirm/{token}", expect=404)


def test_a_withdrawn_response_is_not_mailed(client: Browser) -> None:
    response = _sent_with_address(client)
    response.withdrawn_at = clock.now()
    with pytest.raises(RuleBroken):
        confirmation.confirm(response, at=clock.now())
    client.get(f"/responses/confirm/{keys.confirmation(response.id, 'ann@example.com')}")
    client.submit()
    assert "This response was withdrawn" in client.text()
    assert len(_letters()) == 1


def test_without_an_address_no_letter_is_owed(client: Browser) -> None:
    sent(client, OpenConsultation(), name="Ann Other")
    assert addresses_asked() == 0
    assert not _letters()
    assert "You gave no e-mail address" in client.text()


def test_who_withdrew_before_the_letter_was_written_gets_none(client: Browser) -> None:
    sent(client, OpenConsultation(), email="ann@example.com")
    db.session.scalars(select(Response)).one().withdrawn_at = clock.now()
    assert addresses_asked() == 1
    assert not _letters()


def test_who_was_asked_before_gets_no_second_letter(client: Browser) -> None:
    response = _sent_with_address(client)
    mailing.ask_to_confirm(response.id, at=clock.now())
    assert len(_letters()) == 1


def test_nobody_is_flooded_with_questions_about_an_address() -> None:
    theme = OpenConsultation().themes[0]
    for _ in range(mailing.PATIENCE + 3):
        response = ContributionTo(theme=theme).response
        response.contact = Contact(email="ann@example.com")
        db.session.flush()
        mailing.ask_to_confirm(response.id, at=clock.now())
    assert len(_letters()) == mailing.PATIENCE


def test_what_was_written_cannot_become_markup_in_the_letter(client: Browser) -> None:
    sent(client, OpenConsultation(), text="<script>x()</script>", email="ann@example.com")
    response = db.session.scalars(select(Response)).one()
    confirmation.confirm(response, at=clock.now())
    (copy,) = _letters()
    assert "<script>" not in copy.html
    assert "<script>x()</script>" in copy.text


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_the_letters_look_as_they_did(client: Browser, part: str) -> None:
    response = _written_about_homes()
    mailing.ask_to_confirm(response.id, at=clock.now())
    confirmation.confirm(response, at=clock.now())
    link, token = keys.private_key(response.id), keys.confirmation(response.id, "ann@example.com")
    for name, letter in zip(("confirm", "copy"), _letters(), strict=True):
        found = getattr(letter, part).replace(link, "KEY").replace(token, "TOKEN")
        assert_as_before(found, Path(__file__).parent / "snapshots" / f"{name}.{part}")


def _written_about_homes() -> Response:
    body = PartnerBody(name="Severn Vale Combined Authority")
    theme = ThemeOf.build(title="Homes & transport", position=4)
    OpenConsultation(title="How should Severn Vale grow?", body=body, themes=[theme])
    response: Response = ContributionTo(theme=theme, text="The 73 <never> comes.\n\nEver.").response
    response.reference, response.received_at = "K7R-4WM-HKW", datetime(2026, 3, 3, 17, tzinfo=UTC)
    response.secret_hash = key_hash(keys.private_key(response.id))
    response.contact = Contact(email="ann@example.com")
    db.session.flush()
    return response


def test_after_the_services_secret_changed_no_dead_link_is_sent(client: Browser) -> None:
    response = _sent_with_address(client)
    response.secret_hash = key_hash("made with another secret")
    client.get(f"/consultations/{response.consultation.slug}/respond/receipt")
    assert "we cannot show it again" in client.text()
    confirmation.confirm(response, at=clock.now())
    assert "/responses/" not in _letters()[1].text + _letters()[1].html
