"""Writing together for an organisation: colleagues write by links of their own, the signatory sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from engage import mail
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.form import filled, saving
from engage.feedback.form.replies import one_line
from engage.feedback.form.strands import Strand, strands
from engage.feedback.models import Draft, DraftLink, LinkRole, Response
from engage.mail.models import Message
from engage.organisations.models import Sector

MOST = 20
"""How many colleagues one response can have."""
QUIET = timedelta(hours=1)
"""How long a colleague waits before they can tell again that they are done."""


@dataclass(frozen=True)
class Writer:
    """Who wrote last in a box, and when."""

    name: str | None
    """None: the signatory."""
    at: datetime


def may_invite(answers: Mapping[str, Any]) -> bool:
    """Say whether somebody answers for an organisation, so that its people may write together."""
    speaks_for_one = answers.get("sector") not in (None, Sector.RESIDENT)
    return speaks_for_one and bool((answers.get("organisation") or "").strip())


def invite(
    draft: Draft, *, inviter: str, name: str, email: str | None, asked: Sequence[str] = (), at: datetime
) -> DraftLink:
    """Make a link by which a colleague writes in a draft, which the caller has locked, and mail it if we can.

    An address that was invited before gets the link that it has.

    :raises RuleBroken: if it speaks for no organisation, a name or the address is no such, or it is enough
    """
    if not may_invite(draft.answers):
        raise RuleBroken(_l("Say first which organisation you answer for"))
    names = _line(inviter, "inviter", _l("Enter your name")), _line(name, "name", _l("Enter their name"))
    address = _address(email)
    there = of(draft)
    link = next((one for one in there if address and not one.revoked_at and one.email == address), None)
    if link is None and sum(not one.revoked_at for one in there) >= MOST:
        raise RuleBroken(_l("A response can have at most %(most)s colleagues", most=MOST))
    link = link or saving.made(draft, LinkRole.COLLEAGUE, email=address, at=at)
    link.name, link.asked = names[1], _known(draft, asked)
    _open_up(draft, names[0], link.asked)
    if address:
        asks = [one for one in strands(saving.consultation_of(draft)) if one.key in link.asked]
        saving.send_link(
            link, "invited", at=at, inviter=names[0], asks=asks, organisation=draft.answers["organisation"]
        )
    return link


def of(draft: Draft) -> list[DraftLink]:
    """List the links that colleagues have or had, in the order in which they were made."""
    theirs = select(DraftLink).where(DraftLink.draft_id == draft.id, DraftLink.role == LinkRole.COLLEAGUE)
    return list(db.session.scalars(theirs.order_by(DraftLink.made_at, DraftLink.id)))


def one_of(draft: Draft, link_id: UUID) -> DraftLink:
    """Get the link of one colleague.

    :raises NoResultFound: if it is of no colleague who writes in the draft
    """
    found = next((one for one in of(draft) if one.id == link_id), None)
    if found is None:
        raise NoResultFound
    return found


def revoke(link: DraftLink, *, at: datetime) -> None:
    """Take a link back; taken back again, it keeps its moment."""
    link.revoked_at = link.revoked_at or at


def writers(draft: Draft) -> dict[str, Writer]:
    """Tell, by box, who wrote in it last."""
    noted = draft.answers.get("by", {})
    names = {str(one.id): one.name for one in of(draft)} if noted else {}
    return {box: Writer(names.get(by["link"]), datetime.fromisoformat(by["at"])) for box, by in noted.items()}


def signatory_address(draft: Draft) -> str | None:
    """Give the address at which the signatory can be told something, if we know one."""
    try:
        return draft.email or filled.email_address(draft.answers.get("email"))
    except RuleBroken:
        return None


def tell_done(link: DraftLink, *, at: datetime) -> None:
    """Tell the signatory that a colleague is done; at most once an hour.

    :raises RuleBroken: if we have no address of the signatory, or told them within the hour
    """
    address = signatory_address(link.draft)
    if address is None:
        raise RuleBroken(_l("We have no e-mail address of theirs, so please tell them yourself"))
    told = select(Message.id).where(
        Message.key.like(f"draft-done:{link.id}:%"), Message.posted_at > at - QUIET
    )
    if db.session.scalar(told.limit(1)):
        raise RuleBroken(_l("They have been told within the last hour"))
    consultation = saving.consultation_of(link.draft)
    with saving.as_it_is_read(link.draft):
        letter = mail.render("feedback/emails/done", consultation=consultation, link=link)
    key = f"draft-done:{link.id}:{at:%Y-%m-%dT%H}"
    mail.post(to=address, letter=letter, key=key, about=link.draft_id)


def tell_sent(draft: Draft, response: Response) -> None:
    """Tell the colleagues whose address we have that it was sent, and under which reference."""
    for link in of(draft):
        if link.email and not link.revoked_at:
            with saving.as_it_is_read(draft):
                letter = mail.render("feedback/emails/together_sent", response=response, link=link)
            mail.post(to=link.email, letter=letter, key=f"draft-sent:{link.id}", about=draft.id)


def _open_up(draft: Draft, inviter: str, asked: Sequence[str]) -> None:
    """Note that several write, and have what a colleague is asked to write be among what is written about."""
    chosen = set(draft.answers.get("strands", ())) | set(asked)
    order = [strand.key for strand in strands(saving.consultation_of(draft))]
    draft.answers = {
        **draft.answers,
        "together": True,
        "name": inviter,
        "strands": [key for key in order if key in chosen],
    }
    draft.version += 1


def _known(draft: Draft, asked: Sequence[str]) -> list[str]:
    there: list[Strand] = strands(saving.consultation_of(draft))
    return [one.key for one in there if one.key in asked]


def _line(text: str | None, field: str, missing: Any) -> str:
    try:
        line = one_line(text)
    except RuleBroken as wrong:
        raise RuleBroken(wrong.sentence, field=field) from wrong
    if line is None:
        raise RuleBroken(missing, field=field)
    return line


def _address(email: str | None) -> str | None:
    try:
        return filled.email_address(email)
    except RuleBroken as wrong:
        raise RuleBroken(wrong.sentence, field="email") from wrong
