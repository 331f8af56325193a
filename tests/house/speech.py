"""Another language, made up: each message of the service between two brackets, in the locale of Greek.

Dates and numbers come out in Greek letters by themselves, so any Latin word outside brackets is one
that no translator could have reached, or something that people wrote.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import get_domain, refresh
from justhtml import JustHTML
from sqlalchemy import Enum, String, select

from engage.db import db
from engage.web.languages import KNOWN, name_of

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "engage" / "translations" / "extract.cfg"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
LANGUAGE = "el"
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
NAMES = {"Engage", "DP"}
"""What is called alike in every language: the service, and what numbers of data requests begin with."""
LANGUAGES = [name_of(one) for one in KNOWN]
"""What each language is called in that language itself."""
WORD = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+\w|(?<!\w)/[\w/-]+")
SPOKEN = re.compile(r"alt|aria-label|placeholder|title|data-i18n\..*")
"""Attributes that are read to people, or that scripts put before them."""


def looked_into(folder: str) -> bool:
    """Say which folders hold sentences; Babel by itself passes over names that begin with an underscore."""
    name = Path(folder).name
    return not name.startswith(".") and name not in ("node_modules", "var", "build")


def messages() -> Iterator[str | tuple[str, str]]:
    """Gather the messages of templates and code, as `make messages` does."""
    with MAPPING.open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=(), directory_filter=looked_into
    )
    for _, _, message, _, _ in found:
        yield message if isinstance(message, str) else (message[0], message[1])


def bracketed(message: str) -> str:
    """Say a message between brackets."""
    return f"⟦{message}⟧"


def write_catalogue(folder: Path, say: Callable[[str], str] = bracketed) -> None:
    """Write the made-up language where Flask-Babel looks for one; `say` makes its messages."""
    catalogue = Catalog(locale=LANGUAGE)
    for message in messages():
        said = say(message) if isinstance(message, str) else tuple(say(form) for form in message)
        catalogue.add(message, said)
    target = folder / LANGUAGE / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


@contextmanager
def spoken(app: Flask, folder: Path) -> Iterator[None]:
    """Have an application speak the language of a folder."""
    babel = app.extensions["babel"]
    before = babel.default_locale, babel.translation_directories
    babel.default_locale, babel.translation_directories = LANGUAGE, [str(folder)]
    _forget()
    try:
        yield
    finally:
        babel.default_locale, babel.translation_directories = before
        _forget()


def _forget() -> None:
    get_domain().cache.clear()
    refresh()


def heard(html: str) -> Iterator[str]:
    """Give all that a page tells people, piece by piece, save what it says to be in another language."""
    page = JustHTML(html, sanitize=False)
    for node in page.query("script, style, code, body [lang]"):
        node.parent.remove_child(node)
    for node in page.query("title, body"):
        yield node.to_text()
    for node in page.query("*"):
        yield from (str(told) for name, told in node.attrs.items() if told and SPOKEN.fullmatch(name))


def untranslated(told: str) -> list[str]:
    """Give the Latin words that stand outside every bracket, are no address and that nobody wrote."""
    rest = " ".join(told.split())
    for words in (*_written_by_people(), *LANGUAGES):
        rest = rest.replace(words, " ")
    rest = ADDRESS.sub(" ", rest)
    while BRACKETED.search(rest):
        rest = BRACKETED.sub(" ", rest)
    return [word for word in WORD.findall(rest) if word not in NAMES]


def _written_by_people() -> list[str]:
    """Give every text that the database holds, the longest first, line by line."""
    found: set[str] = set()
    for table in db.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, String) and not isinstance(c.type, Enum)]
        for row in db.session.execute(select(*columns)).all() if columns else ():
            for value in row:
                found |= {" ".join(line.split()) for line in (value or "").splitlines()}
    return sorted((words for words in found if len(words) > 1), key=len, reverse=True)
