"""Nothing that was typed is lost: to an error, another tab, the closing hour, or a session that ended."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db, transaction
from engage.feedback.form import drafts, filled
from engage.feedback.models import Draft, Response
from tests.browser import Browser
from tests.factories import ClosedConsultation, OpenConsultation
from tests.feedback.visitor import answered, begun, kept, sent


def _draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def _held(browser: Browser, name: str) -> str:
    assert browser.page
    field = browser.page.query(f"[name={name!r}]")[0]
    return field.to_text(strip=False) if field.name == "textarea" else field.attrs["value"]


def test_text_that_is_too_long_stays_in_its_box_and_in_the_draft(client: Browser) -> None:
    consultation = OpenConsultation()
    long, name = "é🚌" * filled.LONGEST, f"text-{consultation.themes[0].id}"
    begun(client, consultation, text=long)
    assert "must be 10,000 characters or fewer" in client.text()
    assert _held(client, name) == long
    client.get(client.at)
    assert _held(client, name) == long


@pytest.mark.parametrize(
    ("about", "page", "field", "told"),
    [
        ({"email": "ann at home"}, "contact", "email", "Enter an e-mail address like name@example.com"),
        ({"email": "a@b.example\\r\\nBcc: all@c.example"}, "contact", "email", "Enter an e-mail address"),
        ({"name": "Ann\\r\\nBcc: all@c.example"}, "contact", "name", "This must be on one line"),
        ({"name": "A" * 201}, "contact", "name", "must be 200 characters or fewer"),
        ({"sector": ""}, "you", "area", "Choose who you are answering as"),
        ({"sector": "unknown"}, "you", "area", "Choose one of the answers"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    client: Browser, about: dict[str, str], page: str, field: str, told: str
) -> None:
    consultation = OpenConsultation()
    typed = {
        "area": "Ambleford",
        **{name: text.encode().decode("unicode_escape") for name, text in about.items()},
    }
    begun(client, consultation, text="Buses")
    if page == "contact":
        client.submit({"sector": "resident"})
    client.submit({name: text for name, text in typed.items() if name in ("sector", "area", "name", "email")})
    assert client.at.endswith(f"/{page}")
    assert client.page
    assert told in client.page.query(".govuk-error-summary")[0].to_text()
    assert client.page.query("title")[0].to_text().startswith("Error: ")
    assert _draft().answers[field] == typed[field]


def test_nothing_chosen_is_told_and_changes_nothing(client: Browser) -> None:
    begun(client, OpenConsultation(), text="Buses")
    client.get(f"/consultations/{db.session.scalars(select(Consultation)).one().slug}/respond")
    client.submit({"strands": None})
    assert "Choose at least one theme" in client.text()
    assert [one["text"] for one in _draft().answers["texts"].values()] == ["Buses"]


def test_to_be_named_one_gives_a_name(client: Browser) -> None:
    begun(client, OpenConsultation(), text="Buses")
    answered(client, consent="named")
    assert client.at.endswith("/publication")
    assert client.page
    assert "You gave no name" in client.page.query(".govuk-error-summary")[0].to_text()
    client.follow("Give a name")
    client.submit({"name": "Ann Other"})
    client.submit({"consent": "named"})
    assert client.at.endswith("/check")


def test_nul_characters_are_taken_out_and_all_else_stays(client: Browser) -> None:
    begun(client, OpenConsultation(), text="a\x00b 👩‍👩‍👧")
    assert [one["text"] for one in _draft().answers["texts"].values()] == ["ab 👩‍👩‍👧"]


def test_two_tabs_on_two_themes_keep_both(client: Browser) -> None:
    consultation = OpenConsultation()
    first, second = consultation.themes
    begun(client, consultation, [str(first.id), str(second.id)])
    slug = f"/consultations/{consultation.slug}/respond/themes"
    client.get(f"{slug}/{first.slug}")
    tab = client.page, client.at
    client.get(f"{slug}/{second.slug}")
    client.submit({f"text-{second.id}": "Trains"})
    client.page, client.at = tab
    client.submit({f"text-{first.id}": "Buses"})
    assert {key: one["text"] for key, one in _draft().answers["texts"].items()} == {
        str(first.id): "Buses",
        str(second.id): "Trains",
    }


def test_what_was_changed_in_another_tab_is_shown_before_it_is_sent(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    answered(client)
    seen = client.page, client.at
    client.get(f"/consultations/{consultation.slug}/respond/you?change=yes")
    client.submit({"area": "Thornby"})
    client.page, client.at = seen
    client.submit()
    assert "Your answers changed in another window" in client.text()
    assert "Thornby" in client.text()
    client.submit()
    assert db.session.scalars(select(Response)).one().area == "Thornby"


def test_a_tab_left_open_while_another_sent_goes_on_as_a_second_response(client: Browser) -> None:
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    begun(client, consultation)
    tab = client.page, client.at
    sent(client, consultation)
    client.page, client.at = tab
    client.submit({f"text-{theme.id}": "And another thing"})
    unsent = db.session.scalars(select(Draft).where(Draft.response_id.is_(None))).one()
    assert unsent.answers["texts"][str(theme.id)]["text"] == "And another thing"


def test_a_session_that_ended_costs_nobody_their_words(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation)
    client.client.delete_cookie("session")
    client.submit({f"text-{consultation.themes[0].id}": "An hour of typing"})
    assert "Your session had ended" in client.text()
    assert "An hour of typing" in client.text()
    client.submit()
    assert client.at.endswith("/you")
    newest = db.session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
    assert "An hour of typing" in str(newest.answers)


def test_what_another_site_posts_is_not_kept(client: Browser) -> None:
    consultation = OpenConsultation()
    client.post(f"/consultations/{consultation.slug}/respond", {"strands": [str(consultation.themes[0].id)]})
    assert not db.session.scalars(select(Draft)).all()


def _closing(consultation: Consultation) -> datetime:
    assert consultation.closes_at
    return consultation.closes_at


def test_a_response_is_taken_until_the_last_second(client: Browser) -> None:
    consultation = OpenConsultation()
    with time_machine.travel(_closing(consultation) - timedelta(seconds=1), tick=False):
        sent(client, consultation)
    assert client.at.endswith("/receipt")


@pytest.mark.parametrize(("late", "taken"), [(0, True), (29, True), (30, False)])
def test_what_was_begun_before_closing_has_half_an_hour(client: Browser, late: int, taken: bool) -> None:
    consultation = OpenConsultation()
    closing = _closing(consultation)
    with time_machine.travel(closing - timedelta(minutes=5), tick=False):
        begun(client, consultation, text="Buses")
        answered(client)
    with time_machine.travel(closing + timedelta(minutes=late), tick=False):
        client.submit(button="Send my response")
    assert client.at.endswith("/receipt") == taken
    assert bool(db.session.scalars(select(Response)).all()) == taken
    assert ("It was not sent. Here it is" in client.text() and "Buses" in client.text()) != taken


def test_what_is_typed_into_a_page_that_closed_is_given_back(client: Browser) -> None:
    consultation = OpenConsultation()
    with time_machine.travel(_closing(consultation) - timedelta(hours=1), tick=False):
        begun(client, consultation)
    with time_machine.travel(_closing(consultation) + timedelta(hours=1), tick=False):
        client.submit({f"text-{consultation.themes[0].id}": "Too late"})
    assert "This consultation has closed" in client.text()
    assert "Too late" in client.text()


def test_nothing_is_begun_after_closing_or_before_opening(client: Browser) -> None:
    client.get(f"/consultations/{ClosedConsultation().slug}/respond")
    assert "This consultation has closed" in client.text()
    soon = clock.now() + timedelta(days=1)
    coming = OpenConsultation(opens_at=soon, closes_at=soon + timedelta(days=20))
    client.get(f"/consultations/{coming.slug}/respond")
    assert "has not opened yet" in client.text()


def test_a_draft_lives_a_month_from_its_last_change() -> None:
    consultation, browser, begun_at = OpenConsultation(), uuid4(), clock.now()
    kept(browser, consultation, {"area": "Ambleford"}, at=begun_at)
    assert drafts.sweep(at=begun_at + drafts.LIFE - timedelta(seconds=1)) == 0
    assert drafts.unsent(browser, consultation, at=begun_at + drafts.LIFE) is None
    assert drafts.sweep(at=begun_at + drafts.LIFE) == 1


def test_a_draft_that_expired_begins_anew() -> None:
    consultation, browser, begun_at = OpenConsultation(), uuid4(), clock.now()
    kept(browser, consultation, {"area": "Ambleford"}, at=begun_at)
    again = kept(browser, consultation, {"name": "Ann"}, at=begun_at + drafts.LIFE)
    assert again.answers == {"name": "Ann"}


@pytest.mark.commits
def test_tabs_that_save_at_once_lose_nothing(app: Flask) -> None:
    consultation_id, browser, start = OpenConsultation().id, uuid4(), Barrier(6)
    db.session.commit()

    def save(typed: dict[str, Any]) -> None:
        with app.app_context():
            consultation = db.session.get_one(Consultation, consultation_id)
            start.wait()
            with transaction():
                kept(browser, consultation, typed, at=clock.now())

    typed = [{"texts": {str(n): {"text": "words", "kind": "idea"}}} for n in range(6)]
    threads = [Thread(target=save, args=[one]) for one in typed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(_draft().answers["texts"]) == [str(n) for n in range(6)]
