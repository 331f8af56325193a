"""What every answer says about itself to browsers and to caches on the way."""

import pytest
from pydantic import AnyHttpUrl

from engage import create_app
from engage.db import db
from engage.settings import Settings
from tests.browser import Browser
from tests.factories.summaries import PublishedSummary


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-in/reset", "/nowhere"])
def test_no_page_is_kept_by_anybody(client: Browser, path: str) -> None:
    answer = client.get(path, expect=404 if path == "/nowhere" else 200)
    assert answer.headers.getlist("Cache-Control") == ["no-store"]


@pytest.mark.parametrize("file", ["report.pdf", "report.html", "data.json"])
def test_no_document_outlives_the_words_in_it(client: Browser, file: str) -> None:
    answer = client.get(f"/summaries/{PublishedSummary().consultation.slug}/{file}")
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_a_program_is_told_about_signing_in_is_kept_by_nobody_either(client: Browser) -> None:
    answer = client.client.get("/sign-in", headers={"Accept": "application/json"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_over_tls_browsers_are_told_to_stay_there_and_cookies_to_be_secure(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"public_url": AnyHttpUrl("https://engage.example")}))
    try:
        answer = app.test_client().get("/sign-in", base_url="https://engage.example")
    finally:
        with app.app_context():
            db.engine.dispose()
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
