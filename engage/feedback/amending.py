"""Changing what was sent, until closing: versions are kept, and what stood before says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage.analysis.characters import storable
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import intake, mailing, policy, uploads, withdrawal
from engage.feedback.form import drafts
from engage.feedback.form.filled import Filled
from engage.feedback.intake import NewContribution
from engage.feedback.models import (
    Amendment,
    Channel,
    Contact,
    Contribution,
    Draft,
    Reply,
    Response,
    text_key,
)
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event
from engage.feedback.standing import AskedOf, alike, answers, asked_now, by_asked, joined, standing, what_of
from engage.jobs import Job, enqueue
from engage.logging import logger

log = logger(__name__)

CLOSED: Final = _l("This consultation takes no changes now")
GONE: Final = _l("This response was withdrawn, so there is nothing to change")
MEANWHILE: Final = _l(
    "This response was changed in another window since you began. Begin again from its page"
)
BESIDE: Final = ("sector", "area", "organisation", "consent")
"""What stands beside the words and is no contact detail; an `Amendment` holds what it was."""


def begin(response: Response, browser: UUID, *, at: datetime) -> Draft:
    """Make a draft of what stands in a response, for its sender to change; one begun before goes on.

    :raises RuleBroken: if it was withdrawn, or the consultation takes no changes now
    """
    _demand_changeable(response, None, at)
    draft = _begun(response, browser, at) or Draft(
        browser_key=browser,
        consultation_id=response.consultation_id,
        amends_id=response.id,
        answers=answers(response),
        version=1,
        begun_at=at,
        language=response.language,
    )
    draft.expires_at = at + drafts.LIFE
    db.session.add(draft)
    db.session.flush()
    return draft


def amend(response: Response, draft: Draft, read: Filled, *, at: datetime) -> Response:
    """Have a response say what a draft does, as its next version; sent again, a draft changes nothing.

    What differs in a text or a file is kept beside what stood; the database lets a text that moderators
    have decided on stand until they decide on the new one. All else holds at once.

    :raises RuleBroken: if it was withdrawn, changed by another draft meanwhile, or it is too late
    """
    response = _locked(response)
    if draft.response_id:
        return response
    _demand_changeable(response, draft, at)
    if response.amended_at and response.amended_at > draft.begun_at:
        raise RuleBroken(MEANWHILE)
    _change(response, draft, read, at)
    _reach(response, read, at)
    draft.response, draft.answers = response, {}
    db.session.flush()
    return response


def _demand_changeable(response: Response, draft: Draft | None, at: datetime) -> None:
    if response.withdrawn_at:
        raise RuleBroken(GONE)
    if not policy.takes(response.consultation, draft, at=at):
        raise RuleBroken(CLOSED)


def _locked(response: Response) -> Response:
    again = select(Response).where(Response.id == response.id).with_for_update(of=Response)
    found = db.session.scalars(again.execution_options(populate_existing=True)).one()
    db.session.expire(found, ["contributions", "replies", "uploads", "contact"])
    return found


def _begun(response: Response, browser: UUID, at: datetime) -> Draft | None:
    """Find what this browser began to change and has not sent, unless others changed it since."""
    theirs = select(Draft).where(
        Draft.amends_id == response.id,
        Draft.browser_key == browser,
        Draft.response_id.is_(None),
        Draft.expires_at > at,
        Draft.begun_at > (response.amended_at or response.received_at),
    )
    return db.session.scalar(theirs.order_by(Draft.id.desc()).limit(1).with_for_update())


def _change(response: Response, draft: Draft, read: Filled, at: datetime) -> None:
    """Write what differs as the next version, if anything does."""
    version = response.version + 1
    changed = _change_texts(response, read.contributions, version, at)
    changed = _change_replies(response, read, version, at) or changed
    changed = _change_files(response, draft, at) or changed
    before = _change_beside(response, read)
    if changed or before:
        response.version, response.amended_at = version, at
        db.session.add(Amendment(response_id=response.id, version=version, made_at=at, before=before))
        receipts.issue(response, Event.AMENDED, at=at)
        mailing.send_copy(response)
        log.info("response_amended", response_id=str(response.id), version=version)


def _change_texts(response: Response, read: Sequence[NewContribution], version: int, at: datetime) -> bool:
    asked, old, changed = asked_now(response.consultation), by_asked(standing(response)), False
    new: dict[AskedOf, list[NewContribution]] = {}
    for one in read:
        new.setdefault(what_of(one), []).append(one)
    for about in [*old, *(about for about in new if about not in old)]:
        if about in asked:  # what is no longer asked stays as it was said
            changed = _change_under(response, old.get(about, []), new.get(about, []), version, at) or changed
    return changed


def _change_under(
    response: Response, old: list[Contribution], new: list[NewContribution], version: int, at: datetime
) -> bool:
    """Change what stands under one question: the same words stay, the others go by their order."""
    if len(old) > len(new) == 1 and alike(joined(old), new[0].text):
        return False
    for one in list(new):
        if same := next((had for had in old if had.kind is one.kind and alike(had.text, one.text)), None):
            old, new = [had for had in old if had is not same], [had for had in new if had is not one]
    for place, one in enumerate(new):
        position = old[place].position if place < len(old) else _next_position(response)
        response.contributions.append(_made(response, one, position, version, at))
    for had in old[len(new) :]:
        withdrawal.end(response, had.position, at=at)
    db.session.flush()
    return bool(old or new)


def _next_position(response: Response) -> int:
    return 1 + max((one.position for one in response.contributions), default=0)


def _made(
    response: Response, new: NewContribution, position: int, version: int, at: datetime
) -> Contribution:
    text = storable(new.text)
    return Contribution(
        consultation_id=response.consultation_id,
        theme_id=new.theme_id,
        question_id=new.question_id,
        position=position,
        version=version,
        kind=new.kind,
        channel=Channel.ONLINE,
        text=text,
        text_key=text_key(text),
        received_at=at,
    )


def _change_replies(response: Response, read: Filled, version: int, at: datetime) -> bool:
    asked, changed = asked_now(response.consultation), False
    stands = {one.question_id: one for one in response.replies if one.ended_at is None}
    for question_id, had in stands.items():
        if (question_id, None) in asked and read.replies.get(question_id) != had.value:
            had.ended_at, changed = at, True
    for question_id, value in read.replies.items():
        if question_id not in stands or stands[question_id].value != value:
            response.replies.append(
                Reply(question_id=question_id, version=version, value=value, received_at=at)
            )
            changed = True
    return changed


def _change_files(response: Response, draft: Draft, at: datetime) -> bool:
    """End the files that the draft no longer lists, and take over those that it brings."""
    asked = asked_now(response.consultation)
    listed = {one["id"] for files in draft.answers.get("files", {}).values() for one in files}
    stands = [
        one
        for one in response.uploads
        if one.ended_at is None and one.question_id and (one.question_id, None) in asked
    ]
    gone = [one for one in stands if str(one.id) not in listed]
    for one in gone:
        one.ended_at = at
    uploads.hand_over(draft, response)
    return bool(gone) or bool(listed - {str(one.id) for one in stands})


def _change_beside(response: Response, read: Filled) -> dict[str, str | None]:
    """Set what stands beside the words, and give what it was where it changed."""
    before = {
        name: getattr(response, name) for name in BESIDE if getattr(response, name) != getattr(read, name)
    }
    for name in before:
        setattr(response, name, getattr(read, name))
    response.organisation_id = intake.organisation_of(
        response.organisation, response.sector, read.organisation_kind, read.size_band, response.area
    )
    return before


def _reach(response: Response, read: Filled, at: datetime) -> None:
    """Set how the sender is named and reached; an address that is new has to be confirmed."""
    contact = response.contact
    if not (read.name or read.email):
        if contact:
            response.contact = None
            db.session.delete(contact)
        return
    if contact is None:
        contact = response.contact = Contact()
    changed = contact.email != read.email
    contact.name, contact.role, contact.email = read.name, read.role, read.email
    if changed:
        contact.confirmed_at = None
    if changed and contact.email:
        enqueue(Job.ASK_TO_CONFIRM, response.id)
