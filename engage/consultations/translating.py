"""Giving a consultation in further languages: which, and the words of each thing in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from engage import audit, clock
from engage.accounts import Person
from engage.consultations import sequence
from engage.consultations.languages import OPTION, original, translated
from engage.consultations.models import Consultation, Evidence, Question, Stage, Theme
from engage.consultations.queries import answered, hold
from engage.consultations.questions import answers_kept
from engage.errors import RuleBroken, Sentence
from engage.web.languages import KNOWN

Thing = Consultation | Theme | Question | Evidence
LONGEST = 8000
NAMES: dict[type, dict[str, Sentence]] = {
    Consultation: {
        "title": _l("Title"),
        "lead": _l("Lead paragraph"),
        "background": _l("Why you ask"),
        "open_to_change": _l("What is open to change"),
        "not_open_to_change": _l("What is not"),
        "purpose": _l("Why you ask for the data"),
        "lawful_basis": _l("What allows you to"),
        "who_sees": _l("Who sees it"),
    },
    Theme: {"title": _l("Name of the theme"), "description": _l("What belongs under it")},
    Question: {
        "text": _l("Question"),
        "hint": _l("Hint"),
        "unit": _l("What is counted"),
        "follow_up": _l("What to ask next"),
    },
    Evidence: {"title": _l("Title"), "summary": _l("What it says, in a line")},
}
"""What things say that can be translated, and what that is called."""


@dataclass(frozen=True)
class Saying:
    """Some words of a thing that can be translated."""

    thing: Thing
    name: str
    called: Sentence

    @property
    def key(self) -> str:
        """What a form knows it by."""
        return f"{self.thing.id}-{self.name.replace(':', '-')}"

    @property
    def words(self) -> str:
        """As they were written first."""
        return original(self.thing, self.name)

    def in_language(self, language: str) -> str:
        """As they were translated; empty if nobody has."""
        return translated(self.thing, self.name, language)


@dataclass(frozen=True)
class Part:
    """What is said in one place of a consultation."""

    theme: Theme | None
    title: Sentence
    sayings: tuple[Saying, ...]


def parts(consultation: Consultation) -> list[Part]:
    """List all that a consultation says, in the order in which people read it."""
    found = [Part(None, _l("The consultation"), tuple(_said(consultation)))]
    for theme in consultation.themes:
        asked = (saying for one in sequence.under(consultation, theme) for saying in _said(one))
        found.append(Part(theme, theme.title, (*_said(theme), *asked)))
    whole = [saying for one in sequence.under(consultation, None) for saying in _said(one)]
    found.append(Part(None, _l("About the whole"), tuple(whole)))
    papers = [saying for one in consultation.evidence for saying in _said(one)]
    found.append(Part(None, _l("Evidence"), tuple(papers)))
    return [part for part in found if part.sayings]


def sayings(consultation: Consultation) -> list[Saying]:
    """List all words of a consultation that can be translated."""
    return [saying for part in parts(consultation) for saying in part.sayings]


def _said(thing: Thing) -> Iterator[Saying]:
    for name, called in NAMES[type(thing)].items():
        if original(thing, name).strip():
            yield Saying(thing, name, called)
    for choice in thing.options if isinstance(thing, Question) else ():
        yield Saying(thing, OPTION + choice["key"], _l("Choice"))


def progress(consultation: Consultation, language: str) -> tuple[int, int]:
    """Count what is translated, and what there is to translate."""
    found = sayings(consultation)
    return sum(bool(one.in_language(language)) for one in found), len(found)


def offer(consultation: Consultation, language: str, *, by: Person | None) -> None:
    """Give a consultation in one more language, as far as its words are translated.

    :raises RuleBroken: if it is given in it already, has closed, or we know no such language
    """
    _still_open(consultation)
    if language not in KNOWN:
        raise RuleBroken(_l("Choose a language from the list"), field="language")
    if language in consultation.languages:
        raise RuleBroken(_l("The consultation is given in this language already"), field="language")
    consultation.languages = [*consultation.languages, language]
    audit.record("consultation.language_added", consultation, by=by, language=language)


def withdraw(consultation: Consultation, language: str, *, by: Person | None) -> None:
    """Give a draft in one language less; the translation is kept, should it be wanted again.

    :raises RuleBroken: if it is what the draft was written in, or people have read it
    """
    _still_open(consultation)
    if language not in consultation.languages[1:]:
        raise RuleBroken(_l("This is the language that the consultation was written in"))
    if consultation.published_at:
        raise RuleBroken(_l("This consultation is public, and people read it in this language"))
    consultation.languages = [one for one in consultation.languages if one != language]
    audit.record("consultation.language_removed", consultation, by=by, language=language)


def write_in(consultation: Consultation, language: str, *, by: Person | None) -> None:
    """Say in which language a draft is written, if not in that of the service.

    :raises RuleBroken: if it has been published, or we know no such language
    """
    _still_open(consultation)
    if consultation.published_at:
        raise RuleBroken(_l("This consultation is public, so this no longer changes"), field="language")
    if language not in KNOWN:
        raise RuleBroken(_l("Choose a language from the list"), field="language")
    consultation.languages = [language, *(one for one in consultation.languages[1:] if one != language)]
    audit.record("consultation.language_set", consultation, by=by, language=language)


def translate(
    consultation: Consultation, language: str, words: Mapping[str, str], *, by: Person | None
) -> int:
    """Write what a consultation says in a language, by the keys of its sayings; count what changed.

    :raises RuleBroken: if people have read what would change, or some words are too long
    """
    _still_open(consultation)
    if language not in consultation.languages[1:]:
        raise RuleBroken(_l("The consultation is not given in this language"))
    changed = 0
    fixed = _fixed(consultation)
    for saying in sayings(consultation):
        new = words.get(saying.key, saying.in_language(language)).replace("\r\n", "\n").strip()
        if new == saying.in_language(language):
            continue
        _demand_fit(saying, new)
        if saying.in_language(language) and saying.thing.id in fixed:
            raise RuleBroken(PUBLIC, field=saying.key)
        with answers_kept():
            saying.thing.translations = _with(saying, language, new)
        changed += 1
    if changed:
        audit.record("consultation.translated", consultation, by=by, language=language, count=changed)
    return changed


PUBLIC = _l("People have read these words, so they no longer change. What is missing can be added")


def _demand_fit(saying: Saying, new: str) -> None:
    most = LONGEST if len(saying.words) > 300 else max(600, 3 * len(saying.words))
    if len(new) > most:
        raise RuleBroken(_l("This must have at most %(most)s characters", most=most), field=saying.key)


def _fixed(consultation: Consultation) -> set[Any]:
    """Name the things whose words people have read or answered: their translations only grow."""
    if not consultation.published_at:
        return set()
    read = {consultation.id, *(one.id for one in consultation.themes + consultation.evidence)}
    return read | answered(consultation.asked)


def _with(saying: Saying, language: str, new: str) -> dict[str, dict[str, str]]:
    known = {one: dict(words) for one, words in (saying.thing.translations or {}).items()}
    mine = known.setdefault(language, {})
    if new:
        mine[saying.name] = new
    else:
        mine.pop(saying.name, None)
    return known


def _still_open(consultation: Consultation) -> None:
    hold(consultation)
    if consultation.stage(clock.now()) is Stage.CLOSED:
        raise RuleBroken(_l("This consultation has closed, so its words no longer change"))
