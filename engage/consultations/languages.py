"""What a consultation and all in it say, in the language of whoever reads."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from engage.consultations.models import Consultation, Question
from engage.web import languages

OPTION = "option:"
"""What stands before a choice's key in the name of its words."""


def original(thing: Any, name: str) -> str:
    """Give what a thing says by some name (`title`, `hint`, `option:KEY`) as it was written first."""
    if name.startswith(OPTION):
        key = name.removeprefix(OPTION)
        return next((choice["text"] for choice in thing.options if choice["key"] == key), "")
    return str(getattr(thing, name) or "")


def said(thing: Any, name: str, language: str | None = None) -> str:
    """Give what a thing says by some name, in a language; untranslated words stay as they were written.

    Without a language, it is that of the page at hand. Themes, consultations, evidence and questions
    can be translated; of anything else the words are given as they are.
    """
    return translated(thing, name, language or languages.reading()) or original(thing, name)


def translated(thing: Any, name: str, language: str) -> str:
    """Give a thing's words in a language, empty if nobody has translated them."""
    known: dict[str, dict[str, str]] = getattr(thing, "translations", None) or {}
    return known.get(language, {}).get(name, "")


def language_of(thing: Any, name: str, language: str | None = None) -> str | None:
    """Tell in which language `said` gives words; None if nobody knows."""
    wanted = language or languages.reading()
    return wanted if translated(thing, name, wanted) else written_in(thing)


def written_in(thing: Any) -> str | None:
    """Tell in which language a consultation, or something in it, was written first; None if that is unknown.

    Themes and questions are asked only where there is a choice: lists would load each one's consultation.
    """
    if not isinstance(thing, Consultation):
        thing = getattr(thing, "consultation", None) if languages.choice() else None
    return str(thing.languages[0]) if thing else None


def lang(thing: Any, name: str) -> Markup:
    """Write the attributes that say in which language words are, where it is not that of the page.

    They stand in the tag of the element that holds `said` of the same name.
    """
    found = language_of(thing, name)
    page = languages.page_language().partition("_")[0]
    if found is None or found == page:
        return Markup("")
    turned = languages.direction(found) != languages.direction(page)
    way = Markup(' dir="{}"').format(languages.direction(found)) if turned else ""
    return Markup(' lang="{}"').format(found.replace("_", "-")) + way


def spoken(thing: Any, name: str) -> Markup:
    """Write what `said` gives, in an element that says its language where that is not the page's."""
    told, attributes = said(thing, name), lang(thing, name)
    return Markup("<span{}>{}</span>").format(attributes, told) if attributes else Markup.escape(told)


def offer(consultation: Consultation) -> None:
    """Let the page at hand be read in the languages of a consultation."""
    languages.offer(consultation.languages)


def options(question: Question, language: str | None = None) -> Iterable[tuple[str, str]]:
    """Give the choices of a question: each key, and its words in a language."""
    return [(one["key"], said(question, OPTION + one["key"], language)) for one in question.options]
