"""Words in any script, and in none, in a report that is printed in Latin ones."""

from io import BytesIO
from pathlib import Path

from flask import Flask
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from engage.summaries import documents, queries, report
from engage.web import glyphs
from tests.factories.summaries import CompiledSummary

STRANGE = "漢字 \U0001f468\u200d\U0001f469 עברית \u0007\u202e\ue000\U0010ffff\u0301\u2028"


def _fonts(app: Flask) -> Path:
    assert app.static_folder
    return Path(app.static_folder) / "fonts" / "ttf"


def test_it_reads_from_the_fonts_what_they_can_show(app: Flask) -> None:
    known = {point for font in _fonts(app).glob("*.ttf") for point in TTFont(font).getBestCmap()}
    assert glyphs.covered(_fonts(app)) == known


def test_what_cannot_be_printed_is_marked_once_and_the_rest_stays(app: Flask) -> None:
    told = glyphs.printable({"words": ["Tŷ, £5 – ok", "x 漢字 y", "cafe\u0301 \u0007!"]}, _fonts(app))
    assert told == {"words": ["Tŷ, £5 – ok", "x [?] y", "café !"]}


def test_nobody_keeps_a_report_from_being_printed_by_what_they_write(app: Flask) -> None:
    summary = CompiledSummary()
    summary.consultation.title = f"What now? {STRANGE}"
    for topic in queries.topics(summary):
        topic.title = f"Topic {STRANGE}"
    with app.test_request_context():
        read = PdfReader(BytesIO(documents.pdf(report.assemble(summary))))
    assert "Topic [?] [?] [?]" in " ".join(page.extract_text() for page in read.pages)
