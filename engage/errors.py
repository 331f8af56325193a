"""The one error that use cases raise on purpose."""

from typing import Protocol


class Sentence(Protocol):
    """A sentence for people: a string, or one that is translated when it is shown."""

    def __str__(self) -> str: ...


class RuleBroken(Exception):
    """A request that the rules refuse, with a sentence for the person who made it."""

    def __init__(self, sentence: Sentence, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        """The form field that the refusal is about, where it is about one."""

    def __str__(self) -> str:
        return str(self.sentence)
