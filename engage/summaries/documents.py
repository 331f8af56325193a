"""A summary as a document to keep: a tagged PDF, and one HTML file that needs nothing around it."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import typst
from flask import current_app, render_template
from markupsafe import Markup

from engage.summaries import wording
from engage.summaries.printing import printed
from engage.summaries.report import Report


def html(report: Report) -> bytes:
    """Write a summary as one HTML file, styles and charts in it."""
    css = files("engage.summaries").joinpath("report.css").read_text("utf-8")
    style = Markup("<style>\n{}</style>").format(Markup(css))  # noqa: S704 - our own file
    return render_template("summaries/standalone.html", report=report, tell=wording, style=style).encode()


def pdf(report: Report) -> Path:
    """Give the PDF of a summary: one that was made before, if it says the same."""
    template = files("engage.summaries").joinpath("report.typ").read_bytes()
    told = json.dumps(printed(report), ensure_ascii=False, sort_keys=True)
    name = sha256(template + told.encode()).hexdigest()[:24]
    folder = current_app.config["SETTINGS"].data_dir.resolve() / "reports"
    kept = Path(folder) / f"{report.summary.id}-{name}.pdf"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _replace(kept, _typeset(template, told, report.summary.published_at or report.summary.compiled_at))
    return kept


def _typeset(template: bytes, told: str, dated: datetime | None) -> bytes:
    """Set the PDF; it refuses to be made if it would not be accessible."""
    assert current_app.static_folder
    compile_: Callable[..., bytes] = typst.compile
    return compile_(
        template,
        font_paths=[Path(current_app.static_folder) / "fonts" / "ttf"],
        ignore_system_fonts=True,
        sys_inputs={"report": told},
        pdf_standards=["ua-1"],
        timestamp=int(dated.timestamp()) if dated else None,
    )


def _replace(kept: Path, content: bytes) -> None:
    """Put a file in its place whole, and take away what the same summary looked like before."""
    written = kept.with_suffix(f".{os.getpid()}")
    written.write_bytes(content)
    written.replace(kept)
    for older in kept.parent.glob(f"{kept.name[:36]}-*.pdf"):
        if older != kept:
            older.unlink(missing_ok=True)
