"""Words that people read go through gettext, so that another language is a catalogue and no rewrite."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from tests.house.speech import messages

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
MARKUP = re.compile(r"<!--.*?-->|<(style|script|svg)\b.*?</\1>|<[^>]*>|&[a-z#0-9]+;", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"^[\"'][A-Z][a-z]* [a-z]")
NOT_WORDS = {"at-table", "staff", "wall"}
"""Names of classes that a block hands to its layout."""


def _untranslated(path: Path, jinja: Environment) -> Iterator[tuple[int, str]]:
    """Give the runs of plain text in a template that no `trans` block holds."""
    inside, source = False, []
    for line, kind, value in jinja.lex(path.read_text()):
        if kind == "name" and value in ("trans", "endtrans"):
            inside = value == "trans"
        source.append((line, value if kind == "data" and not inside else ""))
    text = "".join(f"\x00{line}\x00{value}" if value else "" for line, value in source)
    bare = MARKUP.sub(lambda found: " ", text) if path.suffix == ".html" else text
    for line, words in re.findall(r"\x00(\d+)\x00([^\x00]*)", bare):
        if WORD.search(words) and words.strip() not in NOT_WORDS:
            yield int(line), " ".join(words.split())


def _bare_sentences(path: Path, jinja: Environment) -> Iterator[tuple[int, str]]:
    """Give the sentences written as strings in expressions that are no argument of gettext."""
    tokens = [token for token in jinja.lex(path.read_text()) if token[1] != "whitespace"]
    for (_, _, name), (_, _, bracket), (line, kind, value) in zip(
        tokens, tokens[1:], tokens[2:], strict=False
    ):
        if kind == "string" and SENTENCE.match(value) and (name, bracket) != ("_", "("):
            yield line, value


@pytest.mark.parametrize(
    "path",
    sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_template_speaks_past_gettext(path: Path, app: Flask) -> None:
    found = [*_untranslated(path, app.jinja_env), *_bare_sentences(path, app.jinja_env)]
    assert not found, f"{path.relative_to(ROOT)}: {found[:5]}"


@pytest.mark.no_database
def test_the_words_can_be_gathered_for_a_translator() -> None:
    found = {str(message) for message in messages()}
    assert len(found) > 1000
    assert {"Skip to main content", "Everything said"} <= found
