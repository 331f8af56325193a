"""Somebody who answers by keyboard alone, in a browser that runs no scripts."""

from playwright.sync_api import Page

FOCUSED = """() => { const at = document.activeElement; const label = at.labels && at.labels[0];
  return [at.tagName, (label ? label.textContent : at.textContent).trim().replace(/\\s+/g, ' ')]; }"""


def tab_to(page: Page, words: str = "", *, kind: str = "", press: str | None = None) -> None:
    """Press Tab until something that is named so, or of this kind of element, has the focus, then a key."""
    for _ in range(90):
        page.keyboard.press("Tab")
        tag, name = page.evaluate(FOCUSED)
        if (words and name.startswith(words) and (not kind or tag == kind)) or (not words and tag == kind):
            press_key(page, press)
            return
    raise AssertionError(f"Tab never reached {words or kind} on {page.url}")


def press_key(page: Page, key: str | None) -> None:
    """Press a key; Enter leads to another page."""
    if key == "Enter":
        with page.expect_navigation():
            page.keyboard.press(key)
    elif key:
        page.keyboard.press(key)


def go_on(page: Page, words: str = "Continue") -> None:
    """Press the button that leads on."""
    tab_to(page, words, kind="BUTTON", press="Enter")
