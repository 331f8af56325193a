"""One sitting: respond, register, moderate, get the digest, compile, publish, download; with parts killed."""

import csv
import re
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from engage import clock
from tests.journeys.keyboard import tab_to
from tests.journeys.stage import PATIENCE, Service, Sink, looked_at, until

PASSWORD = "correct horse battery staple"
STAFF = {
    "manager": "mia@council.example",
    "facilitator": "finn@council.example",
    "lead": "lea@council.example",
}
RESIDENT = "rosa@home.example"
WORDS = "Ring Dave at number 14 on 07700 900145: the first bus from our village comes at ten past eight."
SAID = (
    "The first bus leaves too late for the early shift",
    "Buses stop at six and nobody can stay for an evening class",
    "A bus that meets the last train would change my week",
    "More buses on Sundays for people who work on Sundays",
    "Rents have doubled and my pay has not",
    "Build homes that a nurse can afford near the hospital",
    "Young people leave the village because no home is to be had for a wage",
    "Second homes stand empty while teachers share rooms",
    "The river path stops at the bridge, and cyclists end up on the main road",
    "Safe cycle paths to the school would take cars off the hill",
)


@pytest.fixture(scope="module")
def town(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A consultation that is open, with its people, a workshop of two places and some earlier texts."""
    service.engage(
        *("consultations", "create", "--slug", "growth", "--title", "How should the valley grow?"),
        *("--theme", "homes=Homes and transport", "--theme", "work=Good work", "--open"),
    )
    for role, email in STAFF.items():
        about = ("--theme", "homes") if role == "lead" else ()
        service.engage(
            *("people", "add", email, "--name", email.partition("@")[0].title(), "--role", role),
            *("--consultation", "growth", "--password", PASSWORD, *about),
        )
    starts = (clock.london(clock.now()) + timedelta(days=20)).strftime("%Y-%m-%dT10:00")
    service.engage(
        *(
            "workshops",
            "create",
            "--consultation",
            "growth",
            "--slug",
            "town-hall",
            "--title",
            "At the town hall",
        ),
        *(
            "--starts",
            starts,
            "--ends",
            starts.replace("T10", "T15"),
            "--capacity",
            "1",
            "--venue",
            "Town hall",
        ),
        "--publish",
    )
    file = tmp_path_factory.mktemp("sheet") / "earlier.csv"
    _write(file)
    told = service.engage(
        *("import", "contributions", str(file), "--consultation", "growth", "--theme", "homes"),
        *("--map", "id=id", "--map", "text=text", "--map", "decision=decision"),
    )
    assert told["added"] == len(SAID)
    return service


def _write(file: Path) -> None:
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["id", "text", "decision"])
        rows.writerows([number, text, "show"] for number, text in enumerate(SAID))


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=False).first.click()


def _sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(STAFF[who])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    _press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")


def respond(page: Page, words: str, *, email: str = "", look: bool = False) -> str:
    """Go through the response form as somebody new, and give the private link."""
    look_at = looked_at if look else lambda page, name: None
    page.goto("/consultations/growth")
    look_at(page, "consultation")
    page.get_by_text("Give your views").first.click()
    look_at(page, "respond-1-themes")
    page.get_by_label("Homes and transport").check()
    _press(page, "Continue")
    page.get_by_role("textbox").first.fill(words)
    look_at(page, "respond-2-write")
    _press(page, "Continue")
    page.get_by_label("Resident", exact=True).check()
    look_at(page, "respond-3-you")
    _press(page, "Continue")
    if email:
        page.get_by_label("E-mail address").fill(email)
    look_at(page, "respond-4-contact")
    _press(page, "Continue")
    page.get_by_label("Without your name").check()
    look_at(page, "respond-5-publication")
    _press(page, "Continue")
    look_at(page, "respond-6-check")
    _press(page, "Send my response")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your response")
    look_at(page, "respond-7-receipt")
    link = page.locator(".receipt__link").get_attribute("href")
    assert link
    return link


def _register(page: Page, email: str) -> None:
    page.goto("/workshops/town-hall")
    page.get_by_text(re.compile("^(Book a place|Join the waiting list)$")).first.click()
    page.get_by_label("Name", exact=False).first.fill("Rosa Lane")
    page.get_by_label("E-mail", exact=False).first.fill(email)
    page.get_by_label("Voluntary or community body").check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/registered*")


def test_all_of_it_in_one_sitting(town: Service, sink: Sink, visitor: Page, chromium: Browser) -> None:
    for path, name in (("/", "home"), ("/consultations", "consultations"), ("/workshops", "workshops")):
        visitor.goto(path)
        looked_at(visitor, name)

    link = respond(visitor, WORDS, email=RESIDENT, look=True)
    _confirm_and_read_the_copy(visitor, sink, link)
    _book_and_wait(visitor, sink)

    staff = chromium.new_context(base_url=town.address).new_page()
    staff.set_default_timeout(PATIENCE)
    town.kill("celery", "worker", "-Q", "work")
    _moderate(staff)
    visitor.goto(link)
    expect(visitor.locator("main")).to_contain_text("Shown")
    looked_at(visitor, "private-page")
    town.kill("redis-server")
    _ask_for_the_digest(staff, town)
    _read_the_digest(sink)
    _summarise(staff, town)
    _read_the_report(visitor, link)
    _nothing_was_sent_twice(sink)
    assert town.engage("mail", "list")["ok"]
    assert not [job for job in town.engage("jobs", "list")["jobs"] if job["failed_at"]]


def _confirm_and_read_the_copy(page: Page, sink: Sink, link: str) -> None:
    asked = until(lambda: sink.to(RESIDENT, subject="Confirm your e-mail address"), "the letter that asks")[0]
    text = asked.get_body(("plain",)).get_content()
    assert WORDS not in text
    page.goto(re.findall(r"https?://\S+", text)[0])
    looked_at(page, "confirm")
    page.locator("main form button").first.click()
    copy = until(lambda: sink.to(RESIDENT, subject="Your response"), "the copy")[0]
    words = copy.get_body(("plain",)).get_content()
    assert "the first bus from our village" in words.lower()
    assert link in words


def _book_and_wait(page: Page, sink: Sink) -> None:
    page.goto("/workshops/town-hall")
    looked_at(page, "workshop")
    page.goto("/workshops/town-hall/register")
    looked_at(page, "register")
    _register(page, RESIDENT)
    looked_at(page, "registered")
    page.context.clear_cookies()
    _register(page, "second@home.example")
    looked_at(page, "waiting")
    mail = until(lambda: sink.to(RESIDENT, subject="At the town hall"), "the confirmation")[0]
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert "TZID=Europe/London" in calendar.get_content()
    leave = next(link for link in re.findall(r"https?://\S+", _words(mail)) if "/registrations/" in link)
    page.goto(f"{leave.rstrip('.')}/leave")
    looked_at(page, "leave")
    page.locator("main form button").first.click()
    _take_the_place_offered(page, sink)


def _take_the_place_offered(page: Page, sink: Sink) -> None:
    waiting, offer = until(lambda: two(sink.to("second@home.example")), "the letter that offers the place")
    assert "waiting list" in waiting["subject"]
    page.goto(next(link for link in re.findall(r"https?://\S+", _words(offer)) if "/registrations/" in link))
    looked_at(page, "offered")
    page.get_by_role("button", name="Take the place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")
    looked_at(page, "place-taken")
    until(lambda: sink.to("second@home.example", subject="You have a place"), "the letter that confirms it")


def two(mails: list[EmailMessage]) -> list[EmailMessage]:
    """Give two mails once they are there."""
    return mails if len(mails) == 2 else []


def _words(mail: object) -> str:
    return str(mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def _moderate(page: Page) -> None:
    _sign_in(page, "facilitator")
    looked_at(page, "desk")
    page.goto("/moderation")
    looked_at(page, "queue")
    _press(page, "Open the next")
    expect(page.locator("main")).to_contain_text("07700 900145")
    marked = WORDS.replace("Dave at number 14", "[[Dave at number 14]]").replace(
        "07700 900145", "[[07700 900145]]"
    )
    page.locator("details:has(#marked) > summary").click()
    page.get_by_label("The text, with brackets").fill(marked)
    _press(page, "Show with words removed")
    looked_at(page, "redaction")
    _press(page, "Show it like this")
    page.goto("/consultations/growth/themes/homes")
    looked_at(page, "theme")
    assert "the first bus from our village" in page.content()
    assert "07700" not in page.content()
    _sign_out(page)


def _sign_out(page: Page) -> None:
    page.goto("/desk")
    _press(page, "Sign out")


def _ask_for_the_digest(page: Page, town: Service) -> None:
    _sign_in(page, "lead")
    page.goto("/digests")
    looked_at(page, "digests")
    town.kill("celery", "beat")
    _press(page, "Send me one now")
    _sign_out(page)


def _read_the_digest(sink: Sink) -> None:
    mail = until(lambda: sink.to(STAFF["lead"], subject="Homes and transport"), "the digest", seconds=240)[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "07700" not in mail.as_string()
    told = " ".join(_words(mail).split())
    assert [text for text in SAID if text in told], told


def _summarise(page: Page, town: Service) -> None:
    _sign_in(page, "manager")
    page.goto("/desk/summaries")
    looked_at(page, "summaries-desk")
    _press(page, "Compile a summary")

    def drafted() -> bool:
        page.reload()
        return "Publish this summary" in page.locator("main").inner_text()

    until(drafted, "the draft", seconds=240)
    looked_at(page, "draft")
    _press(page, "Publish this summary")
    page.goto("/summaries/growth")
    looked_at(page, "summary")
    assert "07700" not in page.content()
    page.goto("/desk/consultations/growth")
    looked_at(page, "set-up")


def _read_the_report(page: Page, link: str) -> None:
    page.goto("/summaries/growth")
    there = page.get_by_role("link", name="The report as PDF").get_attribute("href")
    assert there
    report = PdfReader(BytesIO(page.request.get(there).body()))
    assert report.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert report.metadata
    assert "How should the valley grow?" in str(report.metadata.title)
    text = " ".join(page.extract_text() for page in report.pages)
    assert "bus" in text
    assert "07700" not in text
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Shown")
    looked_at(page, "private-page-at-the-end")


def _nothing_was_sent_twice(sink: Sink) -> None:
    sent = [(mail["X-Envelope-To"], mail["Message-ID"]) for mail in sink.mails]
    assert len(sent) == len(set(sent))
    digests = sink.to(STAFF["lead"], subject="Homes and transport")
    assert len(digests) == 1


def test_a_response_on_a_phone(town: Service, on_a_phone: Page) -> None:
    respond(on_a_phone, "Sent from a phone, with one thumb.")


def test_a_response_without_scripts(town: Service, without_scripts: Page) -> None:
    respond(without_scripts, "Sent from a browser that runs no scripts.")


def test_a_response_by_keyboard_alone(town: Service, visitor: Page) -> None:
    page = visitor
    page.goto("/consultations/growth/respond")
    tab_to(page, "Homes and transport", press="Space")
    tab_to(page, "Continue", press="Enter")
    tab_to(page, kind="TEXTAREA")
    page.keyboard.type("Written without a mouse.")
    tab_to(page, "Continue", press="Enter")
    tab_to(page, "Resident", press="Space")
    tab_to(page, "Continue", press="Enter")
    tab_to(page, "Continue", press="Enter")
    tab_to(page, "With your name", press="ArrowDown")
    tab_to(page, "Continue", press="Enter")
    tab_to(page, "Send my response", press="Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your response")
