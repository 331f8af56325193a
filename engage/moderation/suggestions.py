"""Pointing at words in a text that may be personal data. A person decides; nothing is taken out by itself."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What words look like."""

    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    ACCOUNT = "account"
    SORT_CODE = "sort_code"
    NATIONAL_INSURANCE = "national_insurance"
    POSTCODE = "postcode"
    PLATE = "plate"


@dataclass(frozen=True, order=True)
class Suggestion:
    """Characters `start` to `end` (not included) of a text, and what they look like."""

    start: int
    end: int
    kind: Kind
    words: str

    @property
    def value(self) -> str:
        """Name it in a form."""
        return f"{self.start}-{self.end}"


# In the order of trust: what an earlier one has claimed, a later one does not split.
PATTERNS: Final = {
    Kind.EMAIL: re.compile(
        r"(?<![\w.+-])[\w.+'-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b", re.IGNORECASE
    ),
    Kind.IBAN: re.compile(r"\bGB\d{2} ?[A-Z]{4}(?: ?\d){14}\b"),
    Kind.NATIONAL_INSURANCE: re.compile(
        r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b",
        re.IGNORECASE,
    ),
    # Eight digits and three pairs are also dates and sums: only where the words before them say so.
    Kind.ACCOUNT: re.compile(
        r"\b(?:account|acct|acc|a/c)\b[^\d\n]{0,25}(?P<it>\d{4} ?\d{4})\b", re.IGNORECASE
    ),
    Kind.SORT_CODE: re.compile(
        r"\bsort[ -]?code\b[^\d\n]{0,15}(?P<it>\d\d[ -]?\d\d[ -]?\d\d)\b", re.IGNORECASE
    ),
    Kind.PHONE: re.compile(
        r"(?<![\w.,£$€])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|\(?0)[1-9](?:\)?[ .-]?\(?\d){8,9}(?!\d)"
    ),
    Kind.POSTCODE: re.compile(
        r"\b(?![A-Z0-9]{2,4} ?\d(?:ST|ND|RD|TH)\b)"
        r"[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
        r" ?\d[ABD-HJLNP-UW-Z]{2}\b"
    ),
    # The style of 2001 and after; older ones look too much like roads.
    Kind.PLATE: re.compile(r"\b[A-HJ-PR-Y]{2}\d{2} ?[A-HJ-PR-Z]{3}\b"),
}
# In small letters only with the space, and "the m4 2nd exit" is none.
SMALL_POSTCODE: Final = re.compile(
    r"\b(?![a-z0-9]{2,4} \d(?:st|nd|rd|th)\b)[a-pr-uwyz][a-hk-y]?\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}\b"
)


def suggest(text: str) -> list[Suggestion]:
    """List the words of a text that may be personal data, in their order; none overlap."""
    found: list[Suggestion] = []
    for kind, pattern in (*PATTERNS.items(), (Kind.POSTCODE, SMALL_POSTCODE)):
        for match in pattern.finditer(text):
            start, end = match.span("it" if "it" in pattern.groupindex else 0)
            if not any(start < one.end and one.start < end for one in found):
                found.append(Suggestion(start, end, kind, text[start:end]))
    return sorted(found)
