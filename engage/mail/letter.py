"""What a letter is made of, and how its templates become one."""

import re
from dataclasses import dataclass, field

from flask import render_template

BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
"""More than one of them, which the tags of a template leave behind."""


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a letter, such as a calendar entry."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True)
class Letter:
    """A subject, its words as text and as HTML, and headers of its own."""

    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


def render(
    base: str,
    *,
    headers: dict[str, str] | None = None,
    attachments: tuple[Attachment, ...] = (),
    **context: object,
) -> Letter:
    """Fill `<base>.subject.txt`, `<base>.txt` and `<base>.html` into a letter."""
    return Letter(
        subject=" ".join(render_template(f"{base}.subject.txt", **context).split()),
        text=BLANK_LINES.sub("\n\n", render_template(f"{base}.txt", **context)).strip() + "\n",
        html=render_template(f"{base}.html", **context),
        headers=headers or {},
        attachments=attachments,
    )
