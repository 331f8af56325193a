"""Sending what was typed: once, however often the button is pressed."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage.consultations.models import Consultation
from engage.errors import RuleBroken
from engage.feedback import amending, intake, policy, uploads
from engage.feedback.form import colleagues, filled, suspicions
from engage.feedback.form.filled import Filled
from engage.feedback.form.suspicions import Sender
from engage.feedback.models import Channel, Contact, Draft, Response
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event
from engage.jobs import Job, enqueue
from engage.logging import logger

log = logger(__name__)


class Closed(RuleBroken):
    """The consultation takes no response at this moment."""


class ChangedMeanwhile(RuleBroken):
    """What would be sent is not what was seen."""


def send(
    consultation: Consultation,
    draft: Draft,
    *,
    seen: int,
    at: datetime,
    browser: UUID | None = None,
    sender: Sender | None = None,
) -> Response:
    """Make a response of a draft, or change the one that it amends; sent again, it is what was made first.

    The draft is locked by the caller, so that of two who press the button at once one waits. `browser` is
    the one that it is sent from, which may see the receipt; `sender` is looked at for what is suspicious.

    :raises Closed: if the consultation takes none now
    :raises ChangedMeanwhile: if the draft was saved after the version that was seen
    :raises Unfinished: if something is missing or wrong
    :raises TooMany: if more came from where it comes than is taken
    """
    if draft.response:
        return draft.response
    if not policy.takes(consultation, draft, at=at):
        raise Closed(_l("This consultation takes no responses now"))
    if draft.version != seen:
        raise ChangedMeanwhile(_l("Your answers changed in another window. Check them again, then send"))
    read = filled.complete(consultation, draft.answers)
    together, texts = draft.answers.get("together"), [new.text for new in read.contributions]
    marks = suspicions.marks(draft, texts, sender, at=at) if sender else []
    response = _become(consultation, draft, read, at, browser)
    response.suspicions = sorted({*response.suspicions, *marks})
    if together:
        colleagues.tell_sent(draft, response)
    return response


def _become(
    consultation: Consultation, draft: Draft, read: Filled, at: datetime, browser: UUID | None
) -> Response:
    draft.browser_key = browser or draft.browser_key
    if draft.amends:
        return amending.amend(draft.amends, draft, read, at=at)
    response = _made(consultation, draft, read, at)
    if _with_files(draft):
        uploads.hand_over(draft, response)
        receipts.issue(response, Event.RECEIVED, at=at)
    draft.response, draft.answers = response, {}
    log.info("response_received", response_id=str(response.id))
    return response


def _made(consultation: Consultation, draft: Draft, read: Filled, at: datetime) -> Response:
    response = intake.accept(
        consultation,
        sector=read.sector,
        organisation=read.organisation,
        area=read.area,
        organisation_kind=read.organisation_kind,
        size_band=read.size_band,
        consent=read.consent,
        channel=Channel.ONLINE,
        contributions=read.contributions,
        replies=read.replies,
        with_files=_with_files(draft),
        language=draft.language,
        received_at=at,
        submission_key=draft.id,
    )
    if read.name or read.email:
        response.contact = Contact(name=read.name, role=read.role, email=read.email)
        if read.email:
            enqueue(Job.ASK_TO_CONFIRM, response.id)
    return response


def _with_files(draft: Draft) -> bool:
    return any(draft.answers.get("files", {}).values())
