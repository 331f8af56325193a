"""Colours can be read, pages keep to their stylesheet, and components draw what they are given."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.consultations.models import Theme
from engage.web import Form, Page, fields
from tests.browser import checked

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
@pytest.mark.no_database
def test_text_stands_out_from_its_ground(palette: dict[str, str], front: str, back: str) -> None:
    assert contrast(palette[front], palette[back]) >= 4.5


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back"), EDGES)
@pytest.mark.no_database
def test_an_edge_that_says_something_stands_out(palette: dict[str, str], front: str, back: str) -> None:
    assert contrast(palette[front], palette[back]) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.no_database
def test_no_page_needs_an_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


class Gallery(Form):
    title = StringField("Title", [InputRequired("Give it a title")], description="As people will see it")
    text = TextAreaField("What do you think?", [Length(max=4000)])
    sector = fields.ChoiceField("You are", {"r": "A resident", "b": "A business"})
    themes = fields.ChoicesField("Themes", [("1", "Work", "Skills and routes into work"), ("2", "Homes")])
    area = fields.PickField("Area", [("n", "Northmoor")])
    opens = fields.MomentField("Opens")
    due = fields.DateField("Due")
    email = EmailField("E-mail address", render_kw={"autocomplete": "email"})
    secret = PasswordField("Password")
    papers = fields.FilesField("Papers", render_kw={"accept": ".pdf"})
    agreed = BooleanField("I agree")


def drawn(app: Flask, **typed: str) -> str:
    """Render the gallery with a form that was sent."""
    with app.test_request_context("/gallery?page=4&of=mine", method="POST"):
        form = Gallery(MultiDict(typed), meta={"csrf": False})
        form.validate()
        theme = Theme(title="Homes and transport", position=4, description="Buses and homes")
        template = (ROOT / "tests" / "house" / "gallery.html").read_text()
        return render_template_string(template, form=form, theme=theme, page=Page([], 4, 300, 25))


def test_every_component_is_sound_markup(app: Flask) -> None:
    page = checked(drawn(app), "/gallery")
    assert [link.attrs["href"] for link in page.query(".govuk-error-summary a")] == ["#title"]
    assert page.query("title")[0].to_text().startswith("Error:")


def test_what_was_typed_is_kept_to_the_letter(app: Flask) -> None:
    typed = "\n  two spaces,\n\tand <b>a tab</b>"
    page = checked(drawn(app, text=typed, **{"opens-day": "31", "opens-month": "2"}), "/gallery")
    assert page.query("#text")[0].to_text(strip=False) == typed
    assert [box.attrs.get("value", "") for box in page.query(".govuk-date-input input")][:2] == ["31", "2"]


def test_nothing_that_people_write_is_read_as_markup(app: Flask) -> None:
    page = checked(drawn(app), "/gallery")
    assert "<b>A paragraph</b>" in page.query(".quote")[0].to_text()


def test_links_to_other_pages_keep_the_filters(app: Flask) -> None:
    page = checked(drawn(app), "/gallery")
    assert page.query("a[rel=next]")[0].attrs["href"] == "/gallery?of=mine&page=5"


def test_an_asset_that_was_never_built_is_missed_at_once(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(KeyError):
        app.jinja_env.globals["asset"]("no-such.css")
