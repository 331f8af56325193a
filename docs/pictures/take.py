"""Takes the pictures of the README from a running demo, and leaves one more response in it.

Start `make run` on a fresh data folder, so that the demo is as it was loaded, and then, with Debian's
`chromium` and its fonts installed::

    .venv/bin/python docs/pictures/take.py [http://127.0.0.1:8000]
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from engage.demo.region import PASSWORD, SLUG

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE, PLAIN = (1120, 760), (960, 660)
MOST = 150_000
"""Octets of a picture: people look at the README over a telephone too."""
WORDS = (
    "Put on one bus that reaches the business park before six. The bakery offered me the early shift at "
    "two pounds an hour more, and I had to say no because the first 73 gets in at ten past eight. "
    "Four of us on Mill Lane are in the same boat: ring me on 01632 960145 or write to "
    "jo.marsh@home.example and I will tell you who."
)


def visitor(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    """Open the service in a window of a size."""
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, locale="en-GB"
    )
    return context.new_page()


def picture(page: Page, name: str, *, top: str = "body") -> None:
    """Keep what the window shows, from an element downwards."""
    page.locator(top).first.evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top - 12)")
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    taken = path.stat().st_size
    assert taken < MOST, f"{path.name} has {taken} octets"
    print(f"{path.name}: {taken} octets")


def respond(page: Page) -> None:
    """Write under the theme of transport, and send it."""
    page.goto(f"/consultations/{SLUG}/respond")
    page.get_by_label("Homes and transport").check()
    go_on(page)
    page.locator("textarea").first.fill(WORDS)
    page.get_by_label("Idea").check()
    picture(page, "respond")
    go_on(page)
    while not page.get_by_label("Resident").count():
        go_on(page)
    page.get_by_label("Resident").check()
    go_on(page)
    go_on(page)
    page.locator("input[value=unnamed]").check()
    go_on(page)
    page.get_by_role("button", name="Send my response").click()


def go_on(page: Page) -> None:
    """Press the button of the form."""
    page.locator("main form button[type=submit], main form button:not([type])").first.click()


def moderate(page: Page) -> None:
    """Open, as a facilitator, what was just sent."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("facilitator@merrowvale.example")
    page.locator("input[name=password]").fill(PASSWORD)
    go_on(page)
    page.goto("/moderation")
    page.locator("form[action$='/open']").filter(has_text="Put on one bus").get_by_role("button").click()
    picture(page, "moderation", top=".sheet")


def main(address: str) -> None:
    """Take all of them."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu", *sandbox])
        page = visitor(browser, address, WIDE)
        page.goto(f"/consultations/{SLUG}")
        picture(page, "consultation")
        respond(visitor(browser, address, PLAIN))
        moderate(visitor(browser, address, PLAIN))
        page = visitor(browser, address, PLAIN)
        page.goto(f"/summaries/{SLUG}")
        picture(page, "summary", top="section h2")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
