"""A summary as a document to keep: a tagged PDF, and one HTML file that needs nothing around it."""

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import typst
from flask import current_app, render_template
from markupsafe import Markup

from engage.summaries import glyphs, wording
from engage.summaries.printing import printed
from engage.summaries.report import Report


def html(report: Report) -> bytes:
    """Write a summary as one HTML file, styles and charts in it."""
    css = files("engage.summaries").joinpath("report.css").read_text("utf-8")
    style = Markup("<style>\n{}</style>").format(Markup(css))  # noqa: S704 - our own file
    return render_template("summaries/standalone.html", report=report, tell=wording, style=style).encode()


def pdf(report: Report) -> bytes:
    """Write a summary as a tagged PDF; it refuses to be made if it would not be accessible."""
    assert current_app.static_folder
    fonts = Path(current_app.static_folder) / "fonts" / "ttf"
    told = json.dumps(glyphs.printable(printed(report), fonts), ensure_ascii=False, sort_keys=True)
    dated = report.summary.published_at or report.summary.compiled_at or report.summary.requested_at
    return _typeset(told, fonts, int(dated.timestamp()))


# Kept in memory alone: words that are taken back or erased must not stay behind in a file.
@lru_cache(maxsize=8)
def _typeset(told: str, fonts: Path, dated: int) -> bytes:
    compile_: Callable[..., bytes] = typst.compile
    return compile_(
        files("engage.summaries").joinpath("report.typ").read_bytes(),
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"report": told},
        pdf_standards=["ua-1"],
        timestamp=dated,
    )
