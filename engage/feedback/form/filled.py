"""Reading what a draft holds: what was chosen and written, and whether it can be sent as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation, QuestionKind
from engage.errors import RuleBroken, Sentence
from engage.feedback.form import replies
from engage.feedback.form.replies import one_line
from engage.feedback.form.strands import Box, Strand, asked, strands
from engage.feedback.intake import NewContribution
from engage.feedback.models import Consent, Kind
from engage.organisations.models import OrganisationKind, Sector, SizeBand
from engage.web.templating import number

LONGEST = 10_000
"""Characters that fit in one box."""


class Unfinished(RuleBroken):
    """Something is missing or wrong; it stands on the page that is named."""

    def __init__(self, sentence: Sentence, page: str, box: Box | None = None) -> None:
        super().__init__(sentence)
        self.page = page
        self.box = box


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
    organisation_kind: OrganisationKind | None = None
    size_band: SizeBand | None = None


@dataclass(frozen=True)
class Said:
    """What was answered to one thing that was asked."""

    box: Box
    text: str = ""
    kind: Kind = Kind.COMMENT
    reply: Any = None
    """As it is kept, where it makes sense."""
    files: tuple[Mapping[str, Any], ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything was answered."""
        return bool(self.text.strip() or self.reply is not None or self.files)

    def in_words(self) -> list[str]:
        """Say the reply as people read it."""
        if self.reply is None or self.box.question is None:
            return []
        return replies.in_words(self.box.question, self.reply)


def chosen(consultation: Consultation, answers: Mapping[str, Any]) -> list[Strand]:
    """List the strands that were chosen, in the order of the consultation."""
    picked = set(answers.get("strands", ()))
    return [strand for strand in strands(consultation) if strand.key in picked]


def said(box: Box, answers: Mapping[str, Any]) -> Said:
    """Give what was answered in one box, whatever it is worth."""
    typed = answers.get("texts", {}).get(box.key, {}) if box.takes_text else {}
    reply = None
    if box.question and box.kind not in (QuestionKind.TEXT, QuestionKind.FILES):
        try:
            reply = replies.read(box.question, answers.get("replies", {}).get(box.key))
        except RuleBroken:
            reply = None
    files = tuple(answers.get("files", {}).get(box.key, ())) if box.kind is QuestionKind.FILES else ()
    return Said(box, typed.get("text", ""), Kind(typed.get("kind", Kind.COMMENT)), reply, files)


def answered(strand: Strand, answers: Mapping[str, Any]) -> list[Said]:
    """List what was answered under a strand, where anything was."""
    return [one for box in asked(strand, answers) if (one := said(box, answers))]


def left_out(consultation: Consultation, answers: Mapping[str, Any]) -> list[Strand]:
    """List the strands that something was answered under, and that are not among those chosen now."""
    now = {strand.key for strand in chosen(consultation, answers)}
    return [strand for strand in strands(consultation) if strand.key not in now and answered(strand, answers)]


def complete(consultation: Consultation, answers: Mapping[str, Any]) -> Filled:
    """Read a response that can be sent.

    :raises Unfinished: naming the first page on which something is missing or wrong
    """
    contributions, replied = _what_was_said(consultation, answers)
    if not answers.get("sector"):
        raise Unfinished(_l("Choose who you are answering as"), "you")
    lines = {name: _line(answers.get(name), page) for name, page in LINES.items()}
    try:
        email = email_address(answers.get("email"))
    except RuleBroken as wrong:
        raise Unfinished(wrong.sentence, "contact") from wrong
    if lines["organisation"] and not lines["name"]:
        raise Unfinished(UNSIGNED, "contact")
    if not answers.get("consent"):
        raise Unfinished(_l("Choose how we may publish your response"), "publication")
    consent = Consent(answers["consent"])
    if consent is Consent.NAMED and not (lines["name"] or lines["organisation"]):
        raise Unfinished(NAMELESS, "publication")
    kind, size = answers.get("organisation_kind"), answers.get("size_band")
    return Filled(
        Sector(answers["sector"]),
        consent,
        email=email,
        contributions=contributions,
        replies=replied,
        organisation_kind=OrganisationKind(kind) if kind else None,
        size_band=SizeBand(size) if size else None,
        **lines,
    )


LINES = {"area": "you", "organisation": "organisation", "name": "contact", "role": "contact"}
NAMELESS = _l("You gave no name: give one, or choose to be published without it")
UNSIGNED = _l("Give the name of the person who answers for the organisation")
CLASHING = _l("Two people wrote here at the same time. Make one text of both")


def check(box: Box, answers: Mapping[str, Any]) -> None:
    """Say what is wrong with what was answered in one box.

    :raises RuleBroken: if it makes no sense, is too long, or is missing where there must be an answer
    """
    typed = answers.get("texts", {}).get(box.key, {}).get("text", "") if box.takes_text else ""
    demand_fits(typed)
    if box.kind is QuestionKind.TEXT:
        if box.required and not typed.strip():
            raise RuleBroken(replies.REQUIRED[QuestionKind.TEXT])
    elif box.kind is QuestionKind.FILES:
        if box.required and not answers.get("files", {}).get(box.key):
            raise RuleBroken(replies.REQUIRED[QuestionKind.FILES])
    elif box.question:
        replies.read(box.question, answers.get("replies", {}).get(box.key))


def demand_fits(text: str) -> None:
    """Refuse a text that is too long for its box.

    :raises RuleBroken: saying how long it is
    """
    if len(text) > LONGEST:
        raise RuleBroken(
            _l(
                "What you write must be %(most)s characters or fewer. You have written %(count)s",
                most=number(LONGEST),
                count=number(len(text)),
            )
        )


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


def _line(text: str | None, page: str) -> str | None:
    try:
        return one_line(text)
    except RuleBroken as wrong:
        raise Unfinished(wrong.sentence, page) from wrong


def _what_was_said(
    consultation: Consultation, answers: Mapping[str, Any]
) -> tuple[list[NewContribution], dict[UUID, Any]]:
    found: list[NewContribution] = []
    replied: dict[UUID, Any] = {}
    filed = False
    for strand in chosen(consultation, answers):
        for box in asked(strand, answers):
            _demand_sound(box, answers)
            one = said(box, answers)
            question_id = box.question.id if box.question else None
            if one.text.strip():
                theme_id = box.theme.id if box.theme else None
                found.append(NewContribution(one.text, theme_id, question_id, one.kind))
            if one.reply is not None and question_id:
                replied[question_id] = one.reply
            filed = filed or bool(one.files)
    if not (found or replied or filed):
        raise Unfinished(_l("Write something under at least one theme"), "respond")
    return found, replied


def _demand_sound(box: Box, answers: Mapping[str, Any]) -> None:
    if box.key in answers.get("clashes", {}):
        raise Unfinished(CLASHING, "write", box)
    try:
        check(box, answers)
    except RuleBroken as wrong:
        raise Unfinished(wrong.sentence, "write", box) from wrong
