"""A summary as a document to keep: a tagged PDF, and one HTML file that needs nothing around it."""

from importlib.resources import files

from flask import render_template
from markupsafe import Markup

from engage.summaries import wording
from engage.summaries.printing import printed
from engage.summaries.report import Report
from engage.web import typesetting


def html(report: Report) -> bytes:
    """Write a summary as one HTML file, styles and charts in it."""
    css = files("engage.summaries").joinpath("report.css").read_text("utf-8")
    style = Markup("<style>\n{}</style>").format(Markup(css))  # noqa: S704 - our own file
    return render_template("summaries/standalone.html", report=report, tell=wording, style=style).encode()


def pdf(report: Report) -> bytes:
    """Write a summary as a tagged PDF."""
    summary = report.summary
    dated = summary.published_at or summary.compiled_at or summary.requested_at
    template = files("engage.summaries").joinpath("report.typ")
    return typesetting.pdf(template, printed(report), dated=dated, as_report=True)
