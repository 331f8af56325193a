"""Codes of tables: short, unguessable, and made of signs that nobody mistakes for another."""

import secrets
from typing import Final

from engage.feedback.form.rooms import SIGNS

LENGTH: Final = 9
"""Of 24 signs: 2,641,807,540,224 codes."""


def drawn() -> str:
    """Draw a new code at random."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def written(code: str) -> str:
    """Write a code as people read it out: in threes."""
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))
