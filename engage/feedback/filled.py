"""Reading what a draft holds: what was chosen and written, and whether it can be sent as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation
from engage.errors import RuleBroken, Sentence
from engage.feedback.intake import NewContribution
from engage.feedback.models import Consent, Kind
from engage.feedback.strands import Box, Strand, strands
from engage.organisations.models import Sector

LONGEST = 10_000
"""Characters that fit in one box."""
LONGEST_LINE = 200
"""Characters of a name, an organisation, a place."""


class Unfinished(RuleBroken):
    """Something is missing or wrong; it stands on the page that is named."""

    def __init__(self, sentence: Sentence, page: str, strand: Strand | None = None) -> None:
        super().__init__(sentence)
        self.page = page
        self.strand = strand


@dataclass(frozen=True)
class Filled:
    """A response that can be sent."""

    sector: Sector
    consent: Consent
    organisation: str | None
    area: str | None
    name: str | None
    email: str | None
    contributions: list[NewContribution]
    replies: dict[UUID, Any] = field(default_factory=dict)
    """What was replied, by question, as `replies.read` gives it."""
    role: str | None = None


@dataclass(frozen=True)
class Written:
    """What stands in one box."""

    box: Box
    text: str
    kind: Kind


def chosen(consultation: Consultation, answers: Mapping[str, Any]) -> list[Strand]:
    """List the strands that were chosen, in the order of the consultation."""
    picked = set(answers.get("strands", ()))
    return [strand for strand in strands(consultation) if strand.key in picked]


def written(strand: Strand, answers: Mapping[str, Any]) -> list[Written]:
    """List what was written in the boxes of a strand, those that are empty left out."""
    texts = answers.get("texts", {})
    found = [(box, texts[box.key]) for box in strand.boxes if box.key in texts]
    return [Written(box, typed["text"], Kind(typed["kind"])) for box, typed in found if typed["text"].strip()]


def left_out(consultation: Consultation, answers: Mapping[str, Any]) -> list[Strand]:
    """List the strands that something was written under, and that are not among those chosen now."""
    now = {strand.key for strand in chosen(consultation, answers)}
    return [strand for strand in strands(consultation) if strand.key not in now and written(strand, answers)]


def complete(consultation: Consultation, answers: Mapping[str, Any]) -> Filled:
    """Read a response that can be sent.

    :raises Unfinished: naming the first page on which something is missing or wrong
    """
    contributions = _contributions(consultation, answers)
    if not answers.get("sector"):
        raise Unfinished(_l("Choose who you are answering as"), "you")
    lines = {name: one_line(answers.get(name), page) for name, page in LINES.items()}
    try:
        email = email_address(answers.get("email"))
    except RuleBroken as wrong:
        raise Unfinished(wrong.sentence, "contact") from wrong
    if not answers.get("consent"):
        raise Unfinished(_l("Choose how we may publish your response"), "publication")
    consent = Consent(answers["consent"])
    if consent is Consent.NAMED and not (lines["name"] or lines["organisation"]):
        raise Unfinished(NAMELESS, "publication")
    return Filled(
        Sector(answers["sector"]), consent, email=email, contributions=contributions, replies={}, **lines
    )


LINES = {"area": "you", "organisation": "contact", "name": "contact"}
NAMELESS = _l("You gave no name: give one, or choose to be published without it")
TOO_LONG = _l("What you write must be 10,000 characters or fewer")


def one_line(text: str | None, page: str = "") -> str | None:
    """Read a name of somebody or something; None if it is empty.

    :raises Unfinished: if it is too long, or holds line breaks or other control characters
    """
    line = (text or "").strip()
    if len(line) > LONGEST_LINE:
        raise Unfinished(_l("This must be %(most)s characters or fewer", most=LONGEST_LINE), page)
    if not line.isprintable():
        raise Unfinished(_l("This must be on one line, and of letters that can be read"), page)
    return line or None


def email_address(text: str | None) -> str | None:
    """Read an e-mail address, its domain in ASCII as mail servers want it; None if it is empty.

    :raises RuleBroken: if it is none
    """
    if not (text or "").strip():
        return None
    try:
        found = validate_email((text or "").strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as wrong:
        raise RuleBroken(_l("Enter an e-mail address like name@example.com")) from wrong
    return found.ascii_email


def _contributions(consultation: Consultation, answers: Mapping[str, Any]) -> list[NewContribution]:
    found: list[NewContribution] = []
    for strand in chosen(consultation, answers):
        for one in written(strand, answers):
            if len(one.text) > LONGEST:
                raise Unfinished(TOO_LONG, "write", strand)
            theme, question = one.box.theme, one.box.question
            theme_id, question_id = (theme.id if theme else None), (question.id if question else None)
            found.append(NewContribution(one.text, theme_id, question_id, one.kind))
    if not found:
        raise Unfinished(_l("Write something under at least one theme"), "respond")
    return found
