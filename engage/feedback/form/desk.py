"""What this browser is typing: its own draft, or one that it opened by a link or to amend what was sent."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask import session
from sqlalchemy.exc import NoResultFound

from engage import clock
from engage.accounts.access import maybe_signed_in
from engage.consultations import queries as consultations
from engage.consultations.languages import offer
from engage.consultations.models import Consultation
from engage.feedback import policy
from engage.feedback.form import drafts
from engage.feedback.models import Draft, DraftLink, LinkRole
from engage.web.languages import reading


class Desk(NamedTuple):
    """A consultation, what is being typed in it, and by which link that was opened."""

    consultation: Consultation
    draft: Draft | None
    link: DraftLink | None = None
    ended: DraftLink | None = None
    """A link that this browser went on by, and that was revoked or whose draft was sent elsewhere."""
    preview: bool = False
    """Whether its managers try the form before the public may: nothing is sent."""

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed so far."""
        return self.draft.answers if self.draft else {}

    @property
    def is_colleagues(self) -> bool:
        """Whether somebody else sends what is written here."""
        return self.link is not None and self.link.is_colleagues

    @property
    def writer(self) -> str | None:
        """The id of the link of whoever writes here, empty for the signatory; None where nobody shares."""
        if self.link is not None and self.is_colleagues:
            return str(self.link.id)
        return "" if self.answers.get("together") else None

    def is_open(self) -> bool:
        """Say whether the pages of the response may be filled in now."""
        return self.preview or policy.takes(self.consultation, self.draft, at=clock.now())


def desk(slug: str) -> Desk:
    """Find a consultation and what this browser is typing in it.

    :raises NoResultFound: if there is none that may be seen
    """
    consultation = shown(slug)
    preview = not consultation.takes_responses(clock.now()) and _may_preview(consultation)
    draft, link = _opened(consultation)
    if draft is not None:
        return Desk(consultation, draft, link, preview=preview)
    ended = link if link and link.draft.browser_key != browser() else None
    own = drafts.unsent(browser(), consultation, at=clock.now())
    return Desk(consultation, own, ended=ended, preview=preview)


def shown(slug: str) -> Consultation:
    """Find a consultation whose form may be seen, to be read in its languages.

    :raises NoResultFound: if there is none
    """
    consultation = consultations.by_slug(slug)
    if not (consultation.published_at or _may_preview(consultation)):
        raise NoResultFound
    offer(consultation)
    return consultation


def take_up(draft: Draft, link: DraftLink | None = None) -> None:
    """Have this browser go on with a draft of its consultation, rather than with its own."""
    there = dict(session.get("opened", {}))
    there[draft.consultation_id.hex] = [draft.id.hex, link.id.hex if link else ""]
    session["opened"] = there


def leave(consultation: Consultation) -> None:
    """Have this browser go back to its own draft of a consultation, if it has one."""
    session["opened"] = {
        key: opened for key, opened in session.get("opened", {}).items() if key != consultation.id.hex
    }


def begun(desk: Desk) -> Draft:
    """Lock what is being typed, begun now if it was not."""
    if desk.draft is not None and (draft := drafts.locked(desk.draft)):
        return draft
    return drafts.begin(own_browser(), desk.consultation, language=reading(), at=clock.now())


def may_send(consultation: Consultation, draft: Draft) -> bool:
    """Say whether the button that sends a draft may be pressed in this browser."""
    if draft.browser_key == browser():
        return True
    link = _link_to(consultation)
    return bool(link and link.draft_id == draft.id and link.role is LinkRole.OWN and not link.revoked_at)


def browser() -> UUID | None:
    """Give the key of this browser, if it typed anything before."""
    known = session.get("browser")
    return UUID(known) if known else None


def own_browser() -> UUID:
    """Give the key of this browser, made now if it has none."""
    return UUID(session.setdefault("browser", str(uuid4())))


def let_go() -> None:
    """Forget what this browser typed and sent."""
    session.pop("browser", None)
    session.pop("opened", None)


def _opened(consultation: Consultation) -> tuple[Draft | None, DraftLink | None]:
    there = session.get("opened", {}).get(consultation.id.hex)
    if not there:
        return None, None
    link = _link_to(consultation)
    draft = drafts.opened(UUID(there[0]), link.id if link else None, browser(), at=clock.now())
    return draft, link


def _link_to(consultation: Consultation) -> DraftLink | None:
    there = session.get("opened", {}).get(consultation.id.hex)
    return drafts.link(UUID(there[1])) if there and there[1] else None


def _may_preview(consultation: Consultation) -> bool:
    person = maybe_signed_in()
    return person is not None and policy.may_preview(person, consultation)
