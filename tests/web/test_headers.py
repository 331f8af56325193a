"""What every answer says about itself to browsers and to caches on the way."""

import pytest

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
