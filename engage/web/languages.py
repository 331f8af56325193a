"""The language that somebody reads in: chosen by a link, remembered, and what there is to choose from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, current_app, g, has_app_context, has_request_context, request, session
from flask_babel import get_locale, refresh

from engage.web.access import TABLE, Access

SOURCE = "en"
"""What the service's own words are written in: it needs no catalogue."""
KNOWN = (
    *("en", "cy", "gd", "ga", "kw", "gv", "ar", "bn", "es", "fa", "fr", "gu", "ku", "lt", "pa", "pl", "ps"),
    *("pt", "ro", "so", "ta", "ti", "tr", "uk", "ur", "vi", "yue", "zh"),
)
"""What a consultation can be given in: the languages of these islands, then those spoken most beside them."""


@dataclass(frozen=True)
class Offer:
    """A language that a page can be read in, and where."""

    language: str
    href: str
    here: bool


def init_app(app: Flask) -> None:
    """Remember a language that is asked for by `?lang=`."""
    app.before_request(_remember)


def _remember() -> None:
    asked = request.args.get("lang")
    if asked in KNOWN:
        session["language"] = asked


def offer(languages: Sequence[str]) -> None:
    """Say which languages the page at hand can be read in, the one that it was written in first."""
    g.languages = tuple(languages)
    refresh()


def offered() -> tuple[str, ...]:
    """List the languages that the page at hand can be read in; of most, those that the service speaks."""
    found: tuple[str, ...] = g.get("languages", ()) or spoken()
    return found


def spoken() -> tuple[str, ...]:
    """List the languages that the service's own words can be read in, its own first."""
    return tuple(dict.fromkeys((own(), *_catalogues(), SOURCE)))


def own() -> str:
    """Name the language that the service is set to."""
    return str(current_app.extensions["babel"].default_locale).partition("_")[0]


def _catalogues() -> list[str]:
    return sorted(
        str(one).partition("_")[0] for one in current_app.extensions["babel"].instance.list_translations()
    )


def reading() -> str:
    """Name the language in which words that somebody wrote are shown on the page at hand."""
    if not has_app_context():
        return SOURCE
    there = offered()
    return next((one for one in (_chosen(), own()) if one in there), there[0])


def _chosen() -> str | None:
    """Give the language of the letter that is being written, or that the reader of a public page chose."""
    if "writing_in" in g:
        return str(g.writing_in)
    if not has_request_context() or not (choice() or TABLE.get(request.endpoint or "") is Access.PUBLIC):
        return None
    chosen: str | None = session.get("language")
    return chosen


def choice() -> bool:
    """Say whether the page at hand is one that was written in certain languages."""
    return has_app_context() and "languages" in g


def select_locale() -> str | None:
    """Choose what the service's own words are in: what the reader chose, if it is offered and spoken."""
    chosen = _chosen() if has_app_context() else None
    if chosen is None or chosen == own() or chosen not in offered() or chosen not in spoken():
        return None
    return "en_GB" if chosen == SOURCE else chosen


@contextmanager
def writing_in(language: str) -> Iterator[None]:
    """Have what is written inside, such as a letter, be in a language as far as there are words in it."""
    before = {name: g.pop(name, None) for name in ("languages", "writing_in")}
    g.languages, g.writing_in = (language, own()), language
    refresh()
    try:
        yield
    finally:
        del g.languages, g.writing_in
        for name, value in before.items():
            if value is not None:
                setattr(g, name, value)
        refresh()


def offers() -> list[Offer]:
    """List the languages that the page at hand can be read in; none where there is no choice."""
    there = offered()
    if len(there) < 2:
        return []
    return [Offer(one, _href(one), one == reading()) for one in there]


def _href(language: str) -> str:
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return f"{request.path}?{urlencode([*kept, ('lang', language)])}"


@lru_cache
def name_of(language: str) -> str:
    """Name a language in that language itself: Cymraeg."""
    name = Locale.parse(language).language_name or language
    return name[0].upper() + name[1:]


@lru_cache
def direction(language: str) -> str:
    """Say which way a language is written: `ltr`, or `rtl` for Arabic, Persian, Urdu and others."""
    return str(Locale.parse(language).text_direction)


def page_language() -> str:
    """Name the language of the service's own words on the page at hand."""
    return str(get_locale() or SOURCE)
