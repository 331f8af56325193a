"""What the analysis reads: texts, who said them, and when two of them are the same."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_NOT_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text; `person` stands for whoever said it, and is the same for all they said."""

    id: str
    words: str
    person: str
    quotable: bool = True
    """Whether it may be picked as a quote."""


def key(words: str) -> str:
    """Reduce a text to what is left when case, accents, punctuation, quotes and spacing are set aside."""
    plain = unicodedata.normalize("NFKD", words.casefold()).replace("’", "'").replace("'", "")
    if plain.isascii():
        return _NOT_WORDS.sub(" ", plain).strip()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def distinct(texts: Iterable[Text]) -> dict[str, list[Text]]:
    """Gather the texts that are the same by key; keys, and the texts under each, in a fixed order.

    A text without a letter or digit in it has the empty key.
    """
    found: dict[str, list[Text]] = {}
    for text in sorted(texts, key=lambda text: (text.id, text.words)):
        found.setdefault(key(text.words), []).append(text)
    return {k: found[k] for k in sorted(found)}
