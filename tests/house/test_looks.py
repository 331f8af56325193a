"""The colours can be read, and the pages keep to their own stylesheet."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "assets" / "styles" / "_tokens.scss").read_text()
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts]

TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "brand-tint"),
    ("ink", "quiet"),
    ("ink", "sun-tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "card"),
    ("ink-soft", "brand-tint"),
    ("on-brand", "brand"),
    ("accent", "paper"),
    ("accent", "card"),
    ("stop", "paper"),
    ("stop", "card"),
    ("stop", "stop-tint"),
    ("good", "good-tint"),
    ("brand", "brand-tint"),
    ("link", "paper"),
    ("link", "card"),
    ("link", "brand-tint"),
    ("link-hover", "paper"),
    ("link-visited", "paper"),
    ("link-visited", "brand-tint"),
]
EDGES = [("edge", "paper"), ("edge", "card"), ("brand", "paper"), ("accent", "paper")]
EDGES += [
    (f"strand-{number}", ground) for number in range(1, 9) for ground in ("paper", "card", "brand-tint")
]


def tokens(block: str) -> dict[str, str]:
    """Read the colours that a block of the stylesheet sets."""
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


DAY = tokens(TOKENS.partition("@media")[0])
NIGHT = DAY | tokens(TOKENS.partition("@media")[2])


def brightness(colour: str) -> float:
    """Compute the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours."""
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_stands_out_from_its_ground(palette: dict[str, str], front: str, back: str) -> None:
    assert contrast(palette[front], palette[back]) >= 4.5


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back"), EDGES)
def test_an_edge_that_says_something_stands_out(palette: dict[str, str], front: str, back: str) -> None:
    assert contrast(palette[front], palette[back]) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_needs_an_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
