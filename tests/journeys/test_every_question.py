"""Every kind of question, answered by keyboard alone, without scripts, on the narrowest screen."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.keyboard import go_on, press_key, tab_to
from tests.journeys.stage import DESK, NARROW, PATIENCE, Service, looked_at

QUESTIONS = [
    {
        "text": "What matters most?",
        "kind": "one",
        "name": "most",
        "options": ["Buses", "Homes"],
        "required": True,
    },
    {"text": "Why homes?", "kind": "text", "after": "most", "answers": ["Homes"], "required": True},
    {"text": "Why buses?", "kind": "text", "after": "most", "answers": ["Buses"]},
    {"text": "Which of these do you use?", "kind": "several", "options": ["Bus", "Train", "Bicycle"]},
    {
        "text": "Homes should be built near stations",
        "kind": "scale",
        "options": ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"],
        "evidence": "How many homes",
    },
    {"text": "What should come first?", "kind": "ranking", "options": ["Rents", "Repairs", "New homes"]},
    {"text": "Do you rent?", "kind": "yes_no", "follow_up": "What would help you?"},
    {"text": "How far is your work?", "kind": "number", "unit": "miles", "least": 0, "most": 500},
    {"text": "When did you move here?", "kind": "date"},
    {"text": "Which place do you speak of?", "kind": "area"},
    {"text": "Is there anything you want to show us?", "kind": "files"},
]
EVIDENCE = "How many homes"


@pytest.fixture(scope="module")
def estuary(service: Service, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A consultation that asks in every way, with evidence beside a question."""
    service.engage(
        *("consultations", "create", "--slug", "estuary", "--title", "How should the estuary grow?"),
        *("--theme", "homes=Homes and transport", "--open"),
    )
    service.engage(
        *("people", "add", "mo@council.example", "--name", "Mo", "--role", "manager"),
        *("--consultation", "estuary", "--password", "correct horse battery staple"),
    )
    _add_evidence(service, chromium)
    file = tmp_path_factory.mktemp("questions") / "questions.json"
    asked = [{**question, "theme": "homes"} for question in QUESTIONS]
    file.write_text(json.dumps({"questions": asked}))
    service.engage("consultations", "questions", "estuary", str(file))
    return service


def _add_evidence(service: Service, chromium: Browser) -> None:
    page = chromium.new_context(base_url=service.address).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("mo@council.example")
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk")
    page.goto("/desk/consultations/estuary/evidence")
    page.get_by_label("Title").first.fill(EVIDENCE)
    page.get_by_label("Link", exact=False).first.fill("https://example.org/homes")
    page.get_by_role("button", name="Add").first.click()
    expect(page.locator("main")).to_contain_text(EVIDENCE)
    page.context.close()


