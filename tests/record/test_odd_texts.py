"""Odd texts break no page, letter or document, and are read there as they were written."""

import json
from io import BytesIO
from math import ceil

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from engage.consultations.models import Theme
from engage.db import db
from engage.digests import scheduling
from engage.digests.compiling import compile_due
from engage.feedback import keys
from engage.mail import envelope
from engage.mail.models import Message
from engage.settings import Settings
from engage.summaries import documents, open_data, report
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import (
    ContributionTo,
    Facilitator,
    Lead,
    OpenConsultation,
    ShownContribution,
    ThemeOf,
)
from tests.factories.summaries import PublishedSummary
from tests.oddities import OURS, TURNING, UNSEEN, well_known


@pytest.fixture
def theme() -> Theme:
    found: Theme = ThemeOf.build(slug="odd", position=1)
    OpenConsultation(slug="growth", themes=[found])
    return found


def squashed(text: str) -> str:
    """Leave out the spaces, which pages fold."""
    return "".join(text.split())


def _every() -> list[str]:
    return [text for text in dict.fromkeys([*OURS, *well_known()]) if squashed(text)]


def test_the_public_page_shows_each_as_it_is(theme: Theme, client: Browser) -> None:
    texts = _every()
    for text in texts:
        ShownContribution(theme=theme, text=text)
    shown: set[str] = set()
    for number in range(1, len(texts) // 20 + 2):
        client.get(f"/consultations/growth/themes/odd?page={number}")
        assert client.page
        quotes = client.page.query(".quote")
        shown |= {squashed("".join(p.to_text(strip=False) for p in quote.query("p"))) for quote in quotes}
    assert not {squashed(text) for text in texts} - shown


def test_the_private_page_shows_each_as_it_is(theme: Theme, client: Browser) -> None:
    first, *rest = _every()
    response = ContributionTo(theme=theme, text=first).response
    response.secret_hash = key_hash(keys.private_key(response.id))
    for position, text in enumerate(rest, 2):
        ContributionTo(theme=theme, text=text, response=response, position=position)
    client.get(f"/responses/{keys.private_key(response.id)}")
    assert client.page
    shown = {squashed(one.to_text(strip=False)) for one in client.page.query(".words")}
    assert not {squashed(text) for text in (first, *rest)} - shown


def test_moderators_read_each_as_it_is_and_see_what_nobody_sees(theme: Theme, app: Flask) -> None:
    browser = Browser(app)
    browser.become(Facilitator(theme.consultation))
    for text in OURS:
        one = ContributionTo(theme=theme, text=text)
        browser.get(f"/moderation/{one.id}")
        assert browser.page
        given = browser.page.query("[data-given]")[0]
        assert given.to_text(separator="", strip=False).replace("\r\n", "\n") == text.replace("\r\n", "\n")
        marked = bool(browser.page.query("[data-given] .unseen"))
        assert marked is bool(browser.page.query(".unseen-note"))
        assert marked or text not in (*TURNING[:5], *UNSEEN)


def test_what_letters_of_other_scripts_need_is_not_marked(theme: Theme, app: Flask) -> None:
    browser = Browser(app)
    browser.become(Facilitator(theme.consultation))
    for text in ("👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥", "می‌خواهم", "क्‍ष", "شارع القديم", "e\u0301"):
        one = ContributionTo(theme=theme, text=text)
        browser.get(f"/moderation/{one.id}")
        assert browser.page
        assert not browser.page.query(".unseen, .unseen-note"), text


def test_the_digest_is_written_and_can_be_mailed(theme: Theme, settings: Settings) -> None:
    for number in range(0, len(OURS), 5):
        one = ThemeOf(consultation=theme.consultation, position=number + 2)
        for text in OURS[number : number + 5]:
            ShownContribution(theme=one, text=text)
        assert compile_due(scheduling.kept(Lead(one), one).id)
    letters = db.session.scalars(select(Message)).all()
    assert len(letters) == ceil(len(OURS) / 5)
    assert all(envelope.sealed(letter, settings) for letter in letters)
    told = "".join(letter.html for letter in letters)
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert" in told


def test_a_summary_of_them_compiles_prints_and_is_open_data(theme: Theme, app: Flask) -> None:
    for text in _every():
        ShownContribution(theme=theme, text=text)
    with app.test_request_context():
        told = report.assemble(PublishedSummary(theme.consultation))
        assert PdfReader(BytesIO(documents.pdf(told))).pages
        assert documents.html(told)
        assert json.loads(open_data.encoded(told))
    browser = Browser(app)
    browser.get("/summaries/growth")
    browser.get("/summaries/growth/contributions")
