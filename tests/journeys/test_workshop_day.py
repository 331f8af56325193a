"""A workshop day at the door, on phones: scanning, searching, and going on while the network is away."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from engage import clock
from tests.journeys.cable import Cable
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.keyboard import tab_to
from tests.journeys.stage import NARROW, PATIENCE, PHONE, Service, looked_at

PASSWORD = "correct horse battery staple"
NAMES = ("Ann Archer", "Ben Baker", "Cem Carter", "Dee Draper", "Eve Eastman", "Fay Fisher")
CAPACITY = 8


@pytest.fixture(scope="module")
def quay(service: Service, chromium: Browser) -> Service:
    """A consultation with a workshop in two hours, for which six people have registered."""
    service.engage(
        *("consultations", "create", "--slug", "quay", "--title", "What is the quay for?"),
        *("--theme", "trade=Trade", "--open"),
    )
    service.engage(
        *("people", "add", "fen@council.example", "--name", "Fen", "--role", "facilitator"),
        *("--consultation", "quay", "--password", PASSWORD),
    )
    starts = clock.london(clock.now() + timedelta(hours=2))
    service.engage(
        *(
            "workshops",
            "create",
            "--consultation",
            "quay",
            "--slug",
            "quay-day",
            "--title",
            "A day at the quay",
        ),
        *("--starts", f"{starts:%Y-%m-%dT%H:%M}", "--ends", f"{starts + timedelta(hours=3):%Y-%m-%dT%H:%M}"),
        *("--capacity", str(CAPACITY), "--venue", "The Old Smokehouse", "--publish"),
    )
    page = chromium.new_context(base_url=service.address, java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/workshops/quay-day/register")
    page.get_by_label("How many places do you need?").select_option(str(len(NAMES)))
    page.get_by_role("button", name="Show boxes for them").click()
    for box, name in zip(page.get_by_label("Full name").all(), NAMES, strict=True):
        box.fill(name)
    page.get_by_label("E-mail address").first.fill("quay@home.example")
    page.get_by_label("A resident").check()
    page.get_by_role("button", name="Book").last.click()
    page.wait_for_url("**/registered*")
    page.context.close()
    return service


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill("fen@council.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


class Phones:
    """Phones of facilitators, each with a way to the service of its own."""

    def __init__(self, chromium: Browser, service: Service) -> None:
        self.chromium, self.service = chromium, service
        self.contexts: list[BrowserContext] = []
        self.refused: list[str] = []

    def one(self, cable: Cable | None = None, **options: Any) -> Page:
        """Sign in on a phone, and open the page of the door."""
        size = {"width": PHONE[0], "height": PHONE[1]}
        address = cable.address if cable else self.service.address
        context = self.chromium.new_context(
            base_url=address, **{"viewport": size, "has_touch": True, "locale": "en-GB"} | options
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.refused.append(str(error)))
        page.on(
            "console",
            lambda line: self.refused.append(line.text) if "Content Security Policy" in line.text else None,
        )
        page.goto("/sign-in")
        sign_in(page)
        page.wait_for_url("**/desk")
        page.goto("/desk/workshops")
        page.get_by_role("link", name="A day at the quay").first.click()
        if "/day" not in page.url:
            page.get_by_role("link", name="On the day").click()
        page.wait_for_url("**/day")
        return page


@pytest.fixture
def phones(chromium: Browser, quay: Service) -> Iterator[Phones]:
    """The phones of those at the doors."""
    phones = Phones(chromium, quay)
    yield phones
    for context in phones.contexts:
        context.close()
    assert not phones.refused, phones.refused


def row(page: Page, name: str) -> Locator:
    return page.locator("[data-list] .door__person").filter(has_text=name)


def line(page: Page) -> Locator:
    return page.locator("[data-line]")


def check_in(page: Page, name: str) -> None:
    row(page, name).get_by_role("button", name="Check in").click()
    shows(row(page, name), "Here since")


def walks_in(page: Page, name: str, organisation: str = "") -> None:
    form = page.locator(".door__walk-in")
    form.get_by_label("Full name").fill(name)
    form.get_by_label("Organisation").fill(organisation)
    form.get_by_label("Business").check()
    form.get_by_role("button", name="Add and check in").click()


def shows(what: Locator, *words: str) -> None:
    """Wait until something shows some words, on a machine that is busy."""
    for one in words:
        expect(what).to_contain_text(one, timeout=PATIENCE)


def ready(page: Page) -> None:
    """Wait until the device holds the list, and the page for when the network is away."""
    shows(line(page), "Connected")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((kept) => kept.some((one) => one.startsWith('door:')))")


def test_a_door_goes_on_without_the_network_and_another_sees_it_afterwards(
    phones: Phones, quay: Service
) -> None:
    cable = Cable(quay.address)
    east, west = phones.one(cable), phones.one()
    ready(east)
    looked_at(east, "door")
    check_in(east, "Ann Archer")
    east.get_by_role("searchbox").fill("bak")
    check_in(east, "Ben Baker")
    east.get_by_role("searchbox").fill("")
    shows(row(west, "Ben Baker"), "Here since")

    cable.cut()
    east.context.set_offline(True)
    for name in ("Cem Carter", "Dee Draper", "Eve Eastman"):
        check_in(east, name)
    walks_in(east, "Wim Walker", "Hexton Foods")
    shows(line(east), "4 to be sent")
    shows(line(east), "No network")
    row(east, "Eve Eastman").get_by_role("button", name="Undo").click()
    looked_at(east, "door-away")
    check_in(west, "Cem Carter")
    expect(row(west, "Dee Draper")).not_to_contain_text("Here since")

    east.reload()
    shows(line(east), "5 to be sent")
    shows(row(east, "Dee Draper"), "not sent yet")
    shows(row(east, "Wim Walker"), "Here since")
    expect(row(east, "Eve Eastman")).not_to_contain_text("Here since")

    east.context.set_offline(False)
    cable.mend()
    expect(line(east)).not_to_contain_text("to be sent", timeout=PATIENCE)
    shows(line(east), "Connected")
    for page in (east, west):
        expect(page.locator("[data-count]")).to_have_text("5 are here", timeout=PATIENCE)
        expect(page.locator("[data-free]")).to_have_text("1 place is free", timeout=PATIENCE)
        shows(row(page, "Wim Walker"), "Here since")
        shows(row(page, "Dee Draper"), "Here since")
    told = quay.engage("workshops", "attendees", "quay-day")["attendees"]
    came = [one["name"] for one in told if one["checked_in_at"]]
    assert sorted(came) == ["Ann Archer", "Ben Baker", "Cem Carter", "Dee Draper", "Wim Walker"]


def test_the_device_is_wiped_by_a_button_and_by_signing_out(phones: Phones) -> None:
    held = """async () => [
      (await caches.keys()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
      await new Promise((done) => { const asked = indexedDB.open('door', 1);
        asked.onsuccess = () => {
          const lists = asked.result.transaction('lists').objectStore('lists').count();
          lists.onsuccess = () => { asked.result.close(); done(lists.result); }; }; }),
    ]"""
    page = phones.one()
    ready(page)
    assert page.evaluate(held) == [1, 1, 1]
    page.get_by_text("What this device keeps").click()
    looked_at(page, "door-device", sizes=(NARROW, PHONE))
    page.get_by_role("button", name="Erase it from this device").click()
    shows(page.locator("[data-erase-told]"), "holds nothing")
    assert page.evaluate(held) == [0, 0, 0]
    page.reload()
    ready(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "/day" not in address)
    assert page.evaluate(held) == [0, 0, 0]


def test_the_door_by_keyboard_alone_without_scripts(phones: Phones) -> None:
    page = phones.one(java_script_enabled=False, viewport={"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    tab_to(page, "Name, organisation or the code of a ticket", kind="INPUT")
    page.keyboard.type("fisher")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "Check in", kind="BUTTON", press="Enter")
    expect(page.locator("main")).to_contain_text("Here since")
    tab_to(page, "Undo", kind="BUTTON", press="Enter")
    tab_to(page, "Full name", kind="INPUT")
    page.keyboard.type("Pip Porter")
    tab_to(page, "Resident", kind="INPUT", press="Space")
    tab_to(page, "Add and check in", kind="BUTTON", press="Enter")
    expect(page.locator("main")).to_contain_text("They have a place, and are checked in")


def filmed(code: str, file: Path) -> Path:
    """Make the film that a camera sees which is held before a ticket."""
    ticket = qrcode.QRCode(border=4)
    ticket.add_data(f"T:{code}")
    modules, (width, height), size = ticket.get_matrix(), (640, 480), 12
    frame = bytearray(b"\xb0" * (width * height))
    left, top = (width - size * len(modules)) // 2, (height - size * len(modules)) // 2
    for y, dots in enumerate(modules):
        stripe = b"".join((b"\x10" if dark else b"\xeb") * size for dark in dots)
        for line in range(size):
            at = (top + y * size + line) * width + left
            frame[at : at + len(stripe)] = stripe
    grey = b"\x80" * (width * height // 2)
    head = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    file.write_bytes(head + (b"FRAME\n" + frame + grey) * 3)
    return file


def test_tickets_are_scanned_by_the_camera_or_typed(
    chromium: Browser, phones: Phones, quay: Service, tmp_path: Path
) -> None:
    page = phones.one()
    ready(page)
    people = page.evaluate("fetch(`${location.pathname}/list`).then((one) => one.json())")["people"]
    codes = {one["name"]: one["code"] for one in people}
    film = filmed(codes["Fay Fisher"], tmp_path / "ticket.y4m")
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--no-sandbox"]
    filming = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*QUIET, *flags, f"--use-file-for-fake-video-capture={film}"]
    )
    with closing(filming):
        looking = Phones(filming, quay).one()
        ready(looking)
        looking.get_by_role("button", name="Scan a ticket").click()
        answer = looking.locator("[data-answer]")
        shows(answer, "Fay Fisher")
        shows(answer, "Checked in")
        looked_at(looking, "door-scan", sizes=(PHONE,))
        looking.get_by_role("button", name="Close the camera").click()
        looking.wait_for_timeout(3500)
        looking.get_by_role("button", name="Scan a ticket").click()
        shows(answer, "Already here since")
    typed = page.get_by_role("searchbox")
    for code, told in (
        (codes["Eve Eastman"].lower(), "Checked in"),
        ("AAAAA-AAAAA", "not for this workshop"),
    ):
        typed.fill(code)
        typed.press("Enter")
        shows(page.locator("[data-answer]"), told)


def test_what_was_done_after_the_session_ended_is_sent_once_somebody_signs_in(
    phones: Phones, quay: Service
) -> None:
    page = phones.one()
    ready(page)
    page.context.clear_cookies()
    row(page, "Ann Archer").get_by_role("button", name="Undo").click()
    shows(line(page), "You are signed out", "1 to be sent")
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page)
    page.wait_for_url("**/day")
    shows(line(page), "Connected")
    expect(line(page)).not_to_contain_text("to be sent", timeout=PATIENCE)
    told = {one["name"]: one for one in quay.engage("workshops", "attendees", "quay-day")["attendees"]}
    assert told["Ann Archer"]["checked_in_at"] is None
    assert told["Ben Baker"]["checked_in_at"]
    for words, name in (
        ("Who came and who did not", "attendance"),
        ("Free the places of those who have not come", "missing"),
    ):
        page.get_by_role("link", name=words).click()
        expect(page.get_by_role("link", name="Back to the door")).to_be_visible(timeout=PATIENCE)
        looked_at(page, name)
        page.get_by_role("link", name="Back to the door").click()
        page.wait_for_url("**/day")