@pytest.fixture
def narrow(chromium: Browser, estuary: Service) -> Iterator[Page]:
    """Somebody with a small screen, a keyboard and no scripts."""
    size = {"width": NARROW[0], "height": NARROW[1]}
    context = chromium.new_context(base_url=estuary.address, viewport=size, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


class Way:
    """What a visitor passes, page by page: each fits the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.passed: list[str] = []

    def on(self, headline: str) -> Page:
        """Be on a page with a headline."""
        expect(self.page.locator("h1")).to_contain_text(headline)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW[0], f"{self.page.url} scrolls sideways: {wide}"
        if self.page.url not in self.passed:
            self.passed.append(self.page.url)
        return self.page

    def refused(self, headline: str, told: str) -> Page:
        """Leave a question that must be answered empty, and be told so on the same page."""
        go_on(self.on(headline))
        expect(self.page.locator(".govuk-error-summary")).to_contain_text(told)
        return self.on(headline)


def test_every_question_by_keyboard_without_scripts_on_a_narrow_screen(
    estuary: Service, narrow: Page, chromium: Browser, tmp_path: Path
) -> None:
    way = Way(narrow)
    narrow.goto("/consultations/estuary/respond")
    way.on("What do you want to write about?")
    tab_to(narrow, "Homes and transport", press="Space")
    go_on(narrow)
    way.on("Your response")
    tab_to(narrow, "What matters most?", kind="A", press="Enter")
    _answer_everything(way, tmp_path)
    _tell_of_oneself(way)
    way.on("Check your response")
    for words in ("Homes", "For the young", "Bicycle", "Agree", "1. Repairs", "Lower rents", "12.5 miles"):
        expect(narrow.locator("main")).to_contain_text(words)
    _look_with_scripts(narrow, chromium, estuary, way.passed)
    tab_to(narrow, "Send my response", kind="BUTTON", press="Enter")
    way.on("We have your response")
    receipt = narrow.url
    link = narrow.locator(".receipt__link").get_attribute("href")
    assert link
    narrow.goto(link)
    expect(narrow.locator("main")).to_contain_text("For the young")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    _look_with_scripts(narrow, chromium, estuary, [receipt, link])
    _was_kept(estuary, tmp_path)


def _answer_everything(way: Way, folder: Path) -> None:
    page = way.refused("What matters most?", "Choose one of the answers")
    tab_to(page, "Buses", press="Space")
    press_key(page, "ArrowDown")
    go_on(page)
    page = way.refused("Why homes?", "this question has to be answered")
    tab_to(page, kind="TEXTAREA")
    page.keyboard.type("For the young.")
    go_on(page)
    tab_to(way.on("Which of these do you use?"), "Bus", press="Space")
    tab_to(page, "Bicycle", press="Space")
    go_on(page)
    tab_to(way.on("Homes should be built near stations"), "Read first", press="Space")
    expect(page.get_by_role("link", name="Open it in a new tab")).to_be_visible()
    tab_to(page, "Strongly disagree", press="Space")
    for _ in range(3):
        press_key(page, "ArrowDown")
    go_on(page)
    tab_to(way.on("What should come first?"), "Place of Rents", press="2")
    tab_to(page, "Place of Repairs", press="1")
    go_on(page)
    tab_to(way.on("Do you rent?"), "Yes", press="Space")
    tab_to(page, kind="TEXTAREA")
    page.keyboard.type("Lower rents.")
    go_on(page)
    _type_into(way.on("How far is your work?"), ("How far is your work?", "12.5"))
    _type_into(way.on("When did you move here?"), ("Day", "24"), ("Month", "April"), ("Year", "2019"))
    _type_into(way.on("Which place do you speak of?"), ("Which place do you speak of?", "Ambleford"))
    _attach(way.on("Is there anything you want to show us?"), folder)


def _type_into(page: Page, *boxes: tuple[str, str]) -> None:
    for label, typed in boxes:
        tab_to(page, label, kind="INPUT")
        page.keyboard.type(typed)
    go_on(page)


def _attach(page: Page, folder: Path) -> None:
    file = folder / "plan.pdf"
    file.write_bytes(b"%PDF-1.7 made up")
    page.on("filechooser", lambda _: None)  # early, or on a busy machine the window opens unseen
    tab_to(page, "Is there anything you want to show us?", kind="INPUT")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(file)
    go_on(page)


def _tell_of_oneself(way: Way) -> None:
    page = way.on("Your response")
    expect(page.locator("main")).to_contain_text("Answered")
    tab_to(page, "Who you are", kind="A", press="Enter")
    tab_to(way.on("About you"), "Resident", press="Space")
    go_on(page)
    tab_to(way.on("Your name, and how to reach you"), "Your name")
    page.keyboard.type("Ann Other")
    go_on(page)
    tab_to(way.on("How"), "With your name", press="Space")
    press_key(page, "ArrowDown")
    go_on(page)


def _look_with_scripts(page: Page, chromium: Browser, service: Service, passed: list[str]) -> None:
    """Open the same pages in a browser that runs scripts, for axe needs them, narrow and wide."""
    state = page.context.storage_state()
    context = chromium.new_context(base_url=service.address, storage_state=state)
    other = context.new_page()
    other.set_default_timeout(PATIENCE)
    for number, path in enumerate(passed):
        other.goto(path)
        looked_at(other, f"question-{len(passed)}-{number:02}", sizes=(NARROW, DESK))
    context.close()


def _was_kept(service: Service, folder: Path) -> None:
    file = folder / "responses.json"
    service.engage("export", "responses", "estuary", "--format", "json", "--out", str(file))
    told = file.read_text()
    for kept in (
        "Homes",
        "For the young.",
        "Bicycle",
        "Agree",
        "Repairs",
        "Lower rents.",
        "12.5",
        "2019-04-24",
    ):
        assert kept in told, kept
    assert "Ambleford" in told
    rows = json.loads(told)
    assert len(rows["responses"] if isinstance(rows, dict) else rows) == 1
