import json
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from engage.summaries import documents, editing, open_data, queries, report
from tests.factories import Manager
from tests.factories.summaries import CompiledSummary, PublishedSummary


@pytest.fixture
def told(app: Flask) -> report.Report:
    with app.test_request_context():
        return report.assemble(PublishedSummary())


def test_the_pdf_is_tagged_titled_and_set_in_our_typefaces(app: Flask, told: report.Report) -> None:
    with app.test_request_context():
        read = PdfReader(BytesIO(documents.pdf(told)))
    catalogue = read.trailer["/Root"]
    fonts = {str(font["/BaseFont"]) for page in read.pages for font in _fonts(page)}
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert "What we heard" in (read.metadata.title or "")
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"SourceSans3", "SourceSerif4"}


def _fonts(page: object) -> list[dict[str, object]]:
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]  # type: ignore[index]


def test_the_pdf_says_what_the_page_says(app: Flask, told: report.Report) -> None:
    with app.test_request_context():
        read = PdfReader(BytesIO(documents.pdf(told)))
        words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for part in told.parts:
        for finding in part.findings:
            assert finding.headline in words
            assert all(quote.words in words for quote in finding.quotes)


def test_the_same_summary_gives_the_same_pdf_and_another_a_new_one(app: Flask) -> None:
    summary = CompiledSummary()
    with app.test_request_context():
        first = documents.pdf(report.assemble(summary))
        assert documents.pdf(report.assemble(summary)) == first
        topic = queries.topics(summary)[0]
        editing.rename(topic, "Buses decide", by=Manager(summary.consultation))
        second = documents.pdf(report.assemble(summary))
    assert second != first


def test_the_open_data_holds_every_figure_and_quote(app: Flask, told: report.Report) -> None:
    with app.test_request_context():
        data = json.loads(open_data.encoded(told))
    assert data["figures"] == told.counts
    topics = [topic for theme in data["themes"] for topic in theme["topics"]]
    assert sum(topic["figures"]["contributions"] for topic in topics) == 16
    assert data["reconciliation"]["analysed"] == 16
    assert data["method"]["engine"] == "tfidf-svd-kmeans"


def test_small_groups_are_in_no_document(app: Flask, told: report.Report) -> None:
    with app.test_request_context():
        data = json.loads(open_data.encoded(told))
    channels = next(one for one in data["who_took_part"] if one["by"] == "channel")
    assert all(many >= 5 for many in channels["groups"].values())


def test_the_html_file_needs_nothing_around_it(app: Flask, told: report.Report) -> None:
    with app.test_request_context():
        html = documents.html(told).decode()
    assert "<style>" in html
    assert "src=" not in html
    assert "<link" not in html
    assert all(part.title in html for part in told.parts)
