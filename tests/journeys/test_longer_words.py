"""In a language of longer words no word of English is left, and nothing is cut off or pushed aside."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.longer import reads_well, speaking
from tests.journeys.stage import DESK, PATIENCE, Service

SLUG, EMAIL, PASSWORD = "to-nisi", "nikos@nisi.example", "correct horse battery staple"
QUESTIONS = [
    {"text": "Τι λείπει;", "kind": "text", "hint": "Σε δυο λόγια"},
    {"text": "Τι προέχει;", "kind": "one", "options": ["Σχολεία", "Δρόμοι"]},
    {"text": "Με ποια σειρά;", "kind": "ranking", "options": ["Σχολεία", "Δρόμοι", "Νερό"]},
    {"text": "Πότε ήρθατε;", "kind": "date"},
    {"text": "Έχετε σπίτι;", "kind": "yes_no", "follow_up": "Τι θα βοηθούσε;"},
    {"text": "Έχετε σχέδια;", "kind": "files"},
]
OF_STAFF = [
    "/desk",
    "/account",
    "/desk/consultations",
    f"/desk/consultations/{SLUG}",
    f"/desk/consultations/{SLUG}/description",
    f"/desk/consultations/{SLUG}/evidence",
    f"/desk/consultations/{SLUG}/questions",
    f"/desk/consultations/{SLUG}/roles",
    f"/desk/consultations/{SLUG}/themes",
    "/desk/summaries",
    "/desk/workshops",
    "/digests",
    "/letters",
    "/moderation",
]


@pytest.fixture(scope="module")
def island(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A consultation in Greek, in which all that people wrote is Greek; and its address."""
    service.engage(
        *("consultations", "create", "--slug", SLUG, "--title", "Πώς να μεγαλώσει το νησί;", "--open"),
        *("--theme", "spitia=Σπίτια", "--theme", "dromoi=Δρόμοι", "--body", "nisi=Δήμος Νησιού"),
    )
    service.engage(
        *("people", "add", EMAIL, "--name", "Νίκος", "--role", "manager", "--consultation", SLUG),
        *("--password", PASSWORD),
    )
    folder = tmp_path_factory.mktemp("longer")
    file = folder / "questions.json"
    file.write_text(json.dumps({"questions": [{**one, "theme": "spitia"} for one in QUESTIONS]}))
    service.engage("consultations", "questions", SLUG, str(file))
    with speaking(service, folder / "translations") as address:
        yield address


@pytest.fixture
def guest(island: str, chromium: Browser) -> Iterator[Page]:
    """Somebody who reads that language."""
    size = {"width": DESK[0], "height": DESK[1]}
    context = chromium.new_context(base_url=island, viewport=size)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def _go_on(page: Page) -> None:
    reads_well(page)
    with page.expect_navigation():
        page.locator("main form#answer button, main form#send button").first.click()


def test_responding_in_longer_words(guest: Page) -> None:
    page = guest
    for path in (f"/consultations/{SLUG}", f"/consultations/{SLUG}/privacy"):
        page.goto(path)
        reads_well(page)
    page.goto(f"/consultations/{SLUG}/respond")
    _go_on(page)
    page.locator("input[type=checkbox]").first.check()
    _go_on(page)
    reads_well(page)
    page.goto(page.locator("main .govuk-task-list a").first.get_attribute("href") or "")
    page.locator("textarea").fill("Λείπει το νερό. " * 20)
    _go_on(page)
    while "/questions/" in page.url:
        _go_on(page)
    _tell_of_oneself(page)
    reads_well(page)
    with page.expect_navigation():
        page.locator("form#send button").click()
    reads_well(page)
    there = page.locator(".receipt__link").get_attribute("href") or ""
    page.goto(there[there.index("/responses/") :])
    reads_well(page)


def _tell_of_oneself(page: Page) -> None:
    reads_well(page)
    page.goto(f"/consultations/{SLUG}/respond/you")
    _go_on(page)
    page.locator("input[type=radio]").first.check()
    _go_on(page)
    _go_on(page)
    page.locator("input[type=radio]").nth(1).check()
    _go_on(page)


def test_pages_of_staff_in_longer_words(guest: Page) -> None:
    page = guest
    page.goto("/sign-in")
    reads_well(page)
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    page.wait_for_url("**/desk")
    for path in OF_STAFF:
        page.goto(path)
        reads_well(page)
    page.goto("/moderation")
    page.locator("form[action*='/next'] button").first.click()
    page.wait_for_url("**/moderation/*")
    reads_well(page)
