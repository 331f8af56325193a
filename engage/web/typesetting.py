"""Setting a document as a tagged PDF in our own fonts; one that would not be accessible is refused."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import typst
from flask import current_app

from engage.web import glyphs


def pdf(template: Traversable, told: Any, *, dated: datetime, as_report: bool = False) -> bytes:
    """Set what is told with a Typst template, which finds it as JSON in `sys.inputs.report`.

    A report has before it what all reports share.
    """
    fonts = _fonts()
    words = json.dumps(glyphs.printable(told, fonts), ensure_ascii=False, sort_keys=True)
    shared = files("engage.web").joinpath("report.typ").read_bytes() if as_report else b""
    return _typeset(shared + template.read_bytes(), words, fonts, int(dated.timestamp()))


def lacks(text: str) -> bool:
    """Say whether a text has characters that our fonts cannot show."""
    return glyphs.LACKING in glyphs.printable(text, _fonts())


def _fonts() -> Path:
    assert current_app.static_folder
    return Path(current_app.static_folder) / "fonts" / "ttf"


# Kept in memory alone: words that are taken back or erased must not stay behind in a file.
@lru_cache(maxsize=8)
def _typeset(template: bytes, told: str, fonts: Path, dated: int) -> bytes:
    compile_: Callable[..., bytes] = typst.compile
    return compile_(
        template,
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"report": told},
        pdf_standards=["ua-1"],
        timestamp=dated,
    )
